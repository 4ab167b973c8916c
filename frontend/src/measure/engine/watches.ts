/** What happens while a test runs: repetitions to count aloud, and the end of a hold or a stance. Figures come from `evaluate`. */
import { SignedTilt, TiltFollower, type Sample } from "./follower";
import { LowPass } from "./lowpass";
import { median } from "./statistics";
import { DROP_DEG, DROP_FOR_S, MIN_BRIDGE_DEG } from "./timed";
import { angleBetweenDeg, type Vector } from "./vectors";

const RISE_SHARE = 0.5;
const MIN_RISE_M = 0.12;
const THIGH_RISE_DEG = 40;
const LEAK_HZ = 0.15;
const LONGEST_STEP_S = 0.1;

/** Counts rises of any height: each by half of the usual one, and never by less than `least`; counted on the way up. */
export class RiseCounter {
  count = 0;
  #low: number | null = null;
  #top = -Infinity;
  #isUp = false;
  readonly #rises: number[] = [];
  readonly #least: number;

  constructor(least: number) {
    this.#least = least;
  }

  /** Take one height in; true at the moment a repetition counts. */
  feed(height: number): boolean {
    this.#low ??= height;
    if (this.#isUp) this.#watchFall(height);
    else if (height < this.#low) this.#low = height;
    if (this.#isUp || height - this.#low < this.#need) return false;
    this.#isUp = true;
    this.#top = height;
    this.count += 1;
    return true;
  }

  get #need(): number {
    return this.#rises.length ? Math.max(this.#least, RISE_SHARE * median(this.#rises)) : this.#least;
  }

  #watchFall(height: number): void {
    this.#top = Math.max(this.#top, height);
    if (this.#top - height < this.#need) return;
    this.#rises.push(this.#top - (this.#low ?? height));
    this.#isUp = false;
    this.#low = height;
    this.#top = -Infinity;
  }
}

/** Chair stands or bridges, counted as they happen. */
export class RepetitionCounter {
  readonly #counter: RiseCounter;
  readonly #rise = new RiseFollower();
  readonly #tilt: SignedTilt | null;

  /** "trunk": chair stands with the phone on the trunk; "thigh": with it on the thigh; "bridge": on the front of the pelvis. */
  constructor(kind: "trunk" | "thigh" | "bridge") {
    const least = { trunk: MIN_RISE_M, thigh: THIGH_RISE_DEG, bridge: MIN_BRIDGE_DEG }[kind];
    this.#counter = new RiseCounter(least);
    this.#tilt = kind === "trunk" ? null : new SignedTilt(least / 2);
  }

  get count(): number {
    return this.#counter.count;
  }

  /** Call after each sample the follower took in; true at the moment a repetition counts. Tilts need the zero set at rest. */
  feed(follower: TiltFollower): boolean {
    return this.#counter.feed(this.#tilt ? this.#tilt.of(follower) : this.#rise.feed(follower));
  }
}

/** Height from vertical acceleration, twice integrated; whatever is slower than a repetition leaks away. */
class RiseFollower {
  #last: number | null = null;
  #usual = new LowPass(1, 3, 1 / 60);
  #speed = 0;
  #height = 0;

  feed({ at, verticalMS2 }: TiltFollower): number {
    const stepS = Math.min(LONGEST_STEP_S, this.#last === null ? 0 : Math.max(0, (at - this.#last) / 1000));
    this.#last = at;
    const moving = verticalMS2 - this.#usual.next([verticalMS2])[0]!;
    const kept = Math.exp(-2 * Math.PI * LEAK_HZ * stepS);
    this.#speed = this.#speed * kept + moving * stepS;
    this.#height = this.#height * kept + this.#speed * stepS;
    return this.#height;
  }
}

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
      if (!follower.hasZero || follower.angleDeg < MIN_BRIDGE_DEG || follower.stillS < HoldWatch.#STILL_S) return;
      this.#startedAt = at - 1000 * follower.stillS;
      this.#reference = direction;
      return;
    }
    if (angleBetweenDeg(direction, this.#reference) <= DROP_DEG) this.#offSince = null;
    else this.#offSince ??= at;
    if (this.#offSince !== null && at - this.#offSince >= 1000 * DROP_FOR_S) this.#endedAt = this.#offSince;
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

const QUIET_M_S2 = 0.6;
const QUIET_OVER_REST = 4;
const JOLT_S = 0.2;
const REST_S = [0.3, 1.5] as const;
const MIN_STANCE_S = 2;
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

  feed({ at, acceleration }: Sample): void {
    if (this.#landedAt !== null) return;
    this.#startAt ??= at;
    const jolt = this.#joltOf(at, acceleration);
    const sinceS = (at - this.#startAt) / 1000;
    if (sinceS >= REST_S[0] && sinceS < REST_S[1]) this.#resting.push(jolt);
    if (sinceS < REST_S[1]) return;
    if (jolt > Math.max(QUIET_M_S2, QUIET_OVER_REST * median(this.#resting))) this.#hear(at);
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
    if (this.#liftedAt !== null && quietS >= MIN_STANCE_S) this.#landedAt = at;
    else this.#liftedAt = at;
    this.#loudAt = at;
  }

  #joltOf(at: number, acceleration: Vector): number {
    const slow = this.#slow.next(acceleration);
    const value = acceleration.reduce((total, part, k) => total + (part - slow[k]!) ** 2, 0);
    this.#power.push({ at, value });
    while (at - this.#power[0]!.at > 1000 * JOLT_S) this.#power.shift();
    return Math.sqrt(this.#power.reduce((total, one) => total + one.value, 0) / this.#power.length);
  }
}
