/** The course of a whole test: which side, which try, whether one more decides, and what came out. Pure. */
import { isRefused, type Outcome, type Placement, type Results, type StanceTrial } from "./engine";
import { figuresOf, trialsAgree, wantsThird, type Figures } from "./figures";
import type { Protocol, Side } from "./protocol";
import type { PlainRecording } from "./recorder";

const MOST_TRIES = 3;

/** Computes an outcome from the recordings of one side, in the order they were made. */
export type Evaluate = (recordings: readonly PlainRecording[], side: Side) => Outcome;

export interface Task {
  side: Side;
  /** 1, 2 or 3. */
  number: number;
  placement: Placement;
  /** 0, or for a bend 1 once the phone has moved up. */
  part: number;
}

export interface SideResult {
  figures: Figures;
  verdict: "good" | "fair";
  concerns: string[];
  agree: boolean;
  recordings: PlainRecording[];
}

export type Step =
  | { kind: "unclear"; message: string }
  | { kind: "go-on"; why: "once-more" | "differ" | "other-side" | "second-part"; figures: Figures; task: Task }
  | { kind: "finished"; figures: Figures };

export class Course {
  readonly results = new Map<Side, SideResult>();
  private readonly sides: Side[];
  private recordings: PlainRecording[] = [];
  private singles: Outcome[] = [];
  private place = 0;

  constructor(
    private readonly protocol: Protocol,
    private readonly evaluate: Evaluate,
    sides: Side[] = protocol.sides ? ["left", "right"] : [""],
  ) {
    this.sides = sides;
  }

  get task(): Task {
    const part = this.protocol.second_placement ? this.recordings.length : 0;
    return {
      side: this.sides[this.place] ?? "",
      number: this.protocol.second_placement ? 1 : this.recordings.length + 1,
      placement: part === 1 && this.protocol.second_placement ? this.protocol.second_placement : this.protocol.placement,
      part,
    };
  }

  /** Whether anything has come out that could be looked at. */
  get hasResult(): boolean {
    return this.results.size > 0;
  }

  /** Take the recording of the task. An unclear one is left out, and the same task comes again. */
  take(recording: PlainRecording): Step {
    if (this.protocol.second_placement && this.recordings.length === 0) {
      this.recordings.push(recording);
      return { kind: "go-on", why: "second-part", figures: {}, task: this.task };
    }
    const single = this.evaluate(this.protocol.second_placement ? [...this.recordings, recording] : [recording], this.task.side);
    if (isRefused(single)) {
      if (this.protocol.second_placement) this.recordings = [];
      return { kind: "unclear", message: single.refused.message };
    }
    this.recordings.push(recording);
    this.singles.push(single);
    const figures = figuresOf(this.protocol.test, single);
    const again = this.oneMore();
    if (again) return { kind: "go-on", why: again, figures, task: this.task };
    this.close();
    if (this.place < this.sides.length) return { kind: "go-on", why: "other-side", figures, task: this.task };
    return { kind: "finished", figures };
  }

  private oneMore(): "once-more" | "differ" | null {
    const done = this.singles.length;
    if (this.reachedTop()) return null;
    if (done < this.protocol.tries) return "once-more";
    if (this.protocol.tries === 1 || done >= MOST_TRIES) return null;
    return this.differ() ? "differ" : null;
  }

  private differ(): boolean {
    if (this.protocol.agree_s === null) return wantsThird(this.whole());
    const times = this.singles.map((single) => (single as StanceTrial).time_s.value);
    return Math.max(...times) - Math.min(...times) > this.protocol.agree_s;
  }

  private reachedTop(): boolean {
    return this.singles.some((single) => "reached_ceiling" in single && single.reached_ceiling);
  }

  /** The outcome of all tries of this side: the best, or for angles the engine's own middle. */
  private whole(): Outcome {
    if (!this.protocol.best) return this.singles.length === 1 ? (this.singles[0] as Outcome) : this.evaluate(this.recordings, this.task.side);
    const times = this.singles.map((single) => (single as StanceTrial).time_s.value);
    return this.singles[times.indexOf(Math.max(...times))] as Outcome;
  }

  private close(): void {
    const whole = this.whole();
    const used = isRefused(whole) ? (this.singles.at(-1) as Outcome) : whole;
    const { quality } = used as Results[keyof Results];
    this.results.set(this.sides[this.place] ?? "", {
      figures: figuresOf(this.protocol.test, used),
      verdict: quality.verdict,
      concerns: quality.concerns,
      agree: trialsAgree(used),
      recordings: this.recordings,
    });
    this.place += 1;
    this.recordings = [];
    this.singles = [];
  }
}
