/** Postures as values: mixed, mirrored, and taken from a movement at any moment. */
import { Quaternion } from "three";
import type { BodyExport, Movement, Posture } from "./export";

const from = new Quaternion();
const to = new Quaternion();

/** `share` 0 is `a`, 1 is `b`; the pelvis turns the short way round. */
export function mixPostures(a: Posture, b: Posture, share: number): Posture {
  if (share <= 0) return a;
  if (share >= 1) return b;
  from.set(a.root[4] ?? 0, a.root[5] ?? 0, a.root[6] ?? 0, a.root[3] ?? 1).normalize();
  to.set(b.root[4] ?? 0, b.root[5] ?? 0, b.root[6] ?? 0, b.root[3] ?? 1).normalize();
  from.slerp(to, share);
  const place = mixed(a.root.slice(0, 3), b.root.slice(0, 3), share);
  const out: Posture = {
    root: [...place, from.w, from.x, from.y, from.z],
    back: mixed(a.back, b.back, share),
    q: mixed(a.q, b.q, share),
  };
  if (a.loads && b.loads) out.loads = mixed(a.loads, b.loads, share);
  if (a.active || b.active) out.active = mixedActive(a.active ?? [], b.active ?? [], share);
  return out;
}

/** The posture `progress` (0 to 1) of the way through a movement, smooth in speed through its frames. */
export function postureAt(movement: Movement, progress: number): Posture {
  const frames = movement.frames;
  const last = frames.length - 1;
  const first = frames[0];
  if (!first) throw new Error(`the movement ${movement.code} has no frames`);
  const along = Math.min(1, Math.max(0, progress)) * last;
  const index = Math.min(Math.floor(along), last - 1);
  const a = frames[Math.max(0, index)] ?? first;
  const b = frames[index + 1] ?? a;
  const t = along - index;
  const out = mixPostures(a, b, t);
  return {
    ...out,
    root: [...smooth(frames, index, t, "root").slice(0, 3), ...out.root.slice(3)],
    back: smooth(frames, index, t, "back"),
    q: smooth(frames, index, t, "q"),
  };
}

/** Cubic through the frames, its slope limited so that a held posture stays held. */
function smooth(frames: readonly Posture[], index: number, t: number, key: "root" | "q" | "back"): number[] {
  const at = (i: number): readonly number[] => frames[Math.min(Math.max(i, 0), frames.length - 1)]?.[key] ?? [];
  const [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
  return p1.map((b, i) => {
    const c = p2[i] ?? b;
    const m1 = slope(b - (p0[i] ?? b), c - b);
    const m2 = slope(c - b, (p3[i] ?? c) - c);
    const [t2, t3] = [t * t, t * t * t];
    return b * (2 * t3 - 3 * t2 + 1) + m1 * (t3 - 2 * t2 + t) + c * (3 * t2 - 2 * t3) + m2 * (t3 - t2);
  });
}

function slope(before: number, after: number): number {
  return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
}

/** The same posture done with the other side. */
export function mirrorPosture(body: BodyExport, posture: Posture): Posture {
  const [x = 0, y = 0, z = 0, w = 1, i = 0, j = 0, k = 0] = posture.root;
  const [flexion = 0, bend = 0, turn = 0] = posture.back;
  const out: Posture = {
    root: [x, y, -z, w, -i, -j, k],
    back: [flexion, -bend, -turn],
    q: body.limbs.map((name) => posture.q[body.limbs.indexOf(swapped(name, "-r", "-l"))] ?? 0),
  };
  if (posture.loads) {
    const values = posture.loads;
    out.loads = body.loads.map((name) => values[body.loads.indexOf(swapped(name, "_right", "_left"))] ?? 0);
  }
  if (posture.active) {
    out.active = posture.active.map((value, index) =>
      index % 2 ? value : body.groups.indexOf(swapped(body.groups[value] ?? "", "-right", "-left")),
    );
  }
  return out;
}

/** Percent of each group, by number. */
export function activationOf(body: BodyExport, posture: Posture): Float32Array {
  const out = new Float32Array(body.groups.length);
  const pairs = posture.active ?? [];
  for (let i = 0; i + 1 < pairs.length; i += 2) out[pairs[i] ?? 0] = pairs[i + 1] ?? 0;
  return out;
}

export function standing(body: BodyExport): Posture {
  return body.tasks?.["stand"] ?? { root: [0, 0.932, 0, 1, 0, 0, 0], back: [0, 0, 0], q: body.limbs.map(() => 0) };
}

/** The name on the other side; the side is a whole word of it, last or in the middle. */
function swapped(name: string, one: string, other: string): string {
  const isOne = new RegExp(`${one}(?=_|$)`);
  if (isOne.test(name)) return name.replace(isOne, other);
  return name.replace(new RegExp(`${other}(?=_|$)`), one);
}

function mixed(a: readonly number[], b: readonly number[], share: number): number[] {
  return a.map((value, index) => value + ((b[index] ?? value) - value) * share);
}

function mixedActive(a: readonly number[], b: readonly number[], share: number): number[] {
  const sums = new Map<number, number>();
  const add = (pairs: readonly number[], weight: number): void => {
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      sums.set(pairs[i] ?? 0, (sums.get(pairs[i] ?? 0) ?? 0) + (pairs[i + 1] ?? 0) * weight);
    }
  };
  add(a, 1 - share);
  add(b, share);
  return [...sums].flat();
}
