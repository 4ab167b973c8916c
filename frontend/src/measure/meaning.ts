/** What figures mean for this person, by the lines that came with the page. */
import type { Figures } from "./figures";
import { say, type Protocol, type Reading, type Side } from "./protocol";

export type BySide = Partial<Record<Side, Figures>>;

export interface Meaning {
  texts: string[];
  /** A line lies within the bar of a figure. */
  isNear: boolean;
}

export function meaningOf(protocol: Protocol, sides: BySide, choices: Record<string, string>): Meaning {
  const fitting = protocol.readings.filter((reading) => Object.entries(reading.choices).every(([name, value]) => choices[name] === value));
  const texts = fitting.filter((reading) => holds(reading, valuesOf(sides, reading.quantity, "value"))).map((reading) => reading.text);
  return { texts: [...new Set(texts)], isNear: fitting.some((reading) => isNear(reading, sides)) };
}

export function wordsOf(protocol: Protocol, meaning: Meaning): string[] {
  if (protocol.readings.length === 0) return [say(protocol, "no_line")];
  const said = meaning.texts.length > 0 ? meaning.texts : [say(protocol, "nothing_stands_out")];
  return meaning.isNear ? [...said, say(protocol, "near_line")] : said;
}

function valuesOf(sides: BySide, quantity: string, end: "value" | "low" | "high"): number[] {
  return Object.values(sides).flatMap((figures) => {
    const figure = figures?.[quantity];
    return figure ? [figure[end]] : [];
  });
}

function holds(reading: Reading, values: number[]): boolean {
  const value = summary(reading.of, values);
  if (value === null) return false;
  const digits = reading.of === "ratio" ? 100 : 10;
  const rounded = Math.round(value * digits) / digits;
  return reading.least <= rounded && rounded <= reading.most;
}

/** Whether the ends of the bars fall on different sides of a line. Differences and ratios have no bar of their own. */
function isNear(reading: Reading, sides: BySide): boolean {
  if (reading.of === "difference" || reading.of === "ratio") return false;
  const low = holds(reading, valuesOf(sides, reading.quantity, "low"));
  const high = holds(reading, valuesOf(sides, reading.quantity, "high"));
  const inside = holds(reading, valuesOf(sides, reading.quantity, "value"));
  return low !== high && (inside || low || high);
}

function summary(of: Reading["of"], values: number[]): number | null {
  if (values.length === 0) return null;
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  if (of === "ratio") return values.length === 2 && highest > 0 ? lowest / highest : null;
  if (of === "difference") return values.length === 2 ? highest - lowest : null;
  return of === "highest" ? highest : lowest;
}
