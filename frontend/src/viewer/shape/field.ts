/**
 * Smooth solids as a distance field: tapered rods that belong to a part of the body and melt into one another.
 *
 * The field is made in one posture (the "bind" posture, in the middle of every joint's range); each rod is
 * given in the frame of its own part, so that the same numbers can be read off an anatomical drawing.
 */
import { Matrix4, Vector3 } from "three";

export type Point = readonly [number, number, number];

export interface Rod {
  /** Which frame it lives in. */
  part: number;
  a: Point;
  b: Point;
  ra: number;
  rb: number;
  /** How much deeper (x), longer (y) and wider (z) than round. */
  stretch: Point;
  /** Rods of one limb melt together first, then the limbs into the trunk. */
  limb: number;
  /** Cut off below this height of its own frame: the sole of a foot. */
  floor: number;
}

const FAR = 1e3;
/** Numbers kept per rod, flat, because this is asked a few million times before the first picture. */
const STRIDE = 22;
const [ROW_X, ROW_Y, ROW_Z, ALONG, RADIUS, STRETCH, FLOOR] = [0, 4, 8, 12, 16, 18, 21] as const;

export class Field {
  readonly rods: readonly Rod[];
  private readonly numbers: Float64Array;
  private readonly limbOf: Uint8Array;
  private readonly perLimb: Float64Array;
  private readonly near: Float64Array;
  private readonly widest: number;
  private readonly limbs: number;
  private readonly reaches: number[];
  private readonly centres: Vector3[];
  private active: Uint16Array;
  private count: number;

  constructor(
    rods: readonly Rod[],
    frames: readonly Matrix4[],
    /** How softly the rods of each limb melt together, and how softly limbs meet. */
    private readonly melts: readonly number[],
    private readonly join: number,
  ) {
    this.rods = rods;
    this.numbers = new Float64Array(rods.length * STRIDE);
    rods.forEach((rod, index) => flatten(rod, frames[rod.part] ?? new Matrix4(), this.numbers, index * STRIDE));
    this.limbOf = Uint8Array.from(rods, (rod) => rod.limb);
    this.limbs = Math.max(...this.limbOf) + 1;
    this.perLimb = new Float64Array(this.limbs);
    this.near = new Float64Array(rods.length);
    this.widest = Math.max(join, ...melts);
    this.active = Uint16Array.from(rods, (_, index) => index);
    this.count = rods.length;
    this.reaches = rods.map(reachOf);
    this.centres = rods.map((rod) => middleOf(rod).applyMatrix4(frames[rod.part] ?? new Matrix4()));
  }

  /** Distance to one rod. */
  rodDistance(index: number, x: number, y: number, z: number): number {
    return distance(this.numbers, index * STRIDE, x, y, z);
  }

  /** Use only the rods that matter within `radius` of a place. Returns what was in use, for `restore`. */
  focus(x: number, y: number, z: number, radius: number): Uint16Array {
    const before = this.active.subarray(0, this.count);
    let nearest = FAR;
    for (let i = 0; i < before.length; i += 1) {
      const value = distance(this.numbers, (before[i] as number) * STRIDE, x, y, z);
      this.near[i] = value;
      if (value < nearest) nearest = value;
    }
    const limit = nearest + 2 * radius + this.widest;
    const kept = new Uint16Array(before.length);
    let count = 0;
    for (let i = 0; i < before.length; i += 1) if ((this.near[i] as number) < limit) kept[count++] = before[i] as number;
    this.active = kept;
    this.count = count;
    return before;
  }

  restore(before: Uint16Array): void {
    this.active = before;
    this.count = before.length;
  }

  at(x: number, y: number, z: number): number {
    const { perLimb, numbers, limbOf, melts, join } = this;
    perLimb.fill(FAR);
    for (let i = 0; i < this.count; i += 1) {
      const index = this.active[i] as number;
      const limb = limbOf[index] as number;
      perLimb[limb] = melted(perLimb[limb] as number, distance(numbers, index * STRIDE, x, y, z), melts[limb] as number);
    }
    let all = perLimb[0] as number;
    for (let limb = 1; limb < this.limbs; limb += 1) {
      if ((perLimb[limb] as number) < FAR) all = melted(all, perLimb[limb] as number, join);
    }
    return all;
  }

