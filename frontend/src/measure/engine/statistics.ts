/** The few statistics the room needs, with NumPy's definitions. */

export function sum(x: ArrayLike<number>, start = 0, stop = x.length): number {
  let total = 0;
  for (let i = start; i < stop; i++) total += x[i]!;
  return total;
}

export function mean(x: ArrayLike<number>, start = 0, stop = x.length): number {
  return sum(x, start, stop) / (stop - start);
}

/** Of the whole group, not of a sample of it. */
export function standardDeviation(x: ArrayLike<number>, start = 0, stop = x.length): number {
  const middle = mean(x, start, stop);
  let total = 0;
  for (let i = start; i < stop; i++) total += (x[i]! - middle) ** 2;
  return Math.sqrt(total / (stop - start));
}

export function median(x: ArrayLike<number>): number {
  const sorted = Float64Array.from(x).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** By straight lines between the sorted values. */
export function percentile(x: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(x).sort();
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + ((sorted[below + 1] ?? low) - low) * (place - below);
}

/** Largest minus smallest. */
export function spread(x: ArrayLike<number>): number {
  return maximum(x) + maximum(Float64Array.from(x, (value) => -value));
}

export function maximum(x: ArrayLike<number>, start = 0, stop = x.length): number {
  let most = -Infinity;
  for (let i = start; i < stop; i++) most = Math.max(most, x[i]!);
  return most;
}

/** The first of the largest. */
export function indexOfLargest(x: ArrayLike<number>, start = 0, stop = x.length): number {
  let at = start;
  for (let i = start + 1; i < stop; i++) if (x[i]! > x[at]!) at = i;
  return at;
}

export function differences(x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(Math.max(0, x.length - 1));
  for (let i = 0; i < out.length; i++) out[i] = x[i + 1]! - x[i]!;
  return out;
}

/** The weights are positive. */
export function weightedMean(x: readonly number[], weights: readonly number[]): number {
  return x.reduce((total, value, i) => total + value * weights[i]!, 0) / sum(weights);
}

/** How many of the rising `x` lie below `value`; with `orEqual`, at or below it. */
export function countBelow(x: ArrayLike<number>, value: number, orEqual = false): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value || (orEqual && x[middle]! === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The straight-line signal through (`at`, `values`) at each of the rising `wanted`; level beyond the ends. */
export function interpolate(wanted: ArrayLike<number>, at: ArrayLike<number>, values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(wanted.length);
  const last = at.length - 1;
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const x = wanted[i]!;
    while (k < last && at[k + 1]! <= x) k++;
    if (x <= at[0]!) out[i] = values[0]!;
    else if (k === last) out[i] = values[last]!;
    else out[i] = values[k]! + ((values[k + 1]! - values[k]!) / (at[k + 1]! - at[k]!)) * (x - at[k]!);
  }
  return out;
}

/** A half goes to the even neighbour, as Python rounds. */
export function roundToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
