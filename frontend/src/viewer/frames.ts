/**
 * The frames that carry the drawn figure: the parts of the body, a head and hands that the model keeps stiff,
 * and one frame half-way through every large joint so that bent skin keeps its fullness.
 */
import { Matrix4, Quaternion, Vector3 } from "three";
import { partIndex, type BodyExport } from "./export";
import { matrixOf, pointOn, type Placed } from "./kinematics";

export interface Half {
  parent: number;
  child: number;
  frame: number;
  /** Where the joint is in the child's own frame; a head or hand shares the frame of what it hangs from. */
  pivot: readonly [number, number, number];
}

export interface FrameMap {
  parts: number;
  head: number;
  hands: readonly [number, number];
  thorax: number;
  pelvis: number;
  forearms: readonly [number, number];
  halves: readonly Half[];
  count: number;
}

const NECK: readonly [number, number, number] = [-0.028, 0.43, 0];
const WRIST: readonly [number, number, number] = [-0.004, -0.262, 0.03];
const HEAD_POINTS: readonly (readonly [number, number, number])[] = [
  [-0.088, 0.6, 0], [0.112, 0.575, 0], [0.02, 0.59, 0.086], [0.02, 0.59, -0.086], [0.01, 0.715, 0],
  [-0.06, 0.55, 0], [0.07, 0.505, 0],
];
const HAND_HEIGHT = 0.024;

export function mapFrames(body: BodyExport): FrameMap {
  const parts = body.bodies.length;
  const named = (name: string): number => partIndex(body, name);
  const head = parts;
  const hands = [parts + 1, parts + 2] as const;
  const pairs: [number, number][] = [[named("thorax"), head]];
  for (const [index, side] of (["r", "l"] as const).entries()) {
    const of = (name: string): number => named(`${name}-${side}`);
    pairs.push(
      [named("pelvis"), of("femur")], [of("femur"), of("tibia")], [of("tibia"), of("foot")],
      [named("thorax"), of("humerus")], [of("humerus"), of("forearm")], [of("forearm"), hands[index] as number],
    );
  }
  const pivotOf = (child: number): readonly [number, number, number] => {
    if (child === head) return NECK;
    const hand = hands.indexOf(child as never);
    return hand < 0 ? [0, 0, 0] : [WRIST[0], WRIST[1], hand === 0 ? WRIST[2] : -WRIST[2]];
  };
  const halves = pairs.map(([parent, child], index) => ({ parent, child, frame: parts + 3 + index, pivot: pivotOf(child) }));
  return {
    parts, head, hands, halves, thorax: named("thorax"), pelvis: named("pelvis"),
    forearms: [named("forearm-r"), named("forearm-l")], count: parts + 3 + halves.length,
  };
}

export class Frames {
  readonly placed: Placed[];
  readonly matrices: Matrix4[];

  constructor(readonly map: FrameMap) {
    this.placed = Array.from({ length: map.count }, () => ({ turn: new Quaternion(), at: new Vector3() }));
    this.matrices = this.placed.map(() => new Matrix4());
  }

  /** Take the parts' places; `isGrounded` lets head and hands make room for the floor. */
  update(parts: readonly Placed[], isGrounded: boolean): void {
    parts.forEach((part, index) => copyPlaced(part, this.placed[index] as Placed));
    this.placeHead(isGrounded);
    this.placeHand(0, isGrounded);
    this.placeHand(1, isGrounded);
    for (const { parent, child, frame, pivot } of this.map.halves) {
      const [a, b, half] = [this.placed[parent], this.placed[child], this.placed[frame]] as [Placed, Placed, Placed];
      half.turn.copy(a.turn).slerp(b.turn, 0.5);
      pointOn(b, ...pivot, half.at).sub(arm.set(...pivot).applyQuaternion(half.turn));
    }
    this.placed.forEach((placed, index) => matrixOf(placed, this.matrices[index]));
  }

  private placeHead(isGrounded: boolean): void {
    const thorax = this.placed[this.map.thorax] as Placed;
    const head = this.placed[this.map.head] as Placed;
    turnAbout(thorax, NECK, nod.identity(), head);
    if (!isGrounded) return;
    // a lying head rests on the floor, whichever way round the chest lies
    for (let step = 1; step <= 10 && lowest(head, HEAD_POINTS) < 0; step += 1) {
      let best = lowest(head, HEAD_POINTS);
      const kept = { turn: head.turn.clone(), at: head.at.clone() };
      for (const axis of [SIDEWAYS, FORWARD]) {
        for (const sign of [1, -1]) {
          nod.setFromAxisAngle(axis, sign * step * 0.07);
          turnAbout(thorax, NECK, nod, head);
          const low = lowest(head, HEAD_POINTS);
          if (low > best) {
            best = low;
            copyPlaced(head, kept);
          }
        }
      }
      copyPlaced(kept, head);
    }
  }

  /** A hand near the floor lies flat on it; elsewhere it goes on from the forearm, a little relaxed. */
  private placeHand(index: 0 | 1, isGrounded: boolean): void {
    const forearm = this.placed[this.map.forearms[index]] as Placed;
    const hand = this.placed[this.map.hands[index]] as Placed;
    const side = index === 0 ? 1 : -1;
    const wrist: readonly [number, number, number] = [WRIST[0], WRIST[1], WRIST[2] * side];
    turnAbout(forearm, wrist, nod.setFromAxisAngle(SIDEWAYS, 0.12), hand);
    if (!isGrounded) return;
    const height = pointOn(forearm, 0, -0.33, 0.03 * side, spot).y;
    const share = 1 - Math.min(1, Math.max(0, (height - 0.03) / 0.07));
    if (share <= 0) return;
    const flat = flatHand(forearm, side);
    hand.turn.slerp(flat, share);
    const at = pointOn(forearm, wrist[0], wrist[1] - 0.035 * share, wrist[2], spot);
    at.y = Math.max(at.y, HAND_HEIGHT);
    hand.at.copy(at).sub(arm.set(...wrist).applyQuaternion(hand.turn));
  }
}

/** Palm down, fingers where the forearm and its front point along the floor. */
function flatHand(forearm: Placed, side: number): Quaternion {
  const fingers = arm.set(0.5, -1, 0).applyQuaternion(forearm.turn).setY(0);
  if (fingers.lengthSq() < 1e-6) fingers.set(1, 0, 0);
  fingers.normalize();
  // in the hand's frame the fingers point to -y and the palm faces the body's middle (-z on the right)
  const y = fingers.clone().negate();
  const z = new Vector3(0, side, 0);
  const x = new Vector3().crossVectors(y, z);
  return new Quaternion().setFromRotationMatrix(basis.makeBasis(x, y, z));
}

const SIDEWAYS = new Vector3(0, 0, 1);
const FORWARD = new Vector3(1, 0, 0);
const nod = new Quaternion();
const arm = new Vector3();
const spot = new Vector3();
const basis = new Matrix4();

/** `into` is `from`, turned by `turn` about a point of its own. */
function turnAbout(from: Placed, point: readonly [number, number, number], turn: Quaternion, into: Placed): void {
  pointOn(from, ...point, into.at);
  into.turn.copy(from.turn).multiply(turn);
  into.at.sub(arm.set(...point).applyQuaternion(into.turn));
}

function copyPlaced(from: Placed, into: Placed): void {
  into.turn.copy(from.turn);
  into.at.copy(from.at);
}

function lowest(placed: Placed, points: readonly (readonly [number, number, number])[]): number {
  return Math.min(...points.map((point) => pointOn(placed, ...point, spot).y));
}
