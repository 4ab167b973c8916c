/** Stiff props as geometry, centred on themselves; a chair stands on the floor at its own origin. */
import { BoxGeometry, type BufferGeometry, CapsuleGeometry, CylinderGeometry, Group, Mesh, SphereGeometry } from "three";
import { RoundedBoxGeometry } from "three/addons/geometries/RoundedBoxGeometry.js";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";

const LEG_M = 0.018;

export function box(x: number, y: number, z: number, round: number): BufferGeometry {
  return new RoundedBoxGeometry(x, y, z, 4, Math.min(round, x / 2.01, y / 2.01, z / 2.01));
}

export function mat(x: number, y: number, z: number): BufferGeometry {
  return new RoundedBoxGeometry(x, y, z, 3, y / 2.05);
}

export function ball(radius: number): BufferGeometry {
  return new SphereGeometry(radius, 32, 20);
}

export function roller(radius: number, long: number): BufferGeometry {
  return new CylinderGeometry(radius, radius, long, 40, 1).rotateX(Math.PI / 2);
}

export function rod(radius: number, long: number): BufferGeometry {
  return new CapsuleGeometry(radius, long, 4, 12);
}

/** Seat at `height`; `faces` 1 looks along x, -1 the other way; `top` is the height of its back. */
export function chair(height: number, faces: 1 | -1, top = height + 0.42): Group {
  const group = new Group();
  const parts: BufferGeometry[] = [box(0.42, 0.035, 0.44, 0.017).translate(0, height - 0.0175, 0)];
  for (const x of [-0.18, 0.18]) {
    for (const z of [-0.19, 0.19]) parts.push(leg(height).translate(x, height / 2, z));
  }
  const back = -0.19 * faces;
  for (const z of [-0.19, 0.19]) parts.push(leg(top - height).rotateZ(faces * 0.09).translate(back - faces * 0.02, (top + height) / 2, z));
  parts.push(box(0.022, 0.15, 0.4, 0.011).rotateZ(faces * 0.09).translate(back - faces * 0.035, top - 0.075, 0));
  const merged = mergeGeometries(parts.map((part) => (part.index ? part.toNonIndexed() : part)));
  group.add(new Mesh(merged ?? new BoxGeometry()));
  return group;
}

/** A seat without a back. */
export function stool(height: number): BufferGeometry {
  const parts: BufferGeometry[] = [box(0.4, 0.04, 0.46, 0.02).translate(0, height - 0.02, 0)];
  for (const x of [-0.16, 0.16]) {
    for (const z of [-0.19, 0.19]) parts.push(leg(height).translate(x, height / 2, z));
  }
  return mergeGeometries(parts.map((part) => (part.index ? part.toNonIndexed() : part))) ?? new BoxGeometry();
}

function leg(long: number): BufferGeometry {
  return new CylinderGeometry(LEG_M, LEG_M * 0.8, long, 14);
}
