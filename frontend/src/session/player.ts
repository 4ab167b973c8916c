/**
 * Where a session stands, as plain values and pure functions.
 *
 * Time is always taken from the clock: a step knows when it began, never how many ticks it had. So a
 * tab in the background, a slow phone or a reload cannot make it drift. When nothing ran at all, `pulse.ts` says so.
 */
import { isWork, nameOf, placeIn, replaceItem, startOfNextItem, stepAt, stepsOf, type Step } from "./timeline";

/** How many times longer every step lasts; "own" waits for the person at each step. */
export type Pace = 1 | 1.5 | 2 | "own";
export type Outcome = "done" | "part" | "skipped" | "stopped";

/** A set or hold left by hand counts as done from this share on, as the server counts it. */
const DONE_SHARE = 0.8;

export interface Player {
  steps: readonly Step[];
  position: number;
  /** When the current step began, in ms, as if it had never been paused. */
  began: number;
  /** When it was paused, or null while it runs. */
  paused: number | null;
  pace: Pace;
  /** By item: what became of it. An item missing here has not ended yet. */
  outcomes: Readonly<Record<number, Outcome>>;
  /** True once the person has pressed start. */
  started: boolean;
  /** Sets and holds that were done, by `nameOf`: a step that was only passed is not among them. */
  did: readonly string[];
  /** Items now done in their easier version. */
  eased: readonly number[];
}

export function newPlayer(steps: readonly Step[], now: number): Player {
  return { steps, position: 0, began: now, paused: now, pace: 1, started: false, outcomes: {}, did: [], eased: [] };
}

export function currentStep(player: Player): Step {
  return stepAt(player.steps, player.position);
}

export function isFinished(player: Player): boolean {
  return currentStep(player).kind === "done";
}

/** How long the current step lasts at this pace, in ms. */
export function lengthOf(player: Player): number {
  const factor = player.pace === "own" ? 1 : player.pace;
  return currentStep(player).seconds * 1000 * factor;
}

export function elapsed(player: Player, now: number): number {
  return Math.max(0, (player.paused ?? now) - player.began);
}

export function remaining(player: Player, now: number): number {
  return Math.max(0, lengthOf(player) - elapsed(player, now));
}

/** Seconds into the step as the timeline counts them, whatever the pace. */
export function timelineSeconds(player: Player, now: number): number {
  const factor = player.pace === "own" ? 1 : player.pace;
  return elapsed(player, now) / 1000 / factor;
}

/** The repetition being done, from 1, or 0 when the step counts none. */
export function repetition(player: Player, now: number): number {
  const step = currentStep(player);
  if (step.kind !== "work" || step.count < 1 || step.tempo_s <= 0) return 0;
  return Math.min(step.count, Math.floor(timelineSeconds(player, now) / step.tempo_s) + 1);
}

/** Bring the player up to the clock; passes the steps that have gone by since. */
export function tick(player: Player, now: number): Player {
  let next = player;
  while (next.paused === null && next.pace !== "own" && !isFinished(next) && elapsed(next, now) >= lengthOf(next)) {
    next = enter(withDone(next), next.position + 1, next.began + lengthOf(next));
  }
  return next;
}

export function pause(player: Player, now: number): Player {
  return player.paused === null ? { ...player, paused: now } : player;
}

export function resume(player: Player, now: number): Player {
  if (player.paused === null) return player;
  return { ...player, began: player.began + (now - player.paused), paused: null, started: true };
}

/** On to the next step. At one's own pace that says "done"; else only what was nearly over counts. */
export function goOn(player: Player, now: number): Player {
  const isDone = player.pace === "own" || elapsed(player, now) >= DONE_SHARE * lengthOf(player);
  return enter(isDone && player.started ? withDone(player) : player, player.position + 1, now);
}

/** Back to the start of this step, or to the one before when it has only just begun. */
export function goBack(player: Player, now: number): Player {
  const target = elapsed(player, now) > 2000 ? player.position : player.position - 1;
  return place(player, target, now);
}

export function skipItem(player: Player, now: number): Player {
  return leaveItem(player, sumOf(player) === "skipped" ? "skipped" : "part", now);
}

/** Leave an exercise because it hurt. The player stays paused: nothing moves on by itself after a stop. */
export function stopItem(player: Player, now: number): Player {
  return { ...leaveItem(player, "stopped", now), paused: now };
}

/** Go on with this exercise in its easier version: what was done stays done, paused so that there is time to change. */
export function easeItem(player: Player, version: readonly Step[], now: number): Player {
  const here = currentStep(player);
  const steps = replaceItem(player.steps, here.item, version);
  const eased = [...player.eased.filter((other) => other !== here.item), here.item];
  const changed = { ...player, steps, eased, position: steps.findIndex((step) => step.item === here.item) };
  const target = placeIn(steps, here, new Set(player.did));
  if (target !== null) return { ...changed, position: target, began: now, paused: now };
  return { ...enter(changed, startOfNextItem(steps, changed.position), now), paused: now };
}

/** Change the pace without moving: the same share of the step has gone by. */
export function setPace(player: Player, pace: Pace, now: number): Player {
  const share = lengthOf(player) > 0 ? Math.min(1, elapsed(player, now) / lengthOf(player)) : 0;
  const changed = { ...player, pace };
  const at = player.paused ?? now;
  return { ...changed, began: at - share * lengthOf(changed) };
}

function leaveItem(player: Player, outcome: Outcome, now: number): Player {
  const item = currentStep(player).item;
  const moved = place(player, startOfNextItem(player.steps, player.position), now);
  return { ...moved, outcomes: { ...player.outcomes, [item]: outcome } };
}

function enter(player: Player, position: number, began: number): Player {
  const left = currentStep(player).item;
  const moved = place(player, position, began);
  const leftItem = currentStep(moved).item !== left || isFinished(moved);
  if (!leftItem || player.outcomes[left] !== undefined || left < 0) return moved;
  return { ...moved, outcomes: { ...moved.outcomes, [left]: sumOf(player) } };
}

/** With the step that stands now among what was done. */
function withDone(player: Player): Player {
  const step = currentStep(player);
  const name = nameOf(step);
  return !isWork(step) || player.did.includes(name) ? player : { ...player, did: [...player.did, name] };
}

/** What became of the exercise that stands now, by its sets and holds. */
function sumOf(player: Player): Outcome {
  const work = stepsOf(player.steps, currentStep(player).item).filter(isWork);
  const did = work.filter((step) => player.did.includes(nameOf(step))).length;
  return did === work.length ? "done" : did > 0 ? "part" : "skipped";
}

function place(player: Player, position: number, began: number): Player {
  const last = player.steps.length - 1;
  const target = Math.min(Math.max(position, 0), last);
  const paused = player.paused === null ? null : began;
  const item = stepAt(player.steps, target).item;
  const outcomes = Object.fromEntries(
    Object.entries(player.outcomes).filter(([other]) => Number(other) < item || target === last),
  );
  return { ...player, position: target, began, paused, outcomes };
}
