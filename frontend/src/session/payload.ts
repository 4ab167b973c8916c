/** What the session page hands to the player, in one JSON element. */
import type { Side, Step, StepKind, Timeline } from "./timeline";

export interface StopReason {
  id: string;
  text: string;
  /** Leave this exercise, or end the session and get help. */
  leads_to: "exercise" | "help";
}

export interface Easier {
  exercise: string;
  steps: Step[];
}

/** Every word of the player that is not the session's own, as `server/ui/player_words.py` writes them. */
export interface SessionWords {
  readonly kinds: Readonly<Record<StepKind, string>>;
  readonly sides: Readonly<Record<Side, string>>;
  readonly set_of: string;
  readonly place: string;
  readonly of: string;
  readonly next: string;
  readonly last: string;
  readonly start: string;
  readonly go_on: string;
  readonly pause: string;
  readonly ready: string;
  readonly pace_1: string;
  readonly pace_own: string;
  readonly slower: string;
  readonly speak_on: string;
  readonly speak_off: string;
  readonly speak_none: string;
  readonly beeps_on: string;
  readonly beeps_off: string;
  readonly keys_on: string;
  readonly keys_off: string;
  readonly remote_on: string;
  readonly remote_off: string;
}

export interface SessionPayload {
  /** Names this session in the browser's memory of it, so that a reload goes on where it was. */
  key: string;
  language: string;
  timeline: Timeline;
  names: Record<string, string>;
  /** By item: the easier version, where there is one. */
  easier: Record<string, Easier>;
  /** By exercise, where it is new to the person: how it goes, before anything is timed. */
  learn?: readonly string[];
  /** By exercise: how it goes, and last what it should feel like. */
  cues?: Record<string, readonly string[]>;
  stops: StopReason[];
  words: SessionWords;
  leave_url: string;
}

export function readPayload(root: ParentNode): SessionPayload {
  const element = root.querySelector("#timeline");
  if (!element?.textContent) throw new Error("the session page has no #timeline");
  return JSON.parse(element.textContent) as SessionPayload;
}

/** Words with what they leave open: `fill("Set {n}", { n: 2 })`. */
export function fill(words: string, values: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (open, name: string) => String(values[name] ?? open));
}
