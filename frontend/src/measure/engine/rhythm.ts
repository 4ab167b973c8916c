/** Where a walk has a beat, and which: from the autocorrelation of windows of four seconds (steps.py). */
import { autocorrelate } from "./fourier";
import { STEPS_GLOBAL_PRIOR_OCTAVES, STEPS_HOP_S, STEPS_LOCAL_PRIOR_OCTAVES, STEPS_MAX_STEP_S, STEPS_MIN_MOVEMENT_M_S2, STEPS_MIN_RHYTHM, STEPS_MIN_STEP_S, STEPS_MIN_STRENGTH_SHARE, STEPS_REACH_S, STEPS_USUAL_STEP_S, STEPS_WINDOW_S } from "./limits";
import { countBelow, indexOfLargest, mean, median } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";

/** One entry per window; strength is the mean autocorrelation at one and two steps (1 is a perfect beat). */
export interface Rhythm {
  readonly centreS: Float64Array;
  readonly stepS: Float64Array;
  readonly strength: Float64Array;
  readonly hasBeat: readonly boolean[];
  readonly usualStepS: number;
}

/** `moving`: vertical acceleration in the band of movement. `usualStepS`: the step time of the whole, where it is known already. */
export function findRhythm(moving: Float64Array, usualStepS?: number): Rhythm {
  const rateHz = WORKING_RATE_HZ;
  const size = Math.min(STEPS_WINDOW_S * rateHz, moving.length);
  const hop = STEPS_HOP_S * rateHz;
  const maxLag = Math.min(Math.trunc(2 * STEPS_MAX_STEP_S * rateHz) + 2, size);
  const first = STEPS_MIN_STEP_S * rateHz;
  const lags = Array.from({ length: Math.max(0, ((maxLag - 1) >> 1) - first) }, (_, i) => first + i);
  const count = Math.floor((moving.length - size) / hop) + 1;
  const windows = Array.from({ length: count }, (_, k) => correlate(moving.subarray(k * hop, k * hop + size), maxLag, lags));
  if (!lags.length) return silence(count);
  const usual = usualStepS === undefined ? usualLag(lags, windows) : nearestLag(lags, usualStepS);
  const best = windows.map(({ evidence }) => indexOfLargest(add(evidence, prior(lags, usual, STEPS_LOCAL_PRIOR_OCTAVES))));
  const strength = Float64Array.from(windows, ({ evidence }, k) => evidence[best[k]!]! / 2);
  return {
    centreS: Float64Array.from(windows, (_, k) => (k * hop + size / 2) / rateHz),
    stepS: Float64Array.from(best, (index) => lags[index]! / rateHz),
    strength,
    hasBeat: windows.map(({ isLively }, k) => isLively && strength[k]! > STEPS_MIN_RHYTHM),
    usualStepS: usual / rateHz,
  };
}

interface Window {
  /** Autocorrelation at one plus at two steps, for every lag of a step. */
  readonly evidence: Float64Array;
  readonly isLively: boolean;
}

function correlate(part: Float64Array, maxLag: number, lags: readonly number[]): Window {
  const middle = mean(part);
  const raw = autocorrelate(part.map((value) => value - middle), maxLag);
  const scale = Math.max(raw[0]!, 1e-9);
  return {
    evidence: Float64Array.from(lags, (lag) => raw[lag]! / scale + raw[2 * lag]! / scale),
    isLively: Math.sqrt(Math.max(raw[0]!, 0)) > STEPS_MIN_MOVEMENT_M_S2,
  };
}

function silence(count: number): Rhythm {
  const none = new Float64Array(count);
  return { centreS: none, stepS: none, strength: none, hasBeat: new Array<boolean>(count).fill(false), usualStepS: STEPS_USUAL_STEP_S };
}

/** The lag that most lively windows speak for; a step of ordinary length is believed sooner. */
function usualLag(lags: readonly number[], windows: readonly Window[]): number {
  const lively = windows.filter(({ isLively }) => isLively);
  const typical = Float64Array.from(lags, (_, i) => (lively.length ? median(lively.map(({ evidence }) => evidence[i]!)) : 0));
  return lags[indexOfLargest(add(typical, prior(lags, STEPS_USUAL_STEP_S * WORKING_RATE_HZ, STEPS_GLOBAL_PRIOR_OCTAVES)))]!;
}

function nearestLag(lags: readonly number[], stepS: number): number {
  return lags.reduce((nearest, lag) => (Math.abs(lag - stepS * WORKING_RATE_HZ) < Math.abs(nearest - stepS * WORKING_RATE_HZ) ? lag : nearest));
}

function prior(lags: readonly number[], centre: number, octaves: number): Float64Array {
  return Float64Array.from(lags, (lag) => -0.5 * (Math.log2(lag / centre) / octaves) ** 2);
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}

/** Whether any window near each of the samples `peaks` keeps the beat of the walk. */
export function keepsBeat(rhythm: Rhythm): (peak: number) => boolean {
  const { centreS, strength, hasBeat } = rhythm;
  const fence = STEPS_MIN_STRENGTH_SHARE * median(strength.filter((_, k) => hasBeat[k]!));
  const firm = [0];
  hasBeat.forEach((has, k) => firm.push(firm[k]! + (has && strength[k]! >= fence ? 1 : 0)));
  return (peak) => {
    const near = Math.min(Math.max(peak / WORKING_RATE_HZ, centreS[0]!), centreS.at(-1)!);
    return firm[countBelow(centreS, near + STEPS_REACH_S, true)]! > firm[countBelow(centreS, near - STEPS_REACH_S)]!;
  };
}
