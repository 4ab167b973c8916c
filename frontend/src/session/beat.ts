/** Where the session is within one repetition or hold, for the figure that moves along with it. */
import { currentStep, elapsed, lengthOf, type Player } from "./player";
import type { Side } from "./timeline";

export interface Beat {
  /** 0 to 1 of the movement. */
  progress: number;
  /** Share of the movement per second; 0 while it stands still. */
  rate: number;
}

/** With the side that works, for the figure to do the same. */
export interface SidedBeat extends Beat {
  side: Side;
}

/** Half-way through a movement it is at its fullest; a held position stays near there. */
const HELD = 0.5;
const INTO_HOLD_S = 3;

export function beatOf(player: Player, now: number): Beat {
  const step = currentStep(player);
  const seconds = elapsed(player, now) / 1000;
  const isRunning = player.paused === null;
  if (step.kind === "work" && step.tempo_s > 0 && player.pace !== "own") {
    const tempo = step.tempo_s * player.pace;
    return { progress: (seconds % tempo) / tempo, rate: isRunning ? 1 / tempo : 0 };
  }
  if (step.kind === "hold") return holdBeat(seconds, lengthOf(player) / 1000, isRunning);
  return { progress: 0, rate: 0 };
}

/** In gently, hold, and out again at the end. */
function holdBeat(seconds: number, length: number, isRunning: boolean): Beat {
  const ease = Math.min(INTO_HOLD_S, length / 3);
  const left = length - seconds;
  const rate = isRunning ? HELD / ease : 0;
  if (seconds < ease) return { progress: (seconds / ease) * HELD, rate };
  if (left < ease) return { progress: Math.min(1, 1 - (Math.max(0, left) / ease) * HELD), rate };
  return { progress: HELD, rate: 0 };
}

export function announceBeat(player: Player, now: number): void {
  document.dispatchEvent(new CustomEvent<SidedBeat>("session:beat", { detail: { ...beatOf(player, now), side: currentStep(player).side } }));
}