  /** A box around everything. */
  bounds(): { low: Vector3; high: Vector3 } {
    const low = new Vector3(FAR, FAR, FAR);
    const high = new Vector3(-FAR, -FAR, -FAR);
    this.centres.forEach((centre, index) => {
      low.min(centre.clone().subScalar(this.reaches[index] ?? 0));
      high.max(centre.clone().addScalar(this.reaches[index] ?? 0));
    });
    return { low, high };
  }
}

function middleOf({ a, b }: Rod): Vector3 {
  return new Vector3((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2);
}

function reachOf({ a, b, ra, rb, stretch }: Rod): number {
  const half = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2;
  return (half + Math.max(ra, rb)) * Math.max(...stretch) + 0.03;
}

/** World to the rod's own stretched space with its end `a` at the origin, as three rows, then its shape. */
function flatten(rod: Rod, frame: Matrix4, out: Float64Array, at: number): void {
  const m = frame.clone().invert().elements;
  const middle = middleOf(rod).toArray();
  [ROW_X, ROW_Y, ROW_Z].forEach((row, axis) => {
    const by = rod.stretch[axis] ?? 1;
    const centre = middle[axis] ?? 0;
    for (let column = 0; column < 4; column += 1) out[at + row + column] = (m[axis + 4 * column] ?? 0) / by;
    out[at + row + 3] = (out[at + row + 3] ?? 0) + centre - centre / by - (rod.a[axis] ?? 0);
    out[at + ALONG + axis] = (rod.b[axis] ?? 0) - (rod.a[axis] ?? 0);
    out[at + STRETCH + axis] = by;
  });
  const long = (rod.b[0] - rod.a[0]) ** 2 + (rod.b[1] - rod.a[1]) ** 2 + (rod.b[2] - rod.a[2]) ** 2;
  out[at + ALONG + 3] = long > 1e-9 ? 1 / long : 0;
  out[at + RADIUS] = rod.ra;
  out[at + RADIUS + 1] = rod.rb - rod.ra;
  // only rods that are not stretched lengthwise have a floor, so their own height is the stretched one
  out[at + FLOOR] = rod.floor > -FAR ? rod.floor - rod.a[1] : -FAR;
}

function distance(n: Float64Array, o: number, x: number, y: number, z: number): number {
  const px = (n[o] as number) * x + (n[o + 1] as number) * y + (n[o + 2] as number) * z + (n[o + 3] as number);
  const py = (n[o + 4] as number) * x + (n[o + 5] as number) * y + (n[o + 6] as number) * z + (n[o + 7] as number);
  const pz = (n[o + 8] as number) * x + (n[o + 9] as number) * y + (n[o + 10] as number) * z + (n[o + 11] as number);
  const bx = n[o + 12] as number;
  const by = n[o + 13] as number;
  const bz = n[o + 14] as number;
  const t = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) * (n[o + 15] as number)));
  const dx = px - bx * t;
  const dy = py - by * t;
  const dz = pz - bz * t;
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-9;
  // a stretched space stretches distances: measure along the way out
  const sx = dx * (n[o + 18] as number);
  const sy = dy * (n[o + 19] as number);
  const sz = dz * (n[o + 20] as number);
  const scale = Math.sqrt(sx * sx + sy * sy + sz * sz) / length;
  const d = (length - (n[o + 16] as number) - (n[o + 17] as number) * t) * scale;
  const floor = n[o + 21] as number;
  return floor > -FAR ? -melted(-d, py - floor, 0.012) : d;
}

/** The nearer of two, rounded where they meet. */
export function melted(a: number, b: number, width: number): number {
  const apart = a < b ? b - a : a - b;
  const nearer = a < b ? a : b;
  if (apart >= width) return nearer;
  const h = (width - apart) / width;
  return nearer - (h * h * width) / 4;
}
