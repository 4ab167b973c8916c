/** Decides what to say and when to beep, from where the player is. Pure apart from the voice it is given. */
import { currentStep, isFinished, lengthOf, remaining, repetition, timelineSeconds, type Player } from "./player";
import type { Voice } from "./voice";

/** Words more than this late are dropped: after a sleep, only what fits the moment is said. */
const STALE_S = 2;
const SHORTEST_COUNTDOWN_MS = 6000;

export class Coach {
  private step = -1;
  private began = NaN;
  private spoken = 0;
  private lastBeep = 0;
  private lastRepetition = 0;

  constructor(private readonly voice: Voice) {}

  /** Call often; speaks each thing once. */
  follow(player: Player, now: number): void {
    if (player.paused !== null) return;
    if (player.position !== this.step || Math.abs(player.began - this.began) > 1500) this.enter(player);
    this.speakDue(timelineSeconds(player, now), player);
    if (isFinished(player)) return;
    this.countRepetition(player, now);
    this.countDown(player, now);
  }

  /** Forget where we were, so that the step is announced again. */
  startOver(): void {
    this.step = -1;
  }

  private enter(player: Player): void {
    const first = this.step < 0;
    this.step = player.position;
    this.began = player.began;
    this.spoken = 0;
    this.lastBeep = 0;
    this.lastRepetition = 0;
    this.voice.hush();
    const { kind } = currentStep(player);
    if (kind === "work" || kind === "hold") this.voice.beep("start");
    else if (!first) this.voice.beep("end");
    this.voice.buzz();
  }

  private speakDue(at_s: number, player: Player): void {
    const { speech } = currentStep(player);
    for (; this.spoken < speech.length; this.spoken += 1) {
      const next = speech[this.spoken];
      if (!next || next.at_s > at_s) return;
      if (at_s - next.at_s <= STALE_S) this.voice.say(next.text);
    }
  }

  private countRepetition(player: Player, now: number): void {
    const count = repetition(player, now);
    if (count === this.lastRepetition || count === 0) return;
    this.lastRepetition = count;
    if (count > 1 && currentStep(player).tempo_s >= 2) this.voice.say(String(count));
  }

  private countDown(player: Player, now: number): void {
    if (player.pace === "own" || lengthOf(player) < SHORTEST_COUNTDOWN_MS) return;
    const left = Math.ceil(remaining(player, now) / 1000);
    if (left < 1 || left > 3 || left === this.lastBeep) return;
    this.lastBeep = left;
    this.voice.beep("count");
  }
}
