/** How far a figure is lifted so that it rests on the floor: the model leaves "a firm surface somewhere" open. */
import { Vector3 } from "three";
import { otherSide, type BodyExport, type Movement, type Posture } from "./export";
import { pointOn, type Kinematics, type Placed } from "./kinematics";

const NEAR_M = 0.04;
const GROUPED: Readonly<Record<string, readonly string[]>> = {
  sole: ["heel", "first-metatarsal", "fifth-metatarsal"],
  ball: ["first-metatarsal", "fifth-metatarsal", "toe"],
};

export interface Touch {
  name: string;
  part: number;
  at: Vector3;
}

/** Every contact point of both sides, named with its side. */
export function touches(body: BodyExport): Touch[] {
  return Object.entries(body.contacts).flatMap(([name, [part = 0, x = 0, y = 0, z = 0]]) => [
    { name: `${name}-r`, part, at: new Vector3(x, y, z) },
    { name: `${name}-l`, part: otherSide(body, part), at: new Vector3(x, y, -z) },
  ]);
}

export function heightOf(touch: Touch, places: readonly Placed[]): number {
  return pointOn(places[touch.part] as Placed, touch.at.x, touch.at.y, touch.at.z, spot).y;
}

export interface Support {
  name: string;
  surface: string;
}

/** `sole-l@free` as the points it means. */
export function supportsOf(movement: Movement | undefined): Support[] {
  return (movement?.supports ?? []).flatMap((text) => {
    const [name = "", surface = "floor"] = text.split("@");
    const side = /-[rl]$/.exec(name)?.[0];
    const stem = side ? name.slice(0, -2) : name;
    return (GROUPED[stem] ?? [stem]).flatMap((point) => (side ? [side] : ["-r", "-l"]).map((s) => ({ name: point + s, surface })));
  });
}

/** One lift for a whole movement, or for a single posture. */
export function liftFor(
  body: BodyExport, kinematics: Kinematics, postures: readonly Posture[], supports: readonly Support[], extra: number,
): number {
  const all = touches(body);
  const isFixed = supports.some(({ surface }) => surface === "floor" || surface === "step");
  if (isFixed && extra === 0) return 0;
  const held = new Set(supports.filter(({ surface }) => surface !== "light").map(({ name }) => name));
  const bearing = all.filter(({ name }) => held.size === 0 || held.has(name));
  const low = Math.min(...postures.map((posture) => {
    const places = kinematics.place(posture);
    return Math.min(...bearing.map((touch) => heightOf(touch, places)));
  }));
  return held.size === 0 && Math.abs(low) < NEAR_M ? 0 : extra - low;
}

const spot = new Vector3();
