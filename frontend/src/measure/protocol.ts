/** What the page of a test hands to the script: how the test goes, and how its figures read for this person. */
import type { Placement, Test } from "./engine";

export type Side = "left" | "right" | "";

export interface Cue {
  at: number;
  say: string;
}

export interface Reading {
  quantity: string;
  of: "value" | "lowest" | "highest" | "difference" | "ratio";
  least: number;
  most: number;
  text: string;
  choices: Record<string, string>;
}

export interface Protocol {
  test: string;
  measures: Test;
  placement: Placement;
  second_placement: Placement | null;
  sides: boolean;
  tries: number;
  /** Two times further apart than this ask for a third. */
  agree_s: number | null;
  best: boolean;
  dial: "angle" | "level" | "clock";
  ends: "clock" | "drop" | "landing";
  length_s: number;
  prepare_s: number;
  script: Cue[];
  language: string;
  keep_url: string;
  /** Measures for the computer that showed a code: nothing may wait under this phone's own name. */
  paired: boolean;
  quantities: { id: string; name: string }[];
  readings: Reading[];
  words: Record<string, string>;
}

export function readProtocol(root: ParentNode): Protocol {
  const element = root.querySelector("#protocol");
  if (!element?.textContent) throw new Error("the page has no #protocol");
  return JSON.parse(element.textContent) as Protocol;
}

/** A sentence of the page with its places filled in: `%(name)s`. */
export function say(protocol: Protocol, name: string, values: Record<string, string | number> = {}): string {
  const words = protocol.words[name] ?? "";
  return words.replace(/%\((\w+)\)s/g, (_whole, key: string) => String(values[key] ?? ""));
}
