/** Hip range with the phone on shin or thigh: keep still, move, hold, come back: inclinometer.py. */
import { refuseShaking, refuseTurning, refuseUnlessLying } from "./form";
import { HIP_ANGLE_BAR_DEG, HIP_MAX_OFF_AXIS_SHARE, HIP_MIN_MOVE_DEG, HIP_REPEAT_LIMIT_DEG, HIP_SCREEN_DOWN, HIP_THOMAS_BAR_DEG, HIP_UNRELIABLE_DEG } from "./limits";
import { around, judge } from "./quality";
import type { Signals } from "./recording";
import { median, spread } from "./statistics";
import { findHolds, traceTilt, type Hold } from "./tilt";
import type { HipAngle, HipRotation, Quality, Range, Side } from "./types";
import { angleBetweenDeg, cross, scale, toDegrees, unit, type Vector } from "./vectors";
import { assumed, refusal, type ConcernKey } from "./words";

const SCREEN = 2;
const SHORT_EDGE = 0;
const TOP_EDGE = 1;

interface Trial {
  readonly angleDeg: number;
  /** In phone axes. */
  readonly axis: Vector;
}

/** Inner and outer rotation are told from the turn about the screen's normal. Throws `wrong-axis` for a swing forwards. */
export function measureHipRotation(recordings: readonly Signals[], side: Side): HipRotation {
  const trials = recordings.flatMap(findTrials);
  const firm = trials.filter((trial) => Math.abs(trial.axis[SCREEN]) >= HIP_MAX_OFF_AXIS_SHARE);
  if (!firm.length) throw refusal("wrong-axis.shin");
  const isInward = ({ axis }: Trial) => (side === "right" ? axis[SCREEN] > 0 : axis[SCREEN] < 0);
  const internal = rangeOf(firm.filter(isInward).map((trial) => trial.angleDeg));
  const external = rangeOf(firm.filter((trial) => !isInward(trial)).map((trial) => trial.angleDeg));
  const ranges = [internal, external].filter((range) => range !== null);
  const concerns: ConcernKey[] = firm.length < trials.length ? ["hip.off-axis"] : [];
  return { side, internal, external, quality: qualityOf(recordings, ranges, concerns) };
}

/** How far the thigh moved from the zero. */
export function measureHipFlexion(recordings: readonly Signals[], side: Side): HipAngle {
  const trials = recordings.flatMap(findTrials);
  if (trials.some(({ axis }) => Math.abs(axis[SHORT_EDGE]) < HIP_MAX_OFF_AXIS_SHARE)) throw refusal("wrong-axis.flexion");
  const range = rangeOf(trials.map((trial) => trial.angleDeg));
  if (!range) throw refusal("no-move.nothing");
  return { side, range, quality: qualityOf(recordings, [range], []) };
}

/** How far the hanging thigh lies below the horizontal, from the last still moment of each recording. */
export function measureThomas(recordings: readonly Signals[], side: Side): HipAngle {
  let isTurned = false;
  const angles = recordings.map((recording) => {
    let up = requireHolds(recording).at(-1)!.up;
    refuseUnlessLying(up);
    if (up[SCREEN] < -HIP_SCREEN_DOWN) {
      // Nobody can lie under the phone: the signals have the iOS sign.
      up = scale(up, -1);
      isTurned = true;
    }
    return -toDegrees(Math.asin(Math.min(Math.max(up[TOP_EDGE], -1), 1)));
  });
  const range = rangeOf(angles, HIP_THOMAS_BAR_DEG);
  if (!range) throw refusal("no-hold.thomas");
  const quality = qualityOf(recordings, [range], []);
  if (isTurned) quality.assumed.push(assumed("sign-screen"));
  return { side, range, quality };
}

function requireHolds(signals: Signals): Hold[] {
  const trace = traceTilt(signals);
  refuseTurning(trace);
  refuseShaking(trace);
  const holds = findHolds(trace);
  if (!holds.length) throw refusal("no-hold.angle");
  return holds;
}

/** Every hold away from the zero. A hold near the zero becomes the next zero, so that slow drift does not add up. */
function findTrials(signals: Signals): Trial[] {
  const [first, ...rest] = requireHolds(signals);
  let zero = first!;
  const trials: Trial[] = [];
  for (const hold of rest) {
    const angleDeg = angleBetweenDeg(zero.up, hold.up);
    if (angleDeg < HIP_MIN_MOVE_DEG) zero = hold;
    else trials.push({ angleDeg, axis: unit(cross(zero.up, hold.up)) });
  }
  if (!trials.length) throw refusal("no-move.still");
  return trials;
}

function rangeOf(anglesDeg: number[], barDeg = HIP_ANGLE_BAR_DEG): Range | null {
  if (!anglesDeg.length) return null;
  return {
    angle_deg: around(median(anglesDeg), barDeg, "deg", "loadshare-judgement"),
    trials_deg: anglesDeg,
    needs_third_trial: anglesDeg.length < 2 || (anglesDeg.length === 2 && spread(anglesDeg) > HIP_REPEAT_LIMIT_DEG),
  };
}

function qualityOf(recordings: readonly Signals[], ranges: readonly Range[], concerns: readonly ConcernKey[]): Quality {
  const notes = [...concerns];
  if (ranges.some((range) => range.needs_third_trial)) notes.push("hip.one-more");
  if (ranges.some(({ trials_deg }) => trials_deg.length > 2 && spread(trials_deg) > HIP_UNRELIABLE_DEG)) notes.push("hip.unreliable");
  if (recordings.some((recording) => !recording.rotationRate)) notes.push("hip.no-rotation");
  return judge(notes, recordings.flatMap((recording) => recording.assumed));
}
