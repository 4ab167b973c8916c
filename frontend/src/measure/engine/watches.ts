/** When a hold or a stance has ended, while it runs. Figures come from `evaluate`. */
import type { Sample, TiltFollower } from "./follower";
import { STANCE_JOLT_S, STANCE_MIN_STANCE_S, STANCE_QUIET_M_S2, STANCE_QUIET_OVER_REST, STANCE_SETTLED_AFTER_S, TIMED_DROP_DEG, TIMED_DROP_FOR_S, TIMED_MIN_BRIDGE_DEG } from "./limits";
import { LowPass } from "./lowpass";
import { median } from "./statistics";
import { angleBetweenDeg, type Vector } from "./vectors";

/** A hold: lifted 8 degrees away from the zero and still, held, and over once 10 degrees off for half a second. */
export class HoldWatch {
  #startedAt: number | null = null;
  #reference: Vector | null = null;
  #offSince: number | null = null;
  #endedAt: number | null = null;
  static readonly #STILL_S = 0.5;

  feed(follower: TiltFollower): void {
    const { at, direction } = follower;
    if (!direction || this.#endedAt !== null) return;
    if (!this.#reference || this.#startedAt === null) {
      if (!follower.hasZero || follower.angleDeg < TIMED_MIN_BRIDGE_DEG || follower.stillS < HoldWatch.#STILL_S) return;
      this.#startedAt = at - 1000 * follower.stillS;
      this.#reference = direction;
      return;
    }
    if (angleBetweenDeg(direction, this.#reference) <= TIMED_DROP_DEG) this.#offSince = null;
    else this.#offSince ??= at;
    if (this.#offSince !== null && at - this.#offSince >= 1000 * TIMED_DROP_FOR_S) this.#endedAt = this.#offSince;
  }

  get hasStarted(): boolean {
    return this.#startedAt !== null;
  }

  get hasEnded(): boolean {
    return this.#endedAt !== null;
  }

  /** Seconds held by the moment `at` (milliseconds), or in all once it ended. */
  heldS(at: number): number {
    return this.#startedAt === null ? 0 : Math.max(0, ((this.#endedAt ?? at) - this.#startedAt) / 1000);
  }
}

/** A second-order low-pass at 0.7 Hz, as time constant. */
const SLOW_S = Math.SQRT2 / (2 * Math.PI * 0.7);

/** A stance: quiet on two feet, the jolt of the lift, quiet on one leg, the jolt of the landing. */
export class StanceWatch {
  readonly #slow = new LowPass(3, SLOW_S, 1 / 60);
  #power: { at: number; value: number }[] = [];
  #resting: number[] = [];
  #startAt: number | null = null;
  #liftedAt: number | null = null;
  #loudAt: number | null = null;
  #landedAt: number | null = null;

  /** `isLifting`: the voice has asked for the foot to be lifted; until then the person rests on two feet. */
  feed({ at, acceleration }: Sample, isLifting: boolean): void {
    if (this.#landedAt !== null) return;
    this.#startAt ??= at;
    const jolt = this.#joltOf(at, acceleration);
    if (!isLifting) {
      if (at - this.#startAt >= 1000 * STANCE_SETTLED_AFTER_S) this.#resting.push(jolt);
      return;
    }
    const usual = this.#resting.length ? median(this.#resting) : 0;
    if (jolt > Math.max(STANCE_QUIET_M_S2, STANCE_QUIET_OVER_REST * usual)) this.#hear(at);
  }

  get hasLifted(): boolean {
    return this.#liftedAt !== null;
  }

  get hasLanded(): boolean {
    return this.#landedAt !== null;
  }

  /** Seconds on one leg by the moment `at` (milliseconds), or in all once the foot came down. */
  heldS(at: number): number {
    return this.#liftedAt === null ? 0 : Math.max(0, ((this.#landedAt ?? at) - this.#liftedAt) / 1000);
  }

  /** A loud moment: part of the lift while nothing was quiet for long, else the landing. */
  #hear(at: number): void {
    const quietS = this.#loudAt === null ? 0 : (at - this.#loudAt) / 1000;
    if (this.#liftedAt !== null && quietS >= STANCE_MIN_STANCE_S) this.#landedAt = at;
    else this.#liftedAt = at;
    this.#loudAt = at;
  }

  #joltOf(at: number, acceleration: Vector): number {
    const slow = this.#slow.next(acceleration);
    const value = acceleration.reduce((total, part, k) => total + (part - slow[k]!) ** 2, 0);
    this.#power.push({ at, value });
    while (at - this.#power[0]!.at > 1000 * STANCE_JOLT_S) this.#power.shift();
    return Math.sqrt(this.#power.reduce((total, one) => total + one.value, 0) / this.#power.length);
  }
}
