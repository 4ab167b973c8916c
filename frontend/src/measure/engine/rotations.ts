/** Unit quaternions (w, x, y, z) and 3 by 3 matrices, row by row. */
import type { Vector } from "./vectors";

export type Quaternion = readonly [w: number, x: number, y: number, z: number];
export type Matrix = readonly number[];

export const NO_TURN: Quaternion = [1, 0, 0, 0];
export const UNIT_MATRIX: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** First `b`, then `a`; made a unit again, so that errors of rounding do not add up. */
export function chain(a: Quaternion, b: Quaternion): Quaternion {
  const w = a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3];
  const x = a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2];
  const y = a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1];
  const z = a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0];
  const size = Math.sqrt(w * w + x * x + y * y + z * z);
  return [w / size, x / size, y / size, z / size];
}

/** A turn about `vector` by its length in radians. */
export function turnBy(vector: Vector): Quaternion {
  const angle = Math.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2);
  if (angle < 1e-12) return NO_TURN;
  const factor = Math.sin(angle / 2) / angle;
  return [Math.cos(angle / 2), vector[0] * factor, vector[1] * factor, vector[2] * factor];
}

export function matrixOf([w, x, y, z]: Quaternion): Matrix {
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
  ];
}

export function apply(m: Matrix, v: Vector): Vector {
  return [
    m[0]! * v[0] + m[1]! * v[1] + m[2]! * v[2],
    m[3]! * v[0] + m[4]! * v[1] + m[5]! * v[2],
    m[6]! * v[0] + m[7]! * v[1] + m[8]! * v[2],
  ];
}

export function rotate(turn: Quaternion, v: Vector): Vector {
  return apply(matrixOf(turn), v);
}

export function times(a: Matrix, b: Matrix): Matrix {
  const out = new Array<number>(9);
  for (let row = 0; row < 9; row += 3) {
    for (let k = 0; k < 3; k++) out[row + k] = a[row]! * b[k]! + a[row + 1]! * b[k + 3]! + a[row + 2]! * b[k + 6]!;
  }
  return out;
}

export function plus(a: Matrix, b: Matrix, factor = 1): Matrix {
  return a.map((value, k) => value + factor * b[k]!);
}

export function transposed(m: Matrix): Matrix {
  return [m[0]!, m[3]!, m[6]!, m[1]!, m[4]!, m[7]!, m[2]!, m[5]!, m[8]!];
}

export function inverse(m: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ].map((value) => value / determinant);
}
