/** Heel strikes: the chain of peaks that keeps the beat of the walk best, by dynamic programming: steps.py. */
import { STEPS_EVENNESS, STEPS_MAX_HEIGHT, STEPS_MIN_CHAIN_STEPS, STEPS_MIN_GAIN, STEPS_MIN_HEIGHT, STEPS_QUICKEST_HZ, STEPS_SLOWEST_HZ, STEPS_START_COST, STEPS_WINDOW_S } from "./limits";
import { keepsBeat, type Rhythm } from "./rhythm";
import { filterBand, filterColumns, findPeaks, movingMean } from "./signals";
import { countBelow, interpolate, maximum, median } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";

interface Chains {
  readonly score: Float64Array;
  readonly before: Int32Array;
}

/** All columns in the band in which a body moves. */
export function filterMovement(columns: readonly Float64Array[]): Float64Array[] {
  return filterColumns(columns, { rateHz: WORKING_RATE_HZ, lowHz: STEPS_SLOWEST_HZ, highHz: STEPS_QUICKEST_HZ });
}

/** Vertical acceleration around the beat of the walk: one wave a step. */
export function smoothBeat(vertical: Float64Array, rhythm: Rhythm): Float64Array {
  const beatHz = 1 / rhythm.usualStepS;
  return filterBand(vertical, { rateHz: WORKING_RATE_HZ, lowHz: 0.5 * beatHz, highHz: 1.6 * beatHz });
}

/** The samples of the heel strikes in what `smoothBeat` gives, rising; none when nobody walks. */
export function chainStrikes(smooth: Float64Array, rhythm: Rhythm): number[] {
  if (!rhythm.hasBeat.includes(true)) return [];
  const level = movingMean(smooth.map((value) => value ** 2), STEPS_WINDOW_S * WORKING_RATE_HZ).map(Math.sqrt);
  const firm = level.filter((value) => value > 0.3);
  const floor = firm.length ? 0.3 * median(firm) : 1;
  const height = (peak: number) => smooth[peak]! / Math.max(level[peak]!, floor);
  const isInBeat = keepsBeat(rhythm);
  const peaks = findPeaks(smooth).filter((peak) => height(peak) > STEPS_MIN_HEIGHT && isInBeat(peak));
  if (peaks.length < STEPS_MIN_CHAIN_STEPS) return [];
  const step = localSteps(peaks, rhythm);
  const chains = chainPeaks(peaks, peaks.map((peak) => Math.min(height(peak), STEPS_MAX_HEIGHT)), step);
  return pickChains(peaks, chains, median(step));
}

/** The step length around each peak, in samples. */
function localSteps(peaks: readonly number[], { centreS, stepS, hasBeat }: Rhythm): Float64Array {
  const beating = (values: Float64Array) => values.filter((_, k) => hasBeat[k]!);
  return interpolate(peaks.map((peak) => peak / WORKING_RATE_HZ), beating(centreS), beating(stepS).map((step) => step * WORKING_RATE_HZ));
}

/** For every peak the best chain that ends there: height of the peaks minus unevenness of the steps. */
function chainPeaks(peaks: readonly number[], height: readonly number[], step: Float64Array): Chains {
  const score = new Float64Array(peaks.length);
  const before = new Int32Array(peaks.length).fill(-1);
  const weight = 0.5 / STEPS_EVENNESS ** 2;
  const logs = Float64Array.from({ length: Math.trunc(2 * maximum(step)) + 2 }, (_, i) => Math.log(i + 1));
  let first = 0;
  peaks.forEach((peak, i) => {
    score[i] = height[i]! - STEPS_START_COST; // so that a lone bump is no walk
    const logStep = Math.log(step[i]!);
    while (peak - peaks[first]! > 2 * step[i]!) first++;
    let best = STEPS_MIN_GAIN;
    for (let j = first; j < i; j++) {
      const value = score[j]! - weight * (logs[peak - peaks[j]! - 1]! - logStep) ** 2;
      if (value > best) {
        best = value;
        before[i] = j;
      }
    }
    if (before[i]! >= 0) score[i] = height[i]! + best;
  });
  return { score, before };
}

/** The best chains first; one that runs into a better one, or is too short, is no walk. */
function pickChains(peaks: readonly number[], { score, before }: Chains, step: number): number[] {
  const taken = new Array<boolean>(peaks.length).fill(false);
  const strikes: number[] = [];
  for (const end of peaks.map((_, i) => i).sort((a, b) => score[b]! - score[a]!)) {
    const chain: number[] = [];
    let at = end;
    while (at >= 0 && !taken[at]) {
      chain.push(at);
      at = before[at]!;
    }
    if (at >= 0 || chain.length < STEPS_MIN_CHAIN_STEPS) continue;
    const start = countBelow(peaks, peaks[chain.at(-1)!]! - 0.4 * step);
    const stop = countBelow(peaks, peaks[chain[0]!]! + 0.4 * step);
    taken.fill(true, start, stop);
    strikes.push(...chain);
  }
  return strikes.sort((a, b) => a - b).map((index) => peaks[index]!);
}
