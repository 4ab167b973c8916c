/**
 * From a posture to where every part of the body is.
 *
 * The chain is MuJoCo's: a part sits at its place in its parent, then turns about each of its joints in
 * turn, each joint through its own point. A test holds the two together.
 */
import { Matrix4, Quaternion, Vector3 } from "three";
import type { BodyExport, Posture } from "./export";

const RAD = Math.PI / 180;
const LEVEL = /^(l5s1|l4l5|l3l4|l2l3|l1l2|t12l1)-(flexion|bend|turn)$/;
const LEVELS = ["l5s1", "l4l5", "l3l4", "l2l3", "l1l2", "t12l1"];
const MOTIONS = ["flexion", "bend", "turn"] as const;

interface Hinge {
  axis: Vector3;
  at: Vector3;
  /** Index in `q`, or -1 for the low back. */
  limb: number;
  /** Which motion of the low back, and this level's share of it. */
  motion: number;
  share: number;
}

interface Link {
  parent: number;
  at: Vector3;
  hinges: Hinge[];
}

/** Where one part is: its rotation and its place. */
export interface Placed {
  turn: Quaternion;
  at: Vector3;
}

export class Kinematics {
  private readonly links: Link[];

  constructor(body: BodyExport) {
    this.links = body.bodies.map((part, index) => ({
      parent: part.parent,
      at: vector(part.at),
      hinges: body.joints.filter((joint) => joint.body === index).map((joint) => hingeOf(body, joint)),
    }));
  }

  newPlaces(): Placed[] {
    return this.links.map(() => ({ turn: new Quaternion(), at: new Vector3() }));
  }

  /** Write where each part is into `places`, and return it. */
  place(posture: Posture, places: Placed[] = this.newPlaces()): Placed[] {
    this.links.forEach((link, index) => {
      const here = places[index] as Placed;
      if (link.parent < 0) placeRoot(posture, here);
      else placeLink(link, posture, places[link.parent] as Placed, here);
    });
    return places;
  }
}

export function vector(values: readonly number[]): Vector3 {
  return new Vector3(values[0], values[1], values[2]);
}

export function matrixOf(placed: Placed, into = new Matrix4()): Matrix4 {
  return into.compose(placed.at, placed.turn, ONE);
}

export function pointOn(placed: Placed, x: number, y: number, z: number, into = new Vector3()): Vector3 {
  return into.set(x, y, z).applyQuaternion(placed.turn).add(placed.at);
}

const ONE = new Vector3(1, 1, 1);
const spin = new Quaternion();
const arm = new Vector3();

function hingeOf(body: BodyExport, joint: BodyExport["joints"][number]): Hinge {
  const level = LEVEL.exec(joint.name);
  const motion = level ? MOTIONS.indexOf(level[2] as (typeof MOTIONS)[number]) : -1;
  const share = level ? (body.rhythm[MOTIONS[motion] ?? "flexion"][LEVELS.indexOf(level[1] ?? "")] ?? 0) : 0;
  const limb = level ? -1 : body.limbs.indexOf(joint.name);
  if (!level && limb < 0) throw new Error(`no angle moves the joint ${joint.name}`);
  return { axis: vector(joint.axis).normalize(), at: vector(joint.at), limb, motion, share };
}

function placeRoot(posture: Posture, here: Placed): void {
  const [x = 0, y = 0, z = 0, w = 1, i = 0, j = 0, k = 0] = posture.root;
  here.at.set(x, y, z);
  here.turn.set(i, j, k, w).normalize();
}

function placeLink(link: Link, posture: Posture, parent: Placed, here: Placed): void {
  here.turn.copy(parent.turn);
  here.at.copy(link.at).applyQuaternion(parent.turn).add(parent.at);
  for (const hinge of link.hinges) {
    const deg = hinge.limb < 0 ? (posture.back[hinge.motion] ?? 0) * hinge.share : (posture.q[hinge.limb] ?? 0);
    if (deg === 0) continue;
    here.at.add(arm.copy(hinge.at).applyQuaternion(here.turn));
    here.turn.multiply(spin.setFromAxisAngle(hinge.axis, deg * RAD));
    here.at.sub(arm.copy(hinge.at).applyQuaternion(here.turn));
  }
}
