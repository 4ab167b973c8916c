/** Runs one try: time to place the phone, 3-2-1, the script of the voice, and the end that comes by itself. */
import type { Awake } from "../session/awake";
import type { Voice } from "../session/voice";
import { HoldWatch, StanceWatch, TiltFollower } from "./engine";
import { say, type Protocol } from "./protocol";
import { Recorder, type About, type PlainRecording } from "./recorder";
import { listen, type Sample } from "./sensor";

export type Trouble = "no-sensor" | "silent" | "hidden" | "stopped" | "hurts";
export type Ended = { recording: PlainRecording } | { trouble: Trouble };

export interface Face {
  cue: string;
  number: string;
  unit: string;
  /** 0 to 1 of the ring. */
  ring: number;
  /** The phone is in place and the recording runs. */
  running: boolean;
}

const TICK_MS = 100;
const COUNT_FROM = 3;
const SILENT_MS = 1500;
/** A computer answers the first question for the sensor with silence. */
const NO_SENSOR_MS = 2500;
const ZERO_AT_S = 2;
const TAIL_S = { drop: 1.5, landing: 2.5 } as const;
const WIDEST_DEG = 90;

export class Runner {
  private readonly tilt = new TiltFollower();
  private readonly hold = new HoldWatch();
  private readonly stance = new StanceWatch();
  private readonly recorder: Recorder;
  private readonly begunAt = performance.now();
  private placeUntil: number;
  private startedAt: number | null = null;
  private endsAt: number | null = null;
  private lastSample = 0;
  private cue = "";
  private counted = COUNT_FROM + 1;
  private finish: (ended: Ended) => void = () => undefined;
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly protocol: Protocol,
    about: About,
    private readonly voice: Voice,
    private readonly awake: Awake,
    private readonly show: (face: Face) => void,
  ) {
    this.recorder = new Recorder(about);
    this.placeUntil = this.begunAt + protocol.prepare_s * 1000;
  }

  /** Resolves when the try has ended, one way or another; never rejects. */
  run(): Promise<Ended> {
    return new Promise((resolve) => {
      this.finish = (ended) => {
        this.cleanUp();
        resolve(ended);
      };
      const onHidden = (): void => {
        if (document.visibilityState === "hidden") this.finish({ trouble: "hidden" });
      };
      document.addEventListener("visibilitychange", onHidden);
      const timer = setInterval(() => this.tick(performance.now()), TICK_MS);
      const deaf = listen((sample) => this.take(sample));
      this.undo.push(() => document.removeEventListener("visibilitychange", onHidden), () => clearInterval(timer), deaf);
      this.awake.keep(true);
      this.tell(say(this.protocol, "place_phone"));
      this.tick(this.begunAt);
    });
  }

  /** The phone is in place before the time for it is over. */
  hurry(): void {
    if (this.startedAt === null) this.placeUntil = Math.min(this.placeUntil, performance.now() + COUNT_FROM * 1000);
  }

  stop(trouble: "stopped" | "hurts"): void {
    this.finish({ trouble });
  }

  private cleanUp(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.voice.hush();
    this.awake.keep(false);
    this.finish = () => undefined;
  }

  private take(sample: Sample): void {
    this.lastSample = performance.now();
    this.tilt.feed(sample);
    if (this.startedAt === null) return;
    this.recorder.add(sample);
    const seconds = (sample.at - this.startedAt) / 1000;
    if (!this.tilt.hasZero && seconds >= ZERO_AT_S) this.tilt.setZero();
    if (this.protocol.ends === "drop") this.hold.feed(this.tilt);
    if (this.protocol.ends === "landing") this.stance.feed(sample, seconds >= (this.protocol.script[1]?.at ?? 0));
  }

  private tick(now: number): void {
    if (this.isSilent(now)) {
      this.finish({ trouble: this.lastSample === 0 ? "no-sensor" : "silent" });
      return;
    }
    if (this.startedAt === null) this.tickBefore(now);
    else this.tickDuring(now, this.startedAt);
  }

  private isSilent(now: number): boolean {
    return this.lastSample === 0 ? now - this.begunAt > NO_SENSOR_MS : now - this.lastSample > SILENT_MS;
  }

  private tickBefore(now: number): void {
    const left = Math.max(0, (this.placeUntil - now) / 1000);
    const whole = Math.ceil(left);
    if (whole <= COUNT_FROM && whole < this.counted && whole > 0) {
      this.counted = whole;
      this.voice.beep("count");
    }
    if (left <= 0) {
      this.startedAt = now;
      this.voice.beep("start");
      this.voice.buzz();
      this.tickDuring(now, now);
      return;
    }
    const share = left / this.protocol.prepare_s;
    this.show({ cue: this.cue, number: String(whole), unit: say(this.protocol, "seconds"), ring: Math.min(1, share), running: false });
  }

  private tickDuring(now: number, startedAt: number): void {
    const seconds = (now - startedAt) / 1000;
    const due = this.protocol.script.filter((cue) => cue.at <= seconds).at(-1);
    if (due && due.say !== this.cue) this.tell(due.say);
    this.watchEnd(now);
    if (seconds >= Math.min(this.protocol.length_s, this.endsAt === null ? Infinity : (this.endsAt - startedAt) / 1000)) {
      this.voice.beep("end");
      this.voice.buzz();
      this.finish({ recording: this.recorder.plain() });
      return;
    }
    this.show(this.face(now, seconds));
  }

  private watchEnd(now: number): void {
    if (this.endsAt !== null) return;
    const { ends } = this.protocol;
    const over = ends === "drop" ? this.hold.hasEnded : ends === "landing" && this.stance.hasLanded;
    if (over && ends !== "clock") {
      this.endsAt = now + TAIL_S[ends] * 1000;
      this.voice.beep("end");
    }
  }

  private face(now: number, seconds: number): Face {
    const { dial, ends, length_s } = this.protocol;
    if (dial === "clock" && ends === "clock") {
      const left = Math.max(0, Math.ceil(length_s - seconds));
      return this.faceOf(String(left), "seconds", 1 - seconds / length_s);
    }
    if (dial === "clock") {
      const held = ends === "drop" ? this.hold.heldS(now) : this.stance.heldS(now);
      return this.faceOf(String(Math.floor(held)), "seconds", Math.min(1, held / 60));
    }
    const degrees = dial === "level" ? this.tilt.topEdgeDeg : this.tilt.angleDeg;
    return this.faceOf(String(Math.round(degrees)), "degrees", Math.min(1, Math.abs(degrees) / WIDEST_DEG));
  }

  private faceOf(number: string, unit: string, ring: number): Face {
    return { cue: this.cue, number, unit: say(this.protocol, unit), ring: Math.max(0, ring), running: true };
  }

  private tell(words: string): void {
    this.cue = words;
    this.voice.hush();
    this.voice.say(words);
  }
}
