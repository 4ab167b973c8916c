/** How breaks stand, as the server worked it out. The page only compares instants with its clock. */

export interface Standing {
  presence: string;
  /** Server's clock minus this device's, so that a wrong clock here moves no nudge. */
  offsetMs: number;
  due: number | null;
  lapses: number | null;
  since: number | null;
  isShort: boolean;
}

export type Turn = "wait" | "due" | "over";

/** Only what was fetched just now tells the server's clock; a page may be a copy from days ago. */
export function readStanding(data: DOMStringMap, now: number, isFresh = true): Standing {
  return {
    presence: data["presence"] ?? "",
    offsetMs: isFresh ? (instant(data["now"]) ?? now) - now : 0,
    due: instant(data["due"]),
    lapses: instant(data["lapses"]),
    since: instant(data["since"]),
    isShort: "isShort" in data,
  };
}

/** Whether the nudge is still to come, stands, or is over. */
export function turnOf(standing: Standing, now: number): Turn {
  const { due, lapses } = standing;
  if (due === null || lapses === null) return "wait";
  const there = now + standing.offsetMs;
  return there < due ? "wait" : there < lapses ? "due" : "over";
}

/** How much of the sitting is left, from 100 to 0. */
export function leftPct(standing: Standing, now: number): number {
  const { due, since } = standing;
  if (due === null || since === null || due <= since) return 0;
  return 100 * Math.min(1, Math.max(0, (due - (now + standing.offsetMs)) / (due - since)));
}

function instant(text: string | undefined): number | null {
  const value = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(value) ? null : value;
}
