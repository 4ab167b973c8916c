/** What the dial shows while a test runs, and when a hold or a stance has ended. The figures come from the engine. */
import type { Sample } from "./sensor";

type Vector = readonly [number, number, number];

const SETTLE_S = 0.25;
const LIFT_DEG = 8;
const LIFT_FOR_S = 0.5;
const REFERENCE_S = 1;
const DROP_DEG = 10;
const DROP_FOR_S = 0.7;
const LOUD_M_S2 = 0.6;
const LOUD_OVER_REST = 4;
const JOLT_S = 0.2;
const ON_LEG_S = 2;

/** Which way is up in the phone, smoothed a little. With the iOS sign it points down, which no angle minds. */
export class Tilt {
  private up: Vector | null = null;
  private zero: Vector | null = null;
  private last = 0;

  feed(sample: Sample): void {
    const step = (sample.at - this.last) / 1000;
    this.last = sample.at;
    const share = this.up ? 1 - Math.exp(-Math.max(0, step) / SETTLE_S) : 1;
    const before = this.up ?? sample.acceleration;
    this.up = unit(mix(before, sample.acceleration, share));
  }

  setZero(): void {
    this.zero = this.up;
  }

  get hasZero(): boolean {
    return this.zero !== null;
  }

  get direction(): Vector | null {
    return this.up;
  }

  /** Degrees away from the zero. */
  get angleDeg(): number {
    return this.up && this.zero ? between(this.up, this.zero) : 0;
  }

  /** Degrees of the top edge above the horizontal, the screen taken to face up (so the sign does not matter). */
  get topEdgeDeg(): number {
    if (!this.up) return 0;
    const turned = this.up[2] < 0 ? -1 : 1;
    return (Math.asin(Math.max(-1, Math.min(1, turned * this.up[1]))) * 180) / Math.PI;
  }
}

/** Follows a hold: lifted, held, dropped. */
export class HoldWatch {
  private liftedAt: number | null = null;
  private reference: Vector | null = null;
  private droppedAt: number | null = null;

  constructor(private readonly tilt: Tilt) {}

  feed(at: number): void {
    if (this.reference === null) this.waitForLift(at);
    else this.waitForDrop(at, this.reference);
  }

  /** Seconds held so far; 0 before the lift. */
  heldS(at: number): number {
    return this.liftedAt === null ? 0 : Math.max(0, (at - this.liftedAt) / 1000);
  }

  hasDropped(at: number): boolean {
    return this.droppedAt !== null && at - this.droppedAt >= DROP_FOR_S * 1000;
  }

  private waitForLift(at: number): void {
    if (!this.tilt.hasZero || this.tilt.angleDeg < LIFT_DEG) this.liftedAt = null;
    else this.liftedAt ??= at;
    const up = this.liftedAt === null ? 0 : (at - this.liftedAt) / 1000;
    if (up >= LIFT_FOR_S + REFERENCE_S) this.reference = this.tilt.direction;
  }

  private waitForDrop(at: number, reference: Vector): void {
    const now = this.tilt.direction;
    if (now && between(now, reference) > DROP_DEG) this.droppedAt ??= at;
    else this.droppedAt = null;
  }
}

/** Follows a stance: a jolt when the foot leaves the floor, quiet, a jolt when it lands. */
export class LandingWatch {
  private mean = 9.8;
  private power = 0;
  private rest = 0;
  private last = 0;
  private liftedAt: number | null = null;
  private quietSince: number | null = null;
  private landed = false;

  /** `lifting`: whether the voice has asked for the foot to be lifted. */
  feed(sample: Sample, lifting: boolean): void {
    const step = Math.min(0.1, Math.max(0, (sample.at - this.last) / 1000));
    this.last = sample.at;
    const size = Math.hypot(...sample.acceleration);
    this.mean += (size - this.mean) * Math.min(1, step / 1.0);
    this.power += ((size - this.mean) ** 2 - this.power) * Math.min(1, step / JOLT_S);
    const jolt = Math.sqrt(this.power);
    if (!lifting) {
      this.rest = jolt;
      return;
    }
    this.judge(sample.at, jolt > Math.max(LOUD_M_S2, LOUD_OVER_REST * this.rest));
  }

  /** Seconds on one leg so far. */
  heldS(at: number): number {
    return this.liftedAt === null ? 0 : Math.max(0, (at - this.liftedAt) / 1000);
  }

  get hasLanded(): boolean {
    return this.landed;
  }

  private judge(at: number, loud: boolean): void {
    if (!loud) {
      this.quietSince ??= at;
      return;
    }
    const quiet = this.quietSince === null ? 0 : (at - this.quietSince) / 1000;
    if (this.liftedAt !== null && quiet >= ON_LEG_S) this.landed = true;
    if (!this.landed) this.liftedAt = at;
    this.quietSince = null;
  }
}

function mix(a: Vector, b: Vector, share: number): Vector {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

function unit(v: Vector): Vector {
  const length = Math.max(1e-9, Math.hypot(...v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

function between(a: Vector, b: Vector): number {
  const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return (Math.acos(Math.max(-1, Math.min(1, dot))) * 180) / Math.PI;
}
