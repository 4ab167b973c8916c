import { describe, expect, it } from "vitest";
import type { BodyExport, Posture } from "./export";
import { heightOf, touches } from "./ground";
import { Kinematics, pointOn, type Placed } from "./kinematics";
import fixture from "./fixtures/places.json";
import { activationOf, mirrorPosture, mixPostures, postureAt } from "./posture";

interface Case {
  name: string;
  posture: Posture;
  bodies: number[][];
  contacts: Record<string, number[]>;
}

const body = fixture.body as unknown as BodyExport;
const cases = fixture.cases as unknown as Case[];
const kinematics = new Kinematics(body);
const NEAR_M = 0.002;

function apart(a: { x: number; y: number; z: number }, b: readonly number[]): number {
  return Math.hypot(a.x - (b[0] ?? 0), a.y - (b[1] ?? 0), a.z - (b[2] ?? 0));
}

describe.each(cases)("places of $name", ({ posture, bodies, contacts }) => {
  const places = kinematics.place(posture);

  it("puts every part where MuJoCo puts it", () => {
    bodies.forEach((at, index) => expect(apart((places[index] as Placed).at, at)).toBeLessThan(NEAR_M));
  });

  it("puts every contact point where MuJoCo puts it", () => {
    const all = touches(body);
    expect(all).toHaveLength(Object.keys(contacts).length);
    for (const { name, part, at } of all) {
      expect(apart(pointOn(places[part] as Placed, at.x, at.y, at.z), contacts[name] ?? []), name).toBeLessThan(NEAR_M);
    }
  });

  it("mirrors into the same places on the other side", () => {
    const mirrored = kinematics.place(mirrorPosture(body, posture));
    for (const touch of touches(body)) {
      const other = touches(body).find(({ name }) => name === swap(touch.name));
      if (!other) throw new Error(touch.name);
      expect(heightOf(other, mirrored)).toBeCloseTo(heightOf(touch, places), 5);
    }
  });
});

function swap(name: string): string {
  return name.endsWith("-r") ? `${name.slice(0, -2)}-l` : `${name.slice(0, -2)}-r`;
}

describe("movements", () => {
  const movement = body.movements?.["glute-bridge"];
  if (!movement) throw new Error("the fixture has no bridge");

  it("starts and ends at its first and last frames", () => {
    expect(postureAt(movement, 0).q).toEqual(movement.frames[0]?.q);
    expect(postureAt(movement, 1).q).toEqual(movement.frames.at(-1)?.q);
  });

  it("never leaves the range of its frames", () => {
    for (let i = 0; i < body.limbs.length; i += 1) {
      const values = movement.frames.map(({ q }) => q[i] ?? 0);
      for (let at = 0; at <= 1; at += 0.01) {
        const value = postureAt(movement, at).q[i] ?? 0;
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }
    }
  });

  it("keeps the feet on the floor between frames", () => {
    const soles = touches(body).filter(({ name }) => /^(heel|first-metatarsal)/.test(name));
    for (let at = 0; at <= 1; at += 0.02) {
      const places = kinematics.place(postureAt(movement, at));
      for (const sole of soles) expect(Math.abs(heightOf(sole, places)), `${sole.name} at ${at}`).toBeLessThan(0.02);
    }
  });

  it("mixes loads and activation between frames", () => {
    const [a, b] = [movement.frames[0] as Posture, movement.frames[3] as Posture];
    const half = mixPostures(a, b, 0.5);
    expect(half.loads?.[2]).toBeCloseTo(((a.loads?.[2] ?? 0) + (b.loads?.[2] ?? 0)) / 2);
    const percent = activationOf(body, half);
    const expected = activationOf(body, a).map((value, i) => (value + (activationOf(body, b)[i] ?? 0)) / 2);
    percent.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 0, 4));
  });

  it("is itself after being mirrored twice", () => {
    const posture = movement.frames[2] as Posture;
    const back = mirrorPosture(body, mirrorPosture(body, posture));
    expect(back.q).toEqual(posture.q);
    expect(back.loads).toEqual(posture.loads);
    back.root.forEach((value, i) => expect(value).toBeCloseTo(posture.root[i] ?? 0));
  });
});
