/** Movement in which no step was counted: uncounted.py. */
import { STEPS_BESIDE_REACH_S, STEPS_BESIDE_SHARE, STEPS_QUIET_SHARE } from "./limits";
import { movingMean } from "./signals";
import { median } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";

/** Moments a second: enough to tell how long a movement lasts. */
export const PER_SECOND = 10;

/** The samples, ten a second, in which the body moves beside `strikes` but near a walk. */
export function findUncounted(strikes: readonly number[], moving: readonly Float64Array[], usualStepS: number): number[] {
  if (!strikes.length) return [];
  const [up, ahead, across] = moving as readonly [Float64Array, Float64Array, Float64Array];
  const n = up.length;
  const power = movingMean(up.map((value, i) => value ** 2 + ahead[i]! ** 2 + across[i]! ** 2), WORKING_RATE_HZ).map(Math.sqrt);
  const step = usualStepS * WORKING_RATE_HZ;
  const counted = around(strikes, n, 0.5 * step);
  const level = median(power.filter((_, i) => counted[i]));
  const near = around(strikes, n, STEPS_BESIDE_REACH_S * WORKING_RATE_HZ);
  const taken = around(strikes, n, STEPS_BESIDE_SHARE * step);
  const found: number[] = [];
  for (let i = 0; i < n; i += WORKING_RATE_HZ / PER_SECOND) if (power[i]! > STEPS_QUIET_SHARE * level && near[i] && !taken[i]) found.push(i);
  return found;
}

/** Sample by sample, whether a strike lies within `reach` samples. */
function around(strikes: readonly number[], n: number, reach: number): Uint8Array {
  const out = new Uint8Array(n);
  for (const strike of strikes) out.fill(1, Math.max(0, strike - Math.trunc(reach)), Math.min(n, strike + Math.trunc(reach) + 1));
  return out;
}
