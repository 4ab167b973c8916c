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

/** Where the given item starts, or the end when it is the last. */
export function startOfItem(steps: readonly Step[], item: number): number {
  const found = steps.findIndex((step) => step.item === item && step.kind !== "done");
  return found < 0 ? steps.length - 1 : found;
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
