/** What each straight pass of a walk says about regularity and about left against right: passes.py. */
import { autocorrelate } from "./fourier";
import { PASSES_MIN_PASSES, PASSES_MIN_STRIDE_REGULARITY, PASSES_UNEVEN_RATIO, PASSES_UNEVEN_STRIDE_REGULARITY, PASSES_UNEVEN_TIME_PCT, PASSES_UNEVEN_TIME_RATIO } from "./limits";
import { filterBand, filterColumns } from "./signals";
import { differences, maximum, mean, roundToEven } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";
import type { Pass, Walk } from "./types";

export type Plane = readonly [Float64Array, Float64Array];

/** Uneven only when every pass says so, over two or more. */
export function judgeEvenness(passes: readonly Pass[]): Walk["evenness"] {
  if (passes.length < PASSES_MIN_PASSES) return "not-judged";
  return passes.every((pass) => pass.looks_uneven) ? "uneven" : "not-seen";
}

function looksUneven(ratio: number, strideRegularity: number, differencePct: number): boolean {
  if (ratio < PASSES_UNEVEN_RATIO && strideRegularity > PASSES_UNEVEN_STRIDE_REGULARITY) return true;
  return Math.abs(differencePct) > PASSES_UNEVEN_TIME_PCT && ratio < PASSES_UNEVEN_TIME_RATIO;
}

/** The figures of the passes whose heel strikes are given, in samples; `startS` is the time of sample 0. */
export function describePasses(strikes: readonly (readonly number[])[], vertical: Float64Array, horizontal: Plane, startS: number): Pass[] {
  const rateHz = WORKING_RATE_HZ;
  // Filter the whole stretch and cut afterwards: the ends of a short cut would ring into the figures.
  const [up, ...level] = filterColumns([vertical, ...horizontal], { rateHz, lowHz: 0.4, highHz: 10 });
  const step = mean(strikes.map((one) => mean(differences(one))));
  // Forward is where the body speeds up and slows down once per step; sideways it sways once per two steps.
  const band = { rateHz, lowHz: (0.75 * rateHz) / step, highHz: (1.4 * rateHz) / step };
  const beat: Plane = [filterBand(horizontal[0], band), filterBand(horizontal[1], band)];
  return strikes.map((one) => describe(one, up!, [level[0]!, level[1]!], beat, startS));
}

function describe(strikes: readonly number[], up: Float64Array, level: Plane, beat: Plane, startS: number): Pass {
  const steps = differences(strikes);
  const step = mean(steps);
  const [from, to] = [strikes[0]!, strikes.at(-1)!];
  const [alongX, alongY] = mainDirection([beat[0].subarray(from, to), beat[1].subarray(from, to)]);
  const ahead = level[0].slice(from, to).map((value, i) => value * alongX + level[1][from + i]! * alongY);
  const [one, two] = regularity(up.slice(from, to), step);
  const [aheadOne, aheadTwo] = regularity(ahead, step);
  const ratio = aheadTwo > PASSES_MIN_STRIDE_REGULARITY ? aheadOne / aheadTwo : 1;
  return {
    start_s: startS + from / WORKING_RATE_HZ,
    stop_s: startS + to / WORKING_RATE_HZ,
    steps: strikes.length,
    step_regularity: one,
    stride_regularity: two,
    forward_ratio: ratio,
    looks_uneven: looksUneven(ratio, two, stepDifferencePct(steps)),
  };
}

/** Mean of odd minus mean of even step times, over the mean. */
function stepDifferencePct(steps: Float64Array): number {
  const paired = steps.subarray(0, steps.length - (steps.length % 2));
  const odd = mean(paired.filter((_, i) => i % 2 === 0));
  const even = mean(paired.filter((_, i) => i % 2 === 1));
  return (100 * (odd - even)) / mean(paired);
}

/** The direction in which the two columns move most. */
function mainDirection([x, y]: Plane): readonly [number, number] {
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += x[i]! * x[i]!;
    xy += x[i]! * y[i]!;
    yy += y[i]! * y[i]!;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return [Math.cos(angle), Math.sin(angle)];
}

/** Unbiased autocorrelation at one and at two steps, each the highest within a fifth of a step. */
function regularity(x: Float64Array, step: number): readonly [number, number] {
  const n = x.length;
  const lag = roundToEven(step);
  const slack = Math.max(1, Math.trunc(0.2 * step));
  const last = Math.min(2 * lag + slack + 1, n - 1);
  const middle = mean(x);
  const raw = autocorrelate(x.map((value) => value - middle), last + 1);
  const highest = (at: number) => (at - slack < raw.length ? maximum(raw, at - slack, Math.min(at + slack + 1, raw.length)) : 0);
  const power = Math.max(raw[0]!, 1e-12);
  return [highest(lag) / power, highest(2 * lag) / power];
}
