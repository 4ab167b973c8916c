/**
 * The tilt of the phone while a test runs, sample by sample: for dials and spoken cues. The figures that count come from
 * `evaluate`; this follows them within about a degree, at a few microseconds a sample.
 */
import { InclinationFilter } from "./inclination";
import { CLOCK_MAX_GAP_S, TILT_STILL_DEG_S } from "./limits";
import { median } from "./statistics";
import { angleBetweenDeg, length, toDegrees, unit, type Vector } from "./vectors";

/** One moment as the sensor gave it. */
export interface Sample {
  /** Milliseconds on the clock of the page, rising. */
  readonly at: number;
  /** m/s², gravity included. Either sign will do: no angle minds. */
  readonly acceleration: Vector;
  /** rad/s; null where the phone has no gyroscope. */
  readonly rotation: Vector | null;
}

const LEARNT_FROM = 12;
const USUAL_STEP_S = 1 / 60;
const SPEED_OVER_S = 0.2;
/** Without a gyroscope slow acceleration is taken for gravity. */
const SETTLE_S = 0.25;

interface Moment {
  readonly at: number;
  readonly up: Vector;
}

export class TiltFollower {
  #filter: InclinationFilter | null = null;
  #waiting: Sample[] = [];
  #recent: Moment[] = [];
  #up: Vector | null = null;
  #zero: Vector | null = null;
  #last: Sample | null = null;
  #stillSince: number | null = null;

  /** Take one sample in. Samples that are not numbers, or do not come later than the last, are passed over. */
  feed(sample: Sample): void {
    if (!isUsable(sample) || (this.#last && sample.at <= this.#last.at)) return;
    const elapsedS = this.#last ? (sample.at - this.#last.at) / 1000 : USUAL_STEP_S;
    if (elapsedS > CLOCK_MAX_GAP_S) this.#startAgain();
    this.#last = sample;
    this.#up = sample.rotation ? this.#turn(sample, sample.rotation, elapsedS) : this.#lean(sample, elapsedS);
    this.#recent.push({ at: sample.at, up: this.#up });
    while (this.#recent.length > 2 && sample.at - this.#recent[1]!.at >= SPEED_OVER_S * 1000) this.#recent.shift();
    this.#stillSince = this.speedDegS < TILT_STILL_DEG_S ? (this.#stillSince ?? sample.at) : null;
  }

  /** Take the direction of this moment as zero. */
  setZero(): void {
    this.#zero = this.#up;
  }

  get hasZero(): boolean {
    return this.#zero !== null;
  }

  /** The unit vector that points up, in phone axes; null before the first sample. */
  get direction(): Vector | null {
    return this.#up;
  }

  /** Milliseconds of the last sample taken in. */
  get at(): number {
    return this.#last?.at ?? 0;
  }

  /** Degrees away from the zero; 0 before there is one. */
  get angleDeg(): number {
    return this.#up && this.#zero ? angleBetweenDeg(this.#zero, this.#up) : 0;
  }

  /** Degrees of the top edge above the horizontal, the screen taken to face up, so that the sign does not matter. */
  get topEdgeDeg(): number {
    if (!this.#up) return 0;
    const top = this.#up[2] < 0 ? -this.#up[1] : this.#up[1];
    return toDegrees(Math.asin(Math.min(Math.max(top, -1), 1)));
  }

  /** How fast the phone turned over the last fifth of a second. */
  get speedDegS(): number {
    const [first] = this.#recent;
    const last = this.#recent.at(-1);
    if (!first || !last || first === last) return 0;
    return (angleBetweenDeg(first.up, last.up) * 1000) / (last.at - first.at);
  }

  /** For how long the phone has been still, seconds. */
  get stillS(): number {
    return this.#stillSince === null ? 0 : (this.at - this.#stillSince) / 1000;
  }

  /** After a gap nobody knows how far the phone turned; the zero stays. */
  #startAgain(): void {
    this.#filter = null;
    this.#waiting = [];
    this.#recent = [];
    this.#up = null;
    this.#stillSince = null;
  }

  #turn(sample: Sample, rotation: Vector, elapsedS: number): Vector {
    if (this.#filter) {
      this.#filter.next(rotation, sample.acceleration, elapsedS);
      return this.#filter.up;
    }
    this.#waiting.push(sample);
    if (this.#waiting.length < LEARNT_FROM) return this.#lean(sample, elapsedS);
    return this.#learn();
  }

  /** The first samples tell how often the phone writes; then the filter starts with them. */
  #learn(): Vector {
    const steps = this.#waiting.slice(1).map((sample, i) => (sample.at - this.#waiting[i]!.at) / 1000);
    const filter = new InclinationFilter(median(steps));
    this.#waiting.forEach(({ rotation, acceleration }, i) => {
      if (rotation) filter.next(rotation, acceleration, steps[i - 1]);
    });
    this.#filter = filter;
    this.#waiting = [];
    return filter.up;
  }

  #lean({ acceleration }: Sample, elapsedS: number): Vector {
    const before = this.#up ?? unit(acceleration);
    const share = 1 - Math.exp(-elapsedS / SETTLE_S);
    const now = unit(acceleration);
    return unit([before[0] + share * (now[0] - before[0]), before[1] + share * (now[1] - before[1]), before[2] + share * (now[2] - before[2])]);
  }
}

function isUsable({ at, acceleration, rotation }: Sample): boolean {
  return Number.isFinite(at) && [...acceleration, ...(rotation ?? [])].every(Number.isFinite) && length(acceleration) > 1e-6;
}
