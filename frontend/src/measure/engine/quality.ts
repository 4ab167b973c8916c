/** A value with its bar, a verdict with its concerns, and figures as they are printed: quality.py and outcome.py. */
import type { Estimate, Quality } from "./types";
import { concern, type ConcernKey } from "./words";

/** `value` ± `bar`; nothing is reported below `floor`. */
export function around(value: number, bar: number, unit: string, source: string, floor = -Infinity): Estimate {
  const kept = Math.max(floor, value);
  return { value: kept, low: Math.max(floor, kept - bar), high: kept + bar, unit, source };
}

/** Fair as soon as there is one concern; assumptions alone do not lower it. */
export function judge(concerns: readonly ConcernKey[], assumed: readonly string[]): Quality {
  return { verdict: concerns.length ? "fair" : "good", concerns: concerns.map(concern), assumed: [...new Set(assumed)] };
}

/** Every figure to four decimals, as the command line prints it. */
export function rounded<T>(value: T): T {
  if (typeof value === "number") return (Number(value.toFixed(4)) + 0) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)])) as T;
}
