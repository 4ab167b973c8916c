/** One part of a walk without a gap: its steps, its turns, and where it goes straight (walking.py). */
import { findDisagreement } from "./agreement";
import { estimateUpFromSlow } from "./gravity";
import { INCLINATION_WALKING_CUTOFF_HZ, PASSES_ENDS_LEFT_OUT, PASSES_MIN_STEPS, PASSES_PAUSE_STEPS } from "./limits";
import { describePasses, type Plane } from "./passes";
import type { Signals } from "./recording";
import { findRhythm, type Rhythm } from "./rhythm";
import type { Run } from "./signals";
import { chainStrikes, filterMovement, smoothBeat } from "./steps";
import { mean } from "./statistics";
import { judgeTempo, type Tempo } from "./tempo";
import { resample, WORKING_RATE_HZ } from "./timeline";
import { findTurns, type Swing } from "./turns";
import type { Pass } from "./types";
import { findUncounted } from "./uncounted";
import { at, cross, dot, dotSignals, meanOf, newSignal, put, scale, unit, type Signal, type Vector } from "./vectors";

export interface Stretch {
  readonly startS: number;
  /** Else the rotation rate was left out. */
  readonly doSensorsAgree: boolean;
  /** Acceleration along gravity, without it. */
  readonly vertical: Float64Array;
  readonly horizontal: Plane;
  /** Samples. */
  readonly strikes: readonly number[];
  readonly rhythm: Rhythm;
  readonly tempo: Tempo;
  /** Seconds from the start of the stretch. */
  readonly turns: readonly Swing[];
  /** The beat alone. */
  readonly smooth: Float64Array;
  /** Samples of movement without a counted step. */
  readonly beside: readonly number[];
  /** Runs of samples from strike to strike, without pauses. */
  readonly stepping: readonly Run[];
  /** Runs of strikes between turns and pauses. */
  readonly straight: readonly Run[];
}

export function readStretch(part: Signals): Stretch {
  const even = resample(part);
  const up = estimateUpFromSlow(even, INCLINATION_WALKING_CUTOFF_HZ);
  const along = dotSignals(even.acceleration, up);
  const middle = mean(along);
  const vertical = along.map((value) => value - middle);
  const horizontal = levelParts(even.acceleration, up);
  const moving = filterMovement([vertical, ...horizontal]);
  const asFound = findRhythm(moving[0]!);
  const tempo = judgeTempo(asFound, moving);
  const rhythm = tempo === "twice" ? findRhythm(moving[0]!, asFound.usualStepS / 2) : asFound;
  const smooth = smoothBeat(vertical, rhythm);
  const strikes = chainStrikes(smooth, rhythm);
  const doSensorsAgree = findDisagreement(even) === null;
  const turns = even.rotationRate && doSensorsAgree ? findTurns(even.rotationRate, up) : [];
  return {
    startS: even.timeS[0]!,
    doSensorsAgree,
    vertical,
    horizontal,
    strikes,
    rhythm,
    tempo,
    turns,
    smooth,
    beside: findUncounted(strikes, moving, rhythm.usualStepS),
    stepping: withoutPauses(strikes, rhythm.usualStepS),
    straight: straightParts(strikes.map((strike) => strike / WORKING_RATE_HZ), turns, rhythm.usualStepS),
  };
}

/** Acceleration along two level axes that turn with the phone. */
function levelParts(acceleration: Signal, up: Signal): Plane {
  const flattest = flattestAxis(meanOf(up));
  const first = newSignal(up[0].length);
  const second = newSignal(up[0].length);
  for (let i = 0; i < up[0].length; i++) {
    const vertical = at(up, i);
    const lean = scale(vertical, dot(vertical, flattest));
    const across = unit([flattest[0] - lean[0], flattest[1] - lean[1], flattest[2] - lean[2]]);
    put(first, i, across);
    put(second, i, cross(vertical, across));
  }
  return [dotSignals(acceleration, first), dotSignals(acceleration, second)];
}

function flattestAxis(up: Vector): Vector {
  const sizes = up.map(Math.abs);
  const flattest = sizes.indexOf(Math.min(...sizes));
  return [Number(flattest === 0), Number(flattest === 1), Number(flattest === 2)];
}

/** Without the two steps at either end. */
function straightParts(timesS: readonly number[], turns: readonly Swing[], usualStepS: number): Run[] {
  const isTurning = timesS.map((time) => turns.some(({ startS, stopS }) => time >= startS && time <= stopS));
  const parts: Run[] = [];
  let start = 0;
  timesS.forEach((time, i) => {
    const next = timesS[i + 1];
    const isPause = next === undefined || next - time > PASSES_PAUSE_STEPS * usualStepS;
    if (!isPause && !isTurning[i] && !isTurning[i + 1]) return;
    if (i + 1 - start > 2 * PASSES_ENDS_LEFT_OUT + 2 && !isTurning[i]) parts.push([start + PASSES_ENDS_LEFT_OUT, i + 1 - PASSES_ENDS_LEFT_OUT]);
    start = i + 1;
  });
  return parts;
}

function withoutPauses(strikes: readonly number[], usualStepS: number): Run[] {
  return strikes.slice(1).flatMap((next, i): Run[] => (next - strikes[i]! > PASSES_PAUSE_STEPS * usualStepS * WORKING_RATE_HZ ? [] : [[strikes[i]!, next]]));
}

/** Straight parts with enough steps; a long walk without a turn is cut in two, so that it can speak twice. */
export function passesOf({ straight, strikes, vertical, horizontal, startS }: Stretch): Pass[] {
  let parts = straight.filter(([start, stop]) => stop - start >= PASSES_MIN_STEPS);
  const [only] = parts;
  if (only && parts.length === 1 && only[1] - only[0] >= 4 * PASSES_MIN_STEPS) {
    const middle = (only[0] + only[1]) >> 1;
    parts = [[only[0], middle], [middle, only[1]]];
  }
  return parts.length ? describePasses(parts.map(([start, stop]) => strikes.slice(start, stop)), vertical, horizontal, startS) : [];
}
