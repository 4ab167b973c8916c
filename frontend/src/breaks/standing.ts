/**
 * How breaks stand, as the server worked it out. The page only compares instants with its clock: a steady one, so
 * that nothing moves a nudge that is to come.
 */

export interface Standing {
  presence: string;
  /** The server's clock minus this page's, so that a wrong clock on the wall moves no nudge. */
  offsetMs: number;
  due: number | null;
  lapses: number | null;
  since: number | null;
  isShort: boolean;
}

export type Turn = "wait" | "due" | "over";

/**
 * Only what was fetched just now tells the server's clock; a page may be a copy from days ago, and then the clock on
 * the wall is all there is. `now` is the steady clock.
 */
export function readStanding(data: DOMStringMap, now: number, wall: number, isFresh = true): Standing {
  return {
    presence: data["presence"] ?? "",
    offsetMs: ((isFresh ? instant(data["now"]) : null) ?? wall) - now,
    due: instant(data["due"]),
    lapses: instant(data["lapses"]),
    since: instant(data["since"]),
    isShort: "isShort" in data,
  };
}

/** After a sleep in which the steady clock stood still. It may have been put ahead instead; the next look tells. */
export function afterSleep(standing: Standing, by: number): Standing {
  return { ...standing, offsetMs: standing.offsetMs + Math.max(0, by) };
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
