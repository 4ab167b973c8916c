/** The session as the server computed it; the shapes mirror `loadshare.care.session`. */

export type StepKind = "prepare" | "work" | "hold" | "switch" | "rest" | "done";
export type Side = "left" | "right" | "both";

export interface Speech {
  at_s: number;
  text: string;
}

export interface Step {
  index: number;
  kind: StepKind;
  exercise: string;
  item: number;
  side: Side;
  set: number;
  sets: number;
  count: number;
  of: number;
  seconds: number;
  tempo_s: number;
  title: string;
  speech: Speech[];
}

export interface Timeline {
  steps: Step[];
  seconds: number;
  exercises: string[];
}

/** An empty step stands in for the end, so that no caller has to handle a missing one. */
const END: Step = {
  index: 0, kind: "done", exercise: "", item: -1, side: "both", set: 0, sets: 0,
  count: 0, of: 0, seconds: 0, tempo_s: 0, title: "", speech: [],
};

export function stepAt(steps: readonly Step[], position: number): Step {
  return steps[Math.min(Math.max(position, 0), steps.length - 1)] ?? END;
}

export function startOfNextItem(steps: readonly Step[], position: number): number {
  const here = stepAt(steps, position).item;
  const found = steps.findIndex((step, index) => index > position && (step.item !== here || step.kind === "done"));
  return found < 0 ? steps.length - 1 : found;
}

/** The steps with one item replaced by another version of it, in its place. */
export function replaceItem(steps: readonly Step[], item: number, version: readonly Step[]): Step[] {
  const fresh = version.filter((step) => step.kind !== "done").map((step) => ({ ...step, item }));
  const before = steps.filter((step) => step.kind !== "done" && step.item < item);
  const after = steps.filter((step) => step.kind === "done" || step.item > item);
  return [...before, ...fresh, ...after].map((step, index) => ({ ...step, index }));
}

/** Whether something is done in this step, that one can have done or not. */
export function isWork(step: Step): boolean {
  return step.kind === "work" || step.kind === "hold";
}

/** The same set or hold of an exercise has the same name in its easier version. */
export function nameOf(step: Step): string {
  return [step.item, step.side, step.set, step.of].join("/");
}

export function stepsOf(steps: readonly Step[], item: number): Step[] {
  return steps.filter((step) => step.item === item && step.kind !== "done");
}

/** Where an easier version goes on: at the same step, else at the first set that is left; null where none is. */
export function placeIn(steps: readonly Step[], here: Step, did: ReadonlySet<string>): number | null {
  const isSame = (step: Step): boolean =>
    step.item === here.item && step.kind === here.kind && nameOf(step) === nameOf(here) && !did.has(nameOf(step));
  const same = steps.findIndex(isSame);
  if (same >= 0) return same;
  const left = steps.findIndex((step) => step.item === here.item && isWork(step) && !did.has(nameOf(step)));
  if (left < 0) return null;
  return steps[left - 1]?.kind === "switch" ? left - 1 : left;
}
