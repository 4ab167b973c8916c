/**
 * Small liberties of the drawing, none of which the model's loads depend on: arms that hang clear of the hips
 * or lie on the floor, and ankles that give way to it.
 */
import { Vector3 } from "three";
import type { BodyExport, Posture } from "./export";
import { heightOf, touches, type Touch } from "./ground";
import { pointOn, type Kinematics, type Placed } from "./kinematics";

const CLEAR_OF_HIPS_DEG = 9;
const REST_M = 0.035;
/** Higher than this, a straight arm of someone lying holds something. */
const NEAR_FLOOR_M = 0.1;
const SINKS_M = -0.012;
const COARSE_DEG = 6;
const FINE_DEG = 0.5;
const ANKLE_DEG = [-78, 50] as const;

interface Side {
  shoulder: number;
  abduction: number;
  elbow: number;
  ankle: number;
  humerus: number;
  forearm: number;
  foot: readonly Touch[];
}

export class Polish {
  private readonly sides: readonly Side[];
  private readonly places: Placed[];

  constructor(body: BodyExport, private readonly kinematics: Kinematics) {
    this.places = kinematics.newPlaces();
    const limb = (name: string): number => body.limbs.indexOf(name);
    const part = (name: string): number => body.bodies.findIndex((other) => other.name === name);
    this.sides = ["r", "l"].map((side) => ({
      shoulder: limb(`shoulder-flexion-${side}`), abduction: limb(`shoulder-abduction-${side}`), elbow: limb(`elbow-flexion-${side}`),
      ankle: limb(`ankle-dorsiflexion-${side}`), humerus: part(`humerus-${side}`), forearm: part(`forearm-${side}`),
      foot: touches(body).filter(({ name }) => new RegExp(`^(toe|heel|first-metatarsal)-${side}$`).test(name)),
    }));
  }

  /** The posture as it is drawn, with the figure lifted by `lift`. */
  polish(posture: Posture, lift: number): Posture {
    const q = [...posture.q];
    const out = { ...posture, q };
    for (const side of this.sides) {
      if (Math.abs(q[side.abduction] ?? 0) < CLEAR_OF_HIPS_DEG && Math.abs(q[side.shoulder] ?? 0) < 35) q[side.abduction] = CLEAR_OF_HIPS_DEG;
      this.lower(out, q, side, lift);
      this.bendAnkle(out, q, side, lift);
    }
    return out;
  }

  /** An arm at the side of someone lying rests on the floor; one that goes through it comes up. */
  private lower(posture: Posture, q: number[], side: Side, lift: number): void {
    this.kinematics.place(posture, this.places);
    const shoulder = (this.places[side.humerus] as Placed).at.y + lift;
    const height = this.handHeight(lift, side);
    const isIdle = Math.abs(q[side.shoulder] ?? 0) < 30 && (q[side.elbow] ?? 0) < 30 && height < NEAR_FLOOR_M;
    const isLying = shoulder < 0.3 && Math.abs(upright.set(0, 1, 0).applyQuaternion((this.places[0] as Placed).turn).y) < 0.72;
    if (height > SINKS_M && !(isIdle && isLying)) return;
    if (isIdle && isLying) q[side.abduction] = Math.max(q[side.abduction] ?? 0, 16);
    const isResting = isIdle && isLying;
    const start = q[side.shoulder] ?? 0;
    q[side.shoulder] = this.cheapest(posture, q, side.shoulder, [start - 100, start + 100], start, () => {
      const low = this.handHeight(lift, side);
      return isResting ? Math.abs(low - REST_M) * 400 : Math.max(0, REST_M - low) * 900;
    });
  }

  /** The angle that costs least: looked for coarsely, then finely, so that it moves smoothly in time. */
  private cheapest(
    posture: Posture, q: number[], index: number, [from, to]: readonly [number, number], start: number, missOf: () => number,
  ): number {
    const cost = (deg: number): number => {
      q[index] = deg;
      this.kinematics.place(posture, this.places);
      return missOf() + Math.abs(deg - start) * 0.1;
    };
    let best = start;
    let least = cost(start);
    const search = (low: number, high: number, step: number): void => {
      for (let deg = low; deg <= high; deg += step) {
        const value = cost(deg);
        if (value < least) [least, best] = [value, deg];
      }
    };
    search(from, to, COARSE_DEG);
    search(best - COARSE_DEG, best + COARSE_DEG, FINE_DEG);
    return best;
  }

  private handHeight(lift: number, side: Side): number {
    const forearm = this.places[side.forearm] as Placed;
    return Math.min(pointOn(forearm, 0, -0.3, 0, spot).y, forearm.at.y) + lift;
  }

  private bendAnkle(posture: Posture, q: number[], side: Side, lift: number): void {
    this.kinematics.place(posture, this.places);
    if (this.footHeight(side, lift) > SINKS_M) return;
    const start = q[side.ankle] ?? 0;
    q[side.ankle] = this.cheapest(posture, q, side.ankle, ANKLE_DEG, start, () => Math.max(0, -this.footHeight(side, lift)) * 600);
  }

  private footHeight(side: Side, lift: number): number {
    return Math.min(...side.foot.map((touch) => heightOf(touch, this.places))) + lift;
  }
}

const spot = new Vector3();
const upright = new Vector3();
