/**
 * Tilt from rotation rate and acceleration, sample by sample, after the published method of VQF without a magnetometer
 * (Laidig and Seel, Information Fusion 91, 2023): rotation is integrated into a frame that is nearly at rest, acceleration is
 * smoothed there, where a body's movements average out, and the frame is tilted so that the smoothed acceleration points up.
 * The gyroscope's bias is followed by a Kalman filter, from rest where there is rest, else from how far the frame had to tilt.
 */
import { INCLINATION_GROWTH_PER_S, INCLINATION_MAX_BIAS_DEG_S, INCLINATION_MOTION_VARIANCE, INCLINATION_REST_AFTER_S, INCLINATION_REST_RATE_DEG_S, INCLINATION_REST_SHAKE_M_S2, INCLINATION_REST_SMOOTHING_S, INCLINATION_REST_VARIANCE, INCLINATION_SMOOTHING_S, INCLINATION_START_VARIANCE, INCLINATION_VERTICAL_SHARE } from "./limits";
import { LowPass } from "./lowpass";
import { apply, chain, inverse, matrixOf, NO_TURN, plus, rotate, times, transposed, turnBy, UNIT_MATRIX, type Matrix, type Quaternion } from "./rotations";
import type { Vector } from "./vectors";

const RADIANS = Math.PI / 180;
const REST_RATE_RAD_S = INCLINATION_REST_RATE_DEG_S * RADIANS;
const MAX_BIAS_RAD_S = INCLINATION_MAX_BIAS_DEG_S * RADIANS;

/** The frame tilted by the least turn that brings `acceleration`, given in it, to the vertical. */
export function tiltTowards(tilt: Quaternion, acceleration: Vector): { tilt: Quaternion; seen: Vector } {
  const turned = rotate(tilt, acceleration);
  const size = Math.sqrt(turned[0] ** 2 + turned[1] ** 2 + turned[2] ** 2);
  if (size < 1e-12) return { tilt, seen: [0, 0, 1] };
  const seen: Vector = [turned[0] / size, turned[1] / size, turned[2] / size];
  const half = Math.sqrt((seen[2] + 1) / 2);
  const turn: Quaternion = half > 1e-6 ? [half, seen[1] / (2 * half), -seen[0] / (2 * half), 0] : [0, 1, 0, 0];
  return { tilt: chain(turn, tilt), seen };
}

/** Which way the vertical of the frame points in the sensor's axes. */
export function upIn(turn: Quaternion): Vector {
  const [w, x, y, z] = turn;
  return [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)];
}

export class InclinationFilter {
  bias: Vector = [0, 0, 0];
  variance: Matrix = UNIT_MATRIX.map((value) => value * INCLINATION_START_VARIANCE);
  isResting = false;
  #turn = NO_TURN;
  #tilt = NO_TURN;
  #restS = 0;
  readonly #stepS: number;
  readonly #growth: number;
  readonly #acceleration: LowPass;
  readonly #attitude: LowPass;
  readonly #levelBias: LowPass;
  readonly #slowRate: LowPass;
  readonly #slowAcceleration: LowPass;

  constructor(stepS: number) {
    this.#stepS = stepS;
    this.#growth = INCLINATION_GROWTH_PER_S * stepS;
    this.#acceleration = new LowPass(3, INCLINATION_SMOOTHING_S, stepS);
    this.#attitude = new LowPass(9, INCLINATION_SMOOTHING_S, stepS);
    this.#levelBias = new LowPass(2, INCLINATION_SMOOTHING_S, stepS);
    this.#slowRate = new LowPass(3, INCLINATION_REST_SMOOTHING_S, stepS);
    this.#slowAcceleration = new LowPass(3, INCLINATION_REST_SMOOTHING_S, stepS);
  }

