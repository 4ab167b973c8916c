/** Tilt over time, its still moments, and its swings away from the start: tilt.py. */
import { findDisagreement } from "./agreement";
import { estimateUp } from "./gravity";
import { TILT_MAX_SHAKE_M_S2, TILT_MIN_STILL_S, TILT_SMOOTH_HZ, TILT_STILL_DEG_S } from "./limits";
import { durationS, GRAVITY_M_S2, type Signals } from "./recording";
import { filterColumns, findRuns, movingMean, type Run } from "./signals";
import { indexOfLargest, maximum, median } from "./statistics";
import { resample, WORKING_RATE_HZ } from "./timeline";
import { angleBetweenDeg, at, cross, dot, dotSignals, length, meanOf, scale, toDegrees, unitSignal, type Signal, type Vector } from "./vectors";
import { refusal } from "./words";

export interface TiltTrace {
  readonly timeS: Float64Array;
  /** The unit vector that points up, in phone axes. */
  readonly up: Signal;
  readonly speedDegS: Float64Array;
  readonly acceleration: Signal;
  /** Turned about the vertical; null without a gyroscope. */
  readonly headingDeg: Float64Array | null;
}

export interface Hold {
  readonly startS: number;
  readonly stopS: number;
  readonly up: Vector;
}

/** Throws `sampled-badly`, `too-short`, or `shaken` when no tilt can be trusted. */
export function traceTilt(signals: Signals, minDurationS = 3): TiltTrace {
  const even = resample(signals);
  if (durationS(even) < minDurationS) throw refusal("too-short.tilt");
  const disagreement = findDisagreement(even);
  if (disagreement) throw refusal(disagreement.key, { axis: disagreement.axis });
  const up = estimateUp(even);
  const n = even.timeS.length;
  const shake = Float64Array.from({ length: n }, (_, i) => (length(at(even.acceleration, i)) - GRAVITY_M_S2) ** 2);
  if (Math.sqrt(median(shake)) > TILT_MAX_SHAKE_M_S2) throw refusal("shaken");
  return { timeS: even.timeS, up, speedDegS: speedOf(up), acceleration: even.acceleration, headingDeg: even.rotationRate && headingOf(even.rotationRate, up) };
}

/** The usual rate is the gyroscope's bias: nobody turns for most of a test. */
function headingOf(rotationRate: Signal, up: Signal): Float64Array {
  const rate = dotSignals(rotationRate, up).map(toDegrees);
  const usual = median(rate);
  let heading = 0;
  return rate.map((value) => (heading += (value - usual) / WORKING_RATE_HZ));
}

function speedOf(up: Signal): Float64Array {
  const [x, y, z] = filterColumns(up, { rateHz: WORKING_RATE_HZ, highHz: TILT_SMOOTH_HZ });
  const smooth = unitSignal([x!, y!, z!]);
  const last = up[0].length - 1;
  const turned = Float64Array.from({ length: last }, (_, i) => angleBetweenDeg(at(smooth, i + 1), at(smooth, i)) * WORKING_RATE_HZ);
  return movingMean(withLastTwice(turned), Math.trunc(0.2 * WORKING_RATE_HZ));
}

function withLastTwice(x: Float64Array): Float64Array {
  const out = new Float64Array(x.length + 1);
  out.set(x);
  out[x.length] = x[x.length - 1]!;
  return out;
}

/** The stretches of at least `minS` in which the phone turned slower than 6 deg/s. */
export function findHolds(trace: TiltTrace, minS = TILT_MIN_STILL_S): Hold[] {
  return findRuns(trace.speedDegS.length, (i) => trace.speedDegS[i]! < TILT_STILL_DEG_S)
    .filter(([start, stop]) => (stop - start) / WORKING_RATE_HZ >= minS)
    .map(([start, stop]) => ({ startS: trace.timeS[start]!, stopS: trace.timeS[stop - 1]!, up: meanDirection(trace.up, start, stop) }));
}

export function meanDirection(up: Signal, start: number, stop: number): Vector {
  const middle = meanOf(up, start, Math.min(stop, up[0].length));
  return scale(middle, 1 / Math.max(length(middle), 1e-9));
}

/** Tilt from `zero`, signed about the axis of the largest swing: a slight sideways lean does not add to a forward bend. */
export function swingDeg(trace: TiltTrace, zero: Vector): Float64Array {
  const n = trace.up[0].length;
  const away = Float64Array.from({ length: n }, (_, i) => angleBetweenDeg(at(trace.up, i), zero));
  const axis = cross(zero, at(trace.up, indexOfLargest(away)));
  if (length(axis) < 1e-6) return new Float64Array(n);
  const across = cross(scale(axis, 1 / length(axis)), zero);
  return away.map((_, i) => toDegrees(Math.atan2(dot(at(trace.up, i), across), dot(at(trace.up, i), zero))));
}

/** Every stretch that rises above `enterDeg`, from and to `leaveDeg`; the last one may end with the signal. */
export function findSwings(tiltDeg: Float64Array, enterDeg: number, leaveDeg: number, minS = 0.3): Run[] {
  return findRuns(tiltDeg.length, (i) => tiltDeg[i]! > leaveDeg).filter(
    ([start, stop]) => maximum(tiltDeg, start, stop) > enterDeg && (stop - start) / WORKING_RATE_HZ >= minS,
  );
}
