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

interface Fixed {
  rod: Rod;
  inverse: Float64Array;
  middle: Point;
  reach: number;
  centre: Vector3;
}

const FAR = 1e3;

export class Field {
  readonly rods: readonly Rod[];
  private readonly fixed: Fixed[];
  private active: number[];
  private readonly limbs: number;

  constructor(
    rods: readonly Rod[],
    frames: readonly Matrix4[],
    /** How softly the rods of each limb melt together, and how softly limbs meet. */
    private readonly melts: readonly number[],
    private readonly join: number,
  ) {
    this.rods = rods;
    this.fixed = rods.map((rod) => fix(rod, frames[rod.part] ?? new Matrix4()));
    this.active = rods.map((_, index) => index);
    this.limbs = Math.max(...rods.map((rod) => rod.limb)) + 1;
    this.perLimb = new Float64Array(this.limbs);
    this.widest = Math.max(join, ...melts);
  }

  private readonly perLimb: Float64Array;
  private readonly widest: number;

  /** Distance to one rod. */
  rodDistance(index: number, x: number, y: number, z: number): number {
    return distance(this.fixed[index] as Fixed, x, y, z);
  }

  /** Use only the rods that matter within `radius` of a place, until the next call. */
  focus(x: number, y: number, z: number, radius: number): void {
    const near = this.fixed.map((fixed) => distance(fixed, x, y, z));
    const limit = Math.min(...near) + 2 * radius + 2 * this.widest;
    this.active = near.flatMap((value, index) => (value < limit ? [index] : []));
  }

  focusAll(): void {
    this.active = this.rods.map((_, index) => index);
  }

  at(x: number, y: number, z: number): number {
    this.perLimb.fill(FAR);
    for (const index of this.active) {
      const fixed = this.fixed[index] as Fixed;
      const limb = fixed.rod.limb;
      this.perLimb[limb] = melted(this.perLimb[limb] as number, distance(fixed, x, y, z), this.melts[limb] ?? this.join);
    }
    let all = this.perLimb[0] as number;
    for (let limb = 1; limb < this.limbs; limb += 1) all = melted(all, this.perLimb[limb] as number, this.join);
    return all;
  }

  /** A box around everything. */
  bounds(): { low: Vector3; high: Vector3 } {
    const low = new Vector3(FAR, FAR, FAR);
    const high = new Vector3(-FAR, -FAR, -FAR);
    for (const { centre, reach } of this.fixed) {
      low.min(centre.clone().subScalar(reach));
      high.max(centre.clone().addScalar(reach));
    }
    return { low, high };
  }
}

function fix(rod: Rod, frame: Matrix4): Fixed {
  const middle: Point = [(rod.a[0] + rod.b[0]) / 2, (rod.a[1] + rod.b[1]) / 2, (rod.a[2] + rod.b[2]) / 2];
  const half = Math.hypot(rod.a[0] - rod.b[0], rod.a[1] - rod.b[1], rod.a[2] - rod.b[2]) / 2;
  return {
    rod,
    inverse: new Float64Array(frame.clone().invert().elements),
    middle,
    reach: (half + Math.max(rod.ra, rod.rb)) * Math.max(...rod.stretch) + 0.03,
    centre: new Vector3(...middle).applyMatrix4(frame),
  };
}

function distance({ rod, inverse: m, middle }: Fixed, x: number, y: number, z: number): number {
  const [sx, sy, sz] = rod.stretch;
  const ly = at(m, 1) * x + at(m, 5) * y + at(m, 9) * z + at(m, 13);
  const px = (at(m, 0) * x + at(m, 4) * y + at(m, 8) * z + at(m, 12) - middle[0]) / sx + middle[0] - rod.a[0];
  const py = (ly - middle[1]) / sy + middle[1] - rod.a[1];
  const pz = (at(m, 2) * x + at(m, 6) * y + at(m, 10) * z + at(m, 14) - middle[2]) / sz + middle[2] - rod.a[2];
  const bx = rod.b[0] - rod.a[0];
  const by = rod.b[1] - rod.a[1];
  const bz = rod.b[2] - rod.a[2];
  const long = bx * bx + by * by + bz * bz;
  const t = long > 1e-9 ? Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) / long)) : 0;
  const dx = px - bx * t;
  const dy = py - by * t;
  const dz = pz - bz * t;
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz) || 1e-9;
  // a stretched space stretches distances: measure along the way out
  const scale = Math.sqrt((dx * sx) ** 2 + (dy * sy) ** 2 + (dz * sz) ** 2) / length;
  const d = (length - rod.ra - (rod.rb - rod.ra) * t) * scale;
  return rod.floor > -FAR ? -melted(-d, ly - rod.floor, 0.012) : d;
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

/** The nearer of two, rounded where they meet. */
export function melted(a: number, b: number, width: number): number {
  const h = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - (h * h * width) / 4;
}
