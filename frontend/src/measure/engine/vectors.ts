/** Vectors of three, and signals of them as three columns. */

export type Vector = readonly [number, number, number];
export type Signal = readonly [Float64Array, Float64Array, Float64Array];

const DEGREES = 180 / Math.PI;

export function toDegrees(radians: number): number {
  return radians * DEGREES;
}

export function at(signal: Signal, index: number): Vector {
  return [signal[0][index]!, signal[1][index]!, signal[2][index]!];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function scale(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function length(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

export function unit(a: Vector): Vector {
  return scale(a, 1 / Math.max(length(a), 1e-9));
}

/** Exact also near 0 and 180. */
export function angleBetweenDeg(a: Vector, b: Vector): number {
  return toDegrees(Math.atan2(length(cross(a, b)), dot(a, b)));
}

export function newSignal(n: number): Signal {
  return [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
}

export function put(signal: Signal, index: number, value: Vector): void {
  signal[0][index] = value[0];
  signal[1][index] = value[1];
  signal[2][index] = value[2];
}

export function mapSignal(signal: Signal, change: (column: Float64Array) => Float64Array): Signal {
  return [change(signal[0]), change(signal[1]), change(signal[2])];
}

export function meanOf(signal: Signal, start = 0, stop = signal[0].length): Vector {
  const total = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const column = signal[k]!;
    for (let i = start; i < stop; i++) total[k]! += column[i]!;
  }
  return scale([total[0]!, total[1]!, total[2]!], 1 / (stop - start));
}

/** Sample by sample. */
export function dotSignals(a: Signal, b: Signal): Float64Array {
  return a[0].map((_, i) => a[0][i]! * b[0][i]! + a[1][i]! * b[1][i]! + a[2][i]! * b[2][i]!);
}

/** The size of each vector. */
export function sizesOf(signal: Signal): Float64Array {
  return dotSignals(signal, signal).map(Math.sqrt);
}

export function unitSignal(signal: Signal): Signal {
  const out = newSignal(signal[0].length);
  for (let i = 0; i < signal[0].length; i++) put(out, i, unit(at(signal, i)));
  return out;
}
