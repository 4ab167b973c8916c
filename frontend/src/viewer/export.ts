/** The body as `loadshare.body.export` writes it. Metres and degrees; quaternions are (w, x, y, z). */

export type Side = "left" | "right";

export interface Posture {
  /** Place (x, y, z) and quaternion (w, x, y, z) of the pelvis. */
  root: readonly number[];
  /** Net flexion, side bend and turn of the low back. */
  back: readonly number[];
  /** Degrees, in the order of `limbs`. */
  q: readonly number[];
  /** In the order of `loads`. */
  loads?: readonly number[];
  /** Pairs of group number and percent. */
  active?: readonly number[];
}

export interface BodyPart {
  name: string;
  parent: number;
  at: readonly number[];
}

export interface Joint {
  name: string;
  body: number;
  axis: readonly number[];
  at: readonly number[];
}

export interface Muscle {
  name: string;
  group: string;
  force: number;
  /** [body, x, y, z] per point; the right side, of which the left is the mirror. */
  path: readonly (readonly number[])[];
}

export interface Movement {
  code: string;
  seconds: number;
  frames: readonly Posture[];
  /** What touches the world, as `point` or `point@surface`; see `body/movements.py`. */
  supports?: readonly string[];
  /** What stands around the body, beside what the page names. */
  props?: readonly string[];
  /** Bands: which point pulls towards which. */
  pulls?: readonly (readonly string[])[];
}

export interface BodyExport {
  format: number;
  bodies: readonly BodyPart[];
  joints: readonly Joint[];
  rhythm: Readonly<Record<"flexion" | "bend" | "turn", readonly number[]>>;
  limbs: readonly string[];
  muscles: readonly Muscle[];
  /** Right side: [body, x, y, z] where the skin can press on the world. */
  contacts: Readonly<Record<string, readonly number[]>>;
  groups: readonly string[];
  loads: readonly string[];
  tasks?: Readonly<Record<string, Posture>>;
  movements?: Readonly<Record<string, Movement>>;
}

export function partIndex(body: BodyExport, name: string): number {
  const found = body.bodies.findIndex((part) => part.name === name);
  if (found < 0) throw new Error(`the body has no part ${name}`);
  return found;
}

/** The same part on the other side; the trunk is its own mirror. */
export function otherSide(body: BodyExport, part: number): number {
  const name = body.bodies[part]?.name ?? "";
  const mirrored = name.endsWith("-r") ? `${name.slice(0, -2)}-l` : name.endsWith("-l") ? `${name.slice(0, -2)}-r` : name;
  return partIndex(body, mirrored);
}
