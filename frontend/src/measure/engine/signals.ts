/**
 * The filters of `loadshare.measure.signals`, figure for figure: a Butterworth magnitude, squared, applied in the frequency
 * domain to the signal extended by its own point reflection. No delay.
 */
import { transform } from "./fourier";
import { FILTERS_MAX_PAD_S, FILTERS_PAD_PERIODS } from "./limits";

export interface Band {
  readonly rateHz: number;
  readonly lowHz?: number;
  readonly highHz?: number;
  readonly order?: number;
}

export type Run = readonly [start: number, stop: number];

export function filterBand(x: Float64Array, band: Band): Float64Array {
  return filterPair(x, null, band)[0];
}

/** Each column alone; two at a time share one transform. */
export function filterColumns(columns: readonly Float64Array[], band: Band): Float64Array[] {
  const out: Float64Array[] = [];
  for (let k = 0; k < columns.length; k += 2) out.push(...filterPair(columns[k]!, columns[k + 1] ?? null, band));
  return out.slice(0, columns.length);
}

function filterPair(x: Float64Array, y: Float64Array | null, band: Band): [Float64Array, Float64Array] {
  const n = x.length;
  const slowestHz = band.lowHz ?? band.highHz ?? band.rateHz;
  const pad = Math.min(n - 1, Math.trunc(Math.min(FILTERS_PAD_PERIODS / slowestHz, FILTERS_MAX_PAD_S) * band.rateHz));
  const size = smoothSize(n + 2 * pad);
  const re = extend(x, pad, size);
  const im = y ? extend(y, pad, size) : new Float64Array(size);
  multiplySpectrum(re, im, band.rateHz, (frequencyHz) => gainOf(frequencyHz, band));
  return [re.slice(pad, pad + n), im.slice(pad, pad + n)];
}

/** Multiply the spectrum of `re` and of `im` by a real `gain` of the frequency, in place. */
export function multiplySpectrum(re: Float64Array, im: Float64Array, rateHz: number, gain: (frequencyHz: number) => number): void {
  const size = re.length;
  transform(re, im);
  for (let k = 0; k <= size >> 1; k++) {
    const factor = gain((k * rateHz) / size);
    re[k] = re[k]! * factor;
    im[k] = im[k]! * factor;
    if (k && k !== size - k) {
      re[size - k] = re[size - k]! * factor;
      im[size - k] = im[size - k]! * factor;
    }
  }
  transform(re, im, true);
}

function gainOf(frequencyHz: number, { lowHz, highHz, order = 2 }: Band): number {
  let gain = 1;
  if (highHz !== undefined) gain /= 1 + (frequencyHz / highHz) ** (2 * order);
  if (lowHz !== undefined) {
    const ratio = (frequencyHz / lowHz) ** (2 * order);
    gain *= ratio / (1 + ratio);
  }
  return gain;
}

/** The signal between its point reflections; after them a straight way back to the start, so that the circle has no jump. */
function extend(x: Float64Array, pad: number, size: number): Float64Array {
  const n = x.length;
  const out = new Float64Array(size);
  for (let i = 0; i < pad; i++) {
    out[i] = 2 * x[0]! - x[pad - i]!;
    out[pad + n + i] = 2 * x[n - 1]! - x[n - 2 - i]!;
  }
  out.set(x, pad);
  const end = n + 2 * pad;
  for (let i = end; i < size; i++) out[i] = out[end - 1]! + ((i - end + 1) / (size - end + 1)) * (out[0]! - out[end - 1]!);
  return out;
}

/** The next size that is a power of two, or three quarters or five eighths of one: quick to transform. */
function smoothSize(n: number): number {
  let power = 8;
  while (power < n) power *= 2;
  return Math.min(...[power, (power * 3) / 4, (power * 5) / 8].filter((size) => size >= n));
}

/** The local maxima of `x`; of a flat top the first sample. */
export function findPeaks(x: Float64Array): number[] {
  const peaks: number[] = [];
  for (let i = 1; i + 1 < x.length; i++) if (x[i]! > x[i - 1]! && x[i + 1]! <= x[i]!) peaks.push(i);
  return peaks;
}

/** The centred mean over `window` samples, shorter at both ends. */
export function movingMean(x: Float64Array, window: number): Float64Array {
  const n = x.length;
  const width = Math.max(1, Math.min(window, n));
  const half = width >> 1;
  const total = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) total[i + 1] = total[i]! + x[i]!;
  return Float64Array.from(x, (_, i) => {
    const start = Math.max(i - half, 0);
    const stop = Math.min(i + width - half, n);
    return (total[stop]! - total[start]!) / (stop - start);
  });
}

/** Start and stop of every stretch of `length` samples in which `flag` holds. */
export function findRuns(length: number, flag: (index: number) => boolean): Run[] {
  const runs: Run[] = [];
  let start = -1;
  for (let i = 0; i <= length; i++) {
    const holds = i < length && flag(i);
    if (holds && start < 0) start = i;
    if (!holds && start >= 0) {
      runs.push([start, i]);
      start = -1;
    }
  }
  return runs;
}
