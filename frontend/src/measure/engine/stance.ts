/** Standing on one leg, phone flat at the sacrum with the screen out: time, pelvic drop and sway: stance.py. */
import { refuseShaking, refuseTurning } from "./form";
import { STANCE_CEILING_S, STANCE_DROP_BAR_DEG, STANCE_EDGE_S, STANCE_JOIN_S, STANCE_JOLT_S, STANCE_MIN_STANCE_S, STANCE_MIN_TRACE_S, STANCE_QUIET_M_S2, STANCE_QUIET_OVER_REST, STANCE_SETTLED_AFTER_S, STANCE_SWAY_BAR_SHARE, STANCE_TIME_BAR_S, STANCE_UPRIGHT_SCREEN } from "./limits";
import { around, judge } from "./quality";
import type { Signals } from "./recording";
import { filterBand, filterColumns, findRuns, movingMean, type Run } from "./signals";
import { mean, median, standardDeviation } from "./statistics";
import { traceTilt, type TiltTrace } from "./tilt";
import { WORKING_RATE_HZ } from "./timeline";
import type { Side, StanceTrial } from "./types";
import { meanOf, toDegrees, type Vector } from "./vectors";
import { refusal, type ConcernKey } from "./words";

/** Throws as `traceTilt`, `wrong-place` when the phone does not hang flat and upright, `no-lift` without a lift and landing. */
export function measureStance(recording: Signals, side: Side): StanceTrial {
  const trace = traceTilt(recording, STANCE_MIN_TRACE_S);
  const isElsewhere = recording.placement !== null && recording.placement !== "sacrum";
  if (isElsewhere || Math.abs(meanOf(trace.up)[2]) > STANCE_UPRIGHT_SCREEN) throw refusal("wrong-place.pelvis");
  refuseTurning(trace);
  refuseShaking(trace);
  const { before, stance } = findStance(joltOf(trace));
  const [startS, stopS] = stance.map((index) => trace.timeS[0]! + index / WORKING_RATE_HZ) as [number, number];
  const lengthS = stopS - startS;
  const edge = Math.trunc(Math.min(STANCE_EDGE_S, lengthS / 4) * WORKING_RATE_HZ);
  const [from, to] = [stance[0] + edge, stance[1] - edge];
  const roll = rollDeg(trace, meanOf(trace.up, before[0], before[1]));
  const sway = standardDeviation(levelShake(trace), from, to);
  return {
    side,
    time_s: around(Math.min(lengthS, STANCE_CEILING_S), STANCE_TIME_BAR_S, "s", "loadshare-judgement", 0),
    pelvic_drop_deg: around(mean(roll, from, to) * (side === "left" ? 1 : -1), STANCE_DROP_BAR_DEG, "deg", "loadshare-judgement"),
    sway_m_s2: around(sway, STANCE_SWAY_BAR_SHARE * sway, "m/s²", "loadshare-judgement", 0),
    reached_ceiling: lengthS >= STANCE_CEILING_S,
    start_s: startS,
    stop_s: stopS,
    quality: judge(concernsOf(recording, standardDeviation(roll, from, to), before), recording.assumed),
  };
}

function concernsOf(recording: Signals, rollSpreadDeg: number, before: Run): ConcernKey[] {
  const concerns: ConcernKey[] = [];
  if (!recording.rotationRate) concerns.push("stance.no-rotation");
  if (rollSpreadDeg > STANCE_DROP_BAR_DEG) concerns.push("stance.swung");
  if (before[1] - before[0] < WORKING_RATE_HZ) concerns.push("stance.little-rest");
  return concerns;
}

/** Acceleration along the level axis in the plane of the phone, left to right. */
function levelShake({ up, acceleration }: TiltTrace): Float64Array {
  const across = up[0].map((upX, i) => {
    const upY = up[1][i]!;
    const size = Math.max(Math.sqrt(upX ** 2 + upY ** 2), 1e-9);
    return (acceleration[0][i]! * upY) / size - (acceleration[1][i]! * upX) / size;
  });
  return filterBand(across, { rateHz: WORKING_RATE_HZ, lowHz: 0.2, highHz: 5 });
}

/** How hard the phone is shaken: root mean square over a fifth of a second, gravity taken off. */
function joltOf({ acceleration }: TiltTrace): Float64Array {
  const [x, y, z] = filterColumns(acceleration, { rateHz: WORKING_RATE_HZ, lowHz: 0.7, highHz: 20 });
  const power = x!.map((value, i) => value ** 2 + y![i]! ** 2 + z![i]! ** 2);
  return movingMean(power, Math.trunc(STANCE_JOLT_S * WORKING_RATE_HZ)).map(Math.sqrt);
}

/** The quiet before the first jolt, and the longest quiet between two jolts. */
function findStance(jolt: Float64Array): { before: Run; stance: Run } {
  const n = jolt.length;
  const rest = median(jolt.subarray(Math.trunc(STANCE_SETTLED_AFTER_S * WORKING_RATE_HZ), Math.trunc(1.5 * WORKING_RATE_HZ)));
  const isLoud = [...jolt].map((value) => value > Math.max(STANCE_QUIET_M_S2, STANCE_QUIET_OVER_REST * rest));
  for (const [start, stop] of findRuns(n, (i) => !isLoud[i])) {
    if (stop - start < STANCE_JOIN_S * WORKING_RATE_HZ && start > 0 && stop < n) isLoud.fill(true, start, stop);
  }
  const quiet = findRuns(n, (i) => !isLoud[i]);
  const inner = quiet.filter(([start, stop]) => start > 0 && stop < n);
  const longest = inner.reduce<Run>((best, run) => (run[1] - run[0] > best[1] - best[0] ? run : best), [0, 0]);
  const [before] = quiet;
  if (longest[1] - longest[0] < STANCE_MIN_STANCE_S * WORKING_RATE_HZ || !before || before[0] > 0) throw refusal("no-lift");
  return { before, stance: longest };
}

/** Turn about the screen's normal since `zero`; positive when the right side goes down (screen to the back). */
function rollDeg({ up }: TiltTrace, zero: Vector): Float64Array {
  const start = Math.atan2(zero[0], zero[1]);
  return up[0].map((x, i) => {
    const turned = -toDegrees(Math.atan2(x, up[1][i]!) - start) + 180;
    return turned - 360 * Math.floor(turned / 360) - 180;
  });
}
