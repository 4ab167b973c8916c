/** What every slow test looks like, so that a walk, a bag, a hand or another test is refused: form.py. */
import {
  FORM_LYING_SCREEN,
  FORM_MAX_HEADING_DEG,
  FORM_MAX_OFF_LINE_DEG,
  FORM_MAX_SHAKE_M_S2,
  HIP_MAX_OFF_AXIS_SHARE,
} from "./limits";
import { movingMean } from "./signals";
import { indexOfLargest, median, percentile, spread } from "./statistics";
import type { TiltTrace } from "./tilt";
import { WORKING_RATE_HZ } from "./timeline";
import { angleBetweenDeg, at, cross, dot, length, toDegrees, unit, type Vector } from "./vectors";
import { refusal } from "./words";

/** Throws `other-movement` when the body turned round on the way; nothing is known without a gyroscope. */
export function refuseTurning({ headingDeg }: TiltTrace): void {
  if (headingDeg && spread(headingDeg) > FORM_MAX_HEADING_DEG) throw refusal("other-movement.turned");
}

/** Throws `other-movement` when the phone moved as in a walk, a bag or a car for over a quarter of the time. */
export function refuseShaking({ acceleration }: TiltTrace): void {
  const size = acceleration[0].map((_, i) => length(at(acceleration, i)));
  const usual = median(size);
  const shake = movingMean(size.map((value) => (value - usual) ** 2), WORKING_RATE_HZ).map((power) => Math.sqrt(Math.max(power, 0)));
  if (percentile(shake, 75) > FORM_MAX_SHAKE_M_S2) throw refusal("other-movement.shaken");
}

/** Throws `wrong-place` unless the phone lies flat. */
export function refuseUnlessLying(up: Vector): void {
  if (Math.abs(up[2]) < FORM_LYING_SCREEN) throw refusal("wrong-place.lying");
}

/** Throws `other-movement` when the phone tilted further than the test allows, sideways, or about several lines. */
export function refuseOffLine({ up }: TiltTrace, zero: Vector, mostDeg: number): void {
  const away = up[0].map((_, i) => angleBetweenDeg(at(up, i), zero));
  if (percentile(away, 98) > mostDeg) throw refusal("other-movement.far");
  const line = unit(cross(zero, at(up, indexOfLargest(away))));
  const off = up[0].map((_, i) => toDegrees(Math.asin(Math.min(Math.abs(dot(at(up, i), line)), 1))));
  if (Math.abs(line[2]) > HIP_MAX_OFF_AXIS_SHARE || percentile(off, 95) > FORM_MAX_OFF_LINE_DEG) throw refusal("other-movement.lines");
}
