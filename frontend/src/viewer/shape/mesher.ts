/**
 * A mesh of a distance field by surface nets: one point per cell that the surface passes, one quad per edge
 * it crosses, then every point drawn onto the surface and given the field's own normal.
 */
import type { Field } from "./field";

export interface Mesh {
  positions: Float32Array;
  normals: Float32Array;
  indices: Uint32Array;
}

const BLOCK = 16;
const SMALLEST = 4;
const OUTSIDE = 1;

interface Grid {
  nx: number;
  ny: number;
  nz: number;
  x: number;
  y: number;
  z: number;
  cell: number;
  values: Float32Array;
  /** By cell: its point, or -1. */
  ids: Int32Array;
  /** Cells that the surface passes, in the order of their points. */
  passed: number[];
  positions: number[];
  normals: number[];
}

/** Yields between two blocks, so that whoever runs it may let others have their turn. */
export function* meshField(field: Field, cell: number): Generator<void, Mesh> {
  const { low, high } = field.bounds();
  const count = (a: number, b: number): number => Math.ceil((b - a) / cell / BLOCK) * BLOCK + 1;
  const [nx, ny, nz] = [count(low.x, high.x), count(low.y, high.y), count(low.z, high.z)];
  const grid: Grid = {
    nx, ny, nz, x: low.x, y: low.y, z: low.z, cell, values: new Float32Array(nx * ny * nz).fill(OUTSIDE),
    ids: new Int32Array(nx * ny * nz).fill(-1), passed: [], positions: [], normals: [],
  };
  for (let k = 0; k < nz - 1; k += BLOCK) {
    for (let j = 0; j < ny - 1; j += BLOCK) {
      for (let i = 0; i < nx - 1; i += BLOCK) fillBlock(field, grid, i, j, k, BLOCK);
      yield;
    }
  }
  return { positions: new Float32Array(grid.positions), normals: new Float32Array(grid.normals), indices: new Uint32Array(facesOf(grid)) };
}

/** Only blocks that the surface may pass are divided and sampled; the rest keep one value. */
function fillBlock(field: Field, grid: Grid, i: number, j: number, k: number, size: number): void {
  const half = (size * grid.cell) / 2;
  const [x, y, z] = [grid.x + i * grid.cell + half, grid.y + j * grid.cell + half, grid.z + k * grid.cell + half];
  const radius = half * 1.7321;
  const before = field.focus(x, y, z, radius + grid.cell);
  const middle = field.at(x, y, z);
  // stretched rods over- and under-state distance, hence the margin
  if (Math.abs(middle) > radius * 1.35 + grid.cell) setBlock(grid, i, j, k, size, middle);
  else if (size > SMALLEST) {
    const next = size / 2;
    for (let child = 0; child < 8; child += 1) {
      fillBlock(field, grid, i + (child & 1) * next, j + ((child >> 1) & 1) * next, k + ((child >> 2) & 1) * next, next);
    }
  } else {
    sampleBlock(field, grid, i, j, k, size);
    addPoints(field, grid, i, j, k, size);
  }
  field.restore(before);
}

function setBlock(grid: Grid, i0: number, j0: number, k0: number, size: number, middle: number): void {
  if (middle > 0) return;
  const { nx, ny, values } = grid;
  for (let k = k0; k <= k0 + size; k += 1) {
    for (let j = j0; j <= j0 + size; j += 1) {
      for (let i = i0; i <= i0 + size; i += 1) {
        const index = i + nx * (j + ny * k);
        if (values[index] === OUTSIDE) values[index] = -OUTSIDE;
      }
    }
  }
}

function sampleBlock(field: Field, grid: Grid, i0: number, j0: number, k0: number, size: number): void {
  const { nx, ny, values, cell } = grid;
  for (let k = k0; k <= k0 + size; k += 1) {
    for (let j = j0; j <= j0 + size; j += 1) {
      for (let i = i0; i <= i0 + size; i += 1) {
        const index = i + nx * (j + ny * k);
        const old = values[index] as number;
        if (old !== OUTSIDE && old !== -OUTSIDE) continue;
        values[index] = field.at(grid.x + i * cell, grid.y + j * cell, grid.z + k * cell);
      }
    }
  }
}

