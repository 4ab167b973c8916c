/** Which way is up, in the phone's own axes: gravity.py. With rotation rate both ways through time, else from slow acceleration. */
import { InclinationFilter, tiltTowards, upIn } from "./inclination";
import { INCLINATION_SMOOTHING_S, INCLINATION_STILL_CUTOFF_HZ } from "./limits";
import { LowPass } from "./lowpass";
import type { Signals } from "./recording";
import { apply, chain, inverse, NO_TURN, plus, rotate, turnBy, type Matrix, type Quaternion } from "./rotations";
import { filterColumns } from "./signals";
import { WORKING_RATE_HZ } from "./timeline";
import { at, newSignal, put, unitSignal, type Signal, type Vector } from "./vectors";

const STEP_S = 1 / WORKING_RATE_HZ;

/** The unit vector that points up, for signals on the even clock. */
export function estimateUp(even: Signals): Signal {
  const rate = even.rotationRate;
  if (!rate) return estimateUpFromSlow(even, INCLINATION_STILL_CUTOFF_HZ);
  const turns = integrate(rate, followBias(rate, even.acceleration));
  const smooth = smoothBothWays(turns, even.acceleration);
  const up = newSignal(turns.length);
  let tilt = NO_TURN;
  turns.forEach((turn, i) => {
    tilt = tiltTowards(tilt, at(smooth, i)).tilt;
    put(up, i, upIn(chain(tilt, turn)));
  });
  return up;
}

/** The direction of acceleration slower than `cutoffHz`: enough for a walk, and quick. */
export function estimateUpFromSlow(even: Signals, cutoffHz: number): Signal {
  const [x, y, z] = filterColumns(even.acceleration, { rateHz: WORKING_RATE_HZ, highHz: cutoffHz });
  return unitSignal([x!, y!, z!]);
}

interface BiasPass {
  readonly bias: Vector[];
  readonly sureness: Matrix[];
}

/** The gyroscope's bias at every sample, from the past and from the future, each as sure as it is. */
function followBias(rate: Signal, acceleration: Signal): Vector[] {
  const past = passThrough(rate, acceleration, false);
  const future = passThrough(rate, acceleration, true);
  return past.bias.map((before, i) => {
    const [a, b] = [past.sureness[i]!, future.sureness[i]!];
    const fromPast = apply(a, before);
    const fromFuture = apply(b, future.bias[i]!);
    return apply(inverse(plus(a, b)), [fromPast[0] + fromFuture[0], fromPast[1] + fromFuture[1], fromPast[2] + fromFuture[2]]);
  });
}

/** Backwards in time every rotation is turned round, and so is the bias. */
function passThrough(rate: Signal, acceleration: Signal, isBackwards: boolean): BiasPass {
  const n = rate[0].length;
  const filter = new InclinationFilter(STEP_S);
  const sign = isBackwards ? -1 : 1;
  const turned = (v: Vector): Vector => [sign * v[0], sign * v[1], sign * v[2]];
  const bias = new Array<Vector>(n);
  const sureness = new Array<Matrix>(n);
  for (let k = 0; k < n; k++) {
    const i = isBackwards ? n - 1 - k : k;
    filter.next(turned(at(rate, i)), at(acceleration, i));
    bias[i] = turned(filter.bias);
    sureness[i] = inverse(filter.variance);
  }
  return { bias, sureness };
}

function integrate(rate: Signal, bias: Vector[]): Quaternion[] {
  let turn = NO_TURN;
  return bias.map((off, i) => {
    const now = at(rate, i);
    turn = chain(turn, turnBy([(now[0] - off[0]) * STEP_S, (now[1] - off[1]) * STEP_S, (now[2] - off[2]) * STEP_S]));
    return turn;
  });
}

/** Acceleration in the frame of the integrated turns, smoothed forwards and then backwards, so that it has no delay. */
function smoothBothWays(turns: Quaternion[], acceleration: Signal): Signal {
  const out = newSignal(turns.length);
  const forwards = new LowPass(3, INCLINATION_SMOOTHING_S, STEP_S);
  turns.forEach((turn, i) => put(out, i, asVector(forwards.next(rotate(turn, at(acceleration, i))))));
  const backwards = new LowPass(3, INCLINATION_SMOOTHING_S, STEP_S);
  for (let i = turns.length - 1; i >= 0; i--) {
    if (i === turns.length - 1) backwards.settle(at(out, i));
    put(out, i, asVector(backwards.next(at(out, i))));
  }
  return out;
}

function asVector(values: Float64Array): Vector {
  return [values[0]!, values[1]!, values[2]!];
}
