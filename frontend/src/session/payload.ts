/** What the session page hands to the player, in one JSON element. */
import type { Step, Timeline } from "./timeline";

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

export interface SessionPayload {
  /** Names this session in the browser's memory of it, so that a reload goes on where it was. */
  key: string;
  language: string;
  timeline: Timeline;
  names: Record<string, string>;
  /** By item: the easier version, where there is one. */
  easier: Record<string, Easier>;
  stops: StopReason[];
  help_url: string;
  leave_url: string;
}

export function readPayload(root: ParentNode): SessionPayload {
  const element = root.querySelector("#timeline");
  if (!element?.textContent) throw new Error("the session page has no #timeline");
  return JSON.parse(element.textContent) as SessionPayload;
}