/** One point for every cell of a block that the surface passes. */
function addPoints(field: Field, grid: Grid, i0: number, j0: number, k0: number, size: number): void {
  const { nx, ny, values, cell } = grid;
  const corner = [0, 1, nx, nx + 1, nx * ny, nx * ny + 1, nx * ny + nx, nx * ny + nx + 1];
  for (let k = k0; k < k0 + size; k += 1) {
    for (let j = j0; j < j0 + size; j += 1) {
      for (let i = i0; i < i0 + size; i += 1) {
        const base = i + nx * (j + ny * k);
        let inside = 0;
        for (let c = 0; c < 8; c += 1) if ((values[base + (corner[c] as number)] as number) < 0) inside += 1;
        if (inside === 0 || inside === 8) continue;
        grid.ids[base] = grid.passed.length;
        grid.passed.push(base);
        const [px, py, pz] = crossing(values, base, corner);
        addSettled(field, grid, grid.x + (i + px) * cell, grid.y + (j + py) * cell, grid.z + (k + pz) * cell);
      }
    }
  }
}

function facesOf({ nx, ny, values, ids, passed }: Grid): number[] {
  const indices: number[] = [];
  const step = [1, nx, nx * ny] as const;
  for (const base of passed) {
    const here = (values[base] as number) < 0;
    for (let axis = 0; axis < 3; axis += 1) {
      const there = (values[base + (step[axis] as number)] as number) < 0;
      if (here !== there) addQuad(indices, ids, base, step[(axis + 1) % 3] as number, step[(axis + 2) % 3] as number, here);
    }
  }
  return indices;
}

/** The mean of where the surface crosses the edges of a cell. */
function crossing(values: Float32Array, base: number, corner: readonly number[]): [number, number, number] {
  let [x, y, z, n] = [0, 0, 0, 0];
  for (let a = 0; a < 8; a += 1) {
    for (let bit = 1; bit < 8; bit <<= 1) {
      const b = a | bit;
      if (b === a) continue;
      const va = values[base + (corner[a] as number)] as number;
      const vb = values[base + (corner[b] as number)] as number;
      if (va < 0 === vb < 0) continue;
      const t = va / (va - vb);
      x += (a & 1) + (bit === 1 ? t : 0);
      y += ((a >> 1) & 1) + (bit === 2 ? t : 0);
      z += ((a >> 2) & 1) + (bit === 4 ? t : 0);
      n += 1;
    }
  }
  return [x / n, y / n, z / n];
}

function addQuad(indices: number[], ids: Int32Array, base: number, u: number, v: number, isInside: boolean): void {
  const a = ids[base] as number;
  const b = ids[base - u] as number;
  const c = ids[base - u - v] as number;
  const d = ids[base - v] as number;
  if (a < 0 || b < 0 || c < 0 || d < 0) return;
  if (isInside) indices.push(a, b, c, a, c, d);
  else indices.push(a, c, b, a, d, c);
}

/** Draw a point onto the surface, and give it the way out of the body from there. */
function addSettled(field: Field, { cell, positions, normals }: Grid, x: number, y: number, z: number): void {
  const steep = slope(field, x, y, z, cell * REACH);
  const move = Math.max(-cell, Math.min(cell, field.at(x, y, z) / steep)) / steep;
  const [sx, sy, sz] = [x - way[0] * move, y - way[1] * move, z - way[2] * move];
  const length = slope(field, sx, sy, sz, cell * REACH);
  positions.push(sx, sy, sz);
  normals.push(way[0] / length, way[1] / length, way[2] / length);
}

const REACH = 0.25;
const way: [number, number, number] = [0, 0, 0];

/** How fast the field rises at a place, and which way, from four places around it. */
function slope(field: Field, x: number, y: number, z: number, reach: number): number {
  const a = field.at(x + reach, y - reach, z - reach);
  const b = field.at(x - reach, y - reach, z + reach);
  const c = field.at(x - reach, y + reach, z - reach);
  const d = field.at(x + reach, y + reach, z + reach);
  const by = 0.25 / reach;
  way[0] = (a - b - c + d) * by;
  way[1] = (c + d - a - b) * by;
  way[2] = (b + d - a - c) * by;
  return Math.hypot(...way) || 1e-9;
}
