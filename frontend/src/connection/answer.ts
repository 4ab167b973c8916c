import type { Scene } from "../viewer";

/** What the server says for one position of the sliders; every word in it is ready to be shown. */
export interface NumberWords {
  readonly value: string;
  readonly small: string;
  readonly band: string;
  readonly says: string;
}

export interface BarWords {
  readonly low: number;
  readonly high: number;
  /** Where it stood with both sliders at zero, unless they stand there. */
  readonly before: number | null;
  readonly label: string;
  readonly note: string;
}

export interface Muscle {
  readonly id: string;
  readonly name: string;
  readonly side: string;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
  readonly before: number;
  readonly change: string;
  readonly band: string;
}

export interface ForViewer {
  readonly posture: { readonly root: number[]; readonly back: number[]; readonly q: number[] };
  readonly scene: Scene;
  readonly active: Readonly<Record<string, number>>;
  readonly load: { readonly lumbar: number; readonly hip: number };
}

export interface Answer {
  readonly address: string;
  readonly shift: string;
  readonly headline: string;
  readonly task_words: string;
  readonly against: readonly string[];
  readonly cannot_hold: string;
  readonly numbers: Readonly<Record<string, NumberWords>>;
  readonly bars: Readonly<Record<string, BarWords>>;
  readonly muscles: readonly Muscle[];
  readonly picture: string;
  readonly picture_words: string;
  readonly viewer: ForViewer;
}

export interface Settings {
  readonly answer: Answer;
  readonly own: boolean;
}

export function readSettings(page: Document): Settings {
  const found = page.getElementById("connection-settings")?.textContent;
  if (!found) throw new Error("the page has no settings");
  return JSON.parse(found) as Settings;
}