  /** The vertical in the sensor's axes after the last sample. */
  get up(): Vector {
    return upIn(chain(this.#tilt, this.#turn));
  }

  /** Take one sample in; `elapsedS` where the clock is not even. */
  next(rate: Vector, acceleration: Vector, elapsedS = this.#stepS): void {
    this.#watchRest(rate, acceleration, elapsedS);
    const free: Vector = [rate[0] - this.bias[0], rate[1] - this.bias[1], rate[2] - this.bias[2]];
    this.#turn = chain(this.#turn, turnBy([free[0] * elapsedS, free[1] * elapsedS, free[2] * elapsedS]));
    const smooth = this.#acceleration.next(rotate(this.#turn, acceleration));
    const { tilt, seen } = tiltTowards(this.#tilt, [smooth[0]!, smooth[1]!, smooth[2]!]);
    this.#tilt = tilt;
    this.#followBias(seen);
  }

  #watchRest(rate: Vector, acceleration: Vector, elapsedS: number): void {
    const slow = this.#slowRate.next(rate);
    const isTurning = apart(rate, slow) >= REST_RATE_RAD_S ** 2 || slow.some((value) => Math.abs(value) > MAX_BIAS_RAD_S);
    const isShaken = apart(acceleration, this.#slowAcceleration.next(acceleration)) >= INCLINATION_REST_SHAKE_M_S2 ** 2;
    if (isTurning) this.#restS = 0;
    this.#restS = isShaken ? 0 : this.#restS + elapsedS;
    this.isResting = this.#restS >= INCLINATION_REST_AFTER_S;
  }

  #followBias(seen: Vector): void {
    const attitude = matrixOf(chain(this.#tilt, this.#turn));
    const level = apply(attitude, this.bias);
    const slowAttitude = Array.from(this.#attitude.next(attitude));
    const slowLevel = this.#levelBias.next(level);
    for (const k of [0, 4, 8]) {
      if (this.variance[k]! < INCLINATION_START_VARIANCE) this.variance = this.variance.map((value, j) => (j === k ? value + this.#growth : value));
    }
    if (this.isResting) {
      const rate = this.#slowRate.value;
      const weight = this.#weight(INCLINATION_REST_VARIANCE);
      this.#correct([rate[0]! - this.bias[0], rate[1]! - this.bias[1], rate[2]! - this.bias[2]], UNIT_MATRIX, [weight, weight, weight]);
    } else {
      const known = apply(slowAttitude, this.bias);
      const weight = this.#weight(INCLINATION_MOTION_VARIANCE);
      const off: Vector = [
        -seen[1] / this.#stepS + slowLevel[0]! - known[0],
        seen[0] / this.#stepS + slowLevel[1]! - known[1],
        -known[2],
      ];
      this.#correct(off, slowAttitude, [weight, weight, weight / INCLINATION_VERTICAL_SHARE]);
    }
  }

  /** The variance of one sample that lets the bias settle at `variance`. */
  #weight(variance: number): number {
    return variance ** 2 / this.#growth + variance;
  }

  #correct(off: Vector, seenBy: Matrix, weights: Vector): void {
    const spread = times(this.variance, transposed(seenBy));
    const sum = times(seenBy, spread).map((value, k) => (k % 4 === 0 ? value + weights[k / 4]! : value));
    const gain = times(spread, inverse(sum));
    const change = apply(gain, limited(off));
    this.bias = limited([this.bias[0] + change[0], this.bias[1] + change[1], this.bias[2] + change[2]]);
    this.variance = plus(this.variance, times(times(gain, seenBy), this.variance), -1);
  }
}

function apart(a: Vector, b: Float64Array): number {
  return (a[0] - b[0]!) ** 2 + (a[1] - b[1]!) ** 2 + (a[2] - b[2]!) ** 2;
}

function limited(v: Vector): Vector {
  const limit = (value: number) => Math.min(Math.max(value, -MAX_BIAS_RAD_S), MAX_BIAS_RAD_S);
  return [limit(v[0]), limit(v[1]), limit(v[2])];
}
