/** The skin: the mannequin's mesh, which parts carry each of its points, and what is painted on it. */
import { BufferAttribute, BufferGeometry, Matrix4, Vector3 } from "three";
import type { BodyExport } from "../export";
import type { FrameMap } from "../frames";
import { Field, type Rod } from "./field";
import { meshField } from "./mesher";
import { JOIN_M, MELTS_M, personRods } from "./person";

const CELL_M = 0.0125;
/** How far the influence of a part reaches beyond it. */
const SOFT_M = 0.03;
const BONES_PER_POINT = 4;
const POINTS_AT_ONCE = 500;

/** Yields from time to time: it takes some tenths of a second, a page can use them too. */
export function* makeSkin(body: BodyExport, map: FrameMap, bind: readonly Matrix4[]): Generator<void, BufferGeometry> {
  const rods = personRods(body, map);
  const field = new Field(rods, bind, MELTS_M, JOIN_M);
  const mesh = yield* meshField(field, CELL_M);
  const count = mesh.positions.length / 3;
  const bones = new Uint16Array(count * BONES_PER_POINT);
  const weights = new Float32Array(count * BONES_PER_POINT);
  const paint = new Float32Array(count * 4);
  const painter = new Painter(body, map, bind);
  const perFrame = new Float64Array(map.count);
  const distances = new Float64Array(rods.length);
  const point = new Vector3();
  for (let i = 0; i < count; i += 1) {
    point.fromArray(mesh.positions, i * 3);
    influences(field, map, point, distances, perFrame);
    painter.paint(point, perFrame, paint, i * 4);
    strongest(perFrame, i, bones, weights);
    if (i % POINTS_AT_ONCE === 0) yield;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(mesh.positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(mesh.normals, 3));
  geometry.setAttribute("skinIndex", new BufferAttribute(bones, BONES_PER_POINT));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, BONES_PER_POINT));
  geometry.setAttribute("paint", new BufferAttribute(paint, 4));
  geometry.setIndex(new BufferAttribute(mesh.indices, 1));
  return geometry;
}

/** How much each frame holds a point; near a joint part of it goes to the frame half-way through the joint. */
function influences(field: Field, map: FrameMap, point: Vector3, distances: Float64Array, out: Float64Array): void {
  out.fill(0);
  let nearest = Infinity;
  for (let i = 0; i < distances.length; i += 1) {
    const value = field.rodDistance(i, point.x, point.y, point.z);
    distances[i] = value;
    if (value < nearest) nearest = value;
  }
  for (let i = 0; i < distances.length; i += 1) {
    const beyond = (distances[i] as number) - nearest;
    if (beyond > SOFT_M * 7) continue;
    const { part } = field.rods[i] as Rod;
    const weight = Math.exp(-beyond / SOFT_M);
    if (weight > (out[part] as number)) out[part] = weight;
  }
  for (const { parent, child, frame } of map.halves) {
    const [a, b] = [out[parent] as number, out[child] as number];
    const both = a + b;
    if (both < 1e-6) continue;
    const t = b / both;
    out[parent] = both * (1 - t) * (1 - t);
    out[frame] = both * 2 * t * (1 - t);
    out[child] = both * t * t;
  }
}

function strongest(perFrame: Float64Array, point: number, bones: Uint16Array, weights: Float32Array): void {
  let sum = 0;
  for (let slot = 0; slot < BONES_PER_POINT; slot += 1) {
    let best = 0;
    for (let frame = 1; frame < perFrame.length; frame += 1) if ((perFrame[frame] as number) > (perFrame[best] as number)) best = frame;
    bones[point * BONES_PER_POINT + slot] = best;
    weights[point * BONES_PER_POINT + slot] = perFrame[best] as number;
    sum += perFrame[best] as number;
    perFrame[best] = 0;
  }
  for (let slot = 0; slot < BONES_PER_POINT; slot += 1) {
    const index = point * BONES_PER_POINT + slot;
    weights[index] = (weights[index] as number) / sum;
  }
}

/**
 * Four numbers per point: metres inside the clothes (below zero is bare), metres above the waistband, and
 * how much it belongs to the low back and to the hips, where their loads are shown.
 */
class Painter {
  private readonly local = new Vector3();
  private readonly inverse: Matrix4[];

  constructor(
    private readonly body: BodyExport,
    private readonly map: FrameMap,
    bind: readonly Matrix4[],
  ) {
    this.inverse = bind.map((matrix) => matrix.clone().invert());
  }

  paint(point: Vector3, perFrame: Float64Array, out: Float32Array, at: number): void {
    let [sum, cloth] = [1e-9, 0];
    for (let part = 0; part < this.map.head + 3; part += 1) {
      const weight = perFrame[part] as number;
      if (weight < 1e-3) continue;
      sum += weight;
      cloth += weight * this.clothOn(part, point);
    }
    out[at] = cloth / sum;
    out[at + 1] = this.in(this.map.pelvis, point).y - 0.012;
    out[at + 2] = this.lowBack(point);
    out[at + 3] = this.hips(point);
  }

  private in(part: number, point: Vector3): Vector3 {
    return this.local.copy(point).applyMatrix4(this.inverse[part] as Matrix4);
  }

  private clothOn(part: number, point: Vector3): number {
    const name = this.body.bodies[part]?.name ?? "";
    const { x, y, z } = this.in(part, point);
    if (name === "thorax") return Math.min(0.1, Math.hypot((x + 0.012) * 0.9, y - 0.452, z * 0.82) - 0.078);
    if (name.startsWith("humerus")) return clamp(y + 0.155, 0.1);
    if (name.startsWith("femur")) return clamp(y + 0.235, 0.1);
    return /^(pelvis|l\d)$/.test(name) ? 0.1 : -0.1;
  }

  private lowBack(point: Vector3): number {
    const { x, y, z } = this.in(this.map.pelvis, point);
    return bump((x + 0.165) / 0.085, (y - 0.1) / 0.095, z / 0.13);
  }

  private hips(point: Vector3): number {
    const { x, y, z } = this.in(this.map.pelvis, point);
    return bump((x + 0.1) / 0.12, (y + 0.055) / 0.095, (Math.abs(z) - 0.115) / 0.085);
  }
}

function bump(x: number, y: number, z: number): number {
  return Math.exp(-(x * x + y * y + z * z));
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
