/** One frame loop and one studio for every view on the page; it sleeps while nothing changes. */
import type { BodyExport } from "./export";
import { Studio } from "./studio";

export interface Guest {
  readonly root: HTMLElement;
  readonly isSeen: boolean;
  isDirty: boolean;
  /** When it last moved on, and how long it rests between two pictures: small ones need fewer. */
  at: number;
  readonly rest_ms: number;
  tick(now: number, seconds: number): boolean;
  draw(studio: Studio, now: number): void;
}

/** After a pause a figure goes on where it was, it does not jump. */
const LONGEST_STEP_S = 0.1;

const guests = new Set<Guest>();
let studio: Studio | null = null;
let isReady = false;
let frame = 0;
let themes: (() => void) | null = null;

/** Join the loop; null where the browser cannot draw. The first picture comes when the studio is ready. */
export function enter(guest: Guest, body: BodyExport): Studio | null {
  try {
    studio ??= open(new Studio(body, guest.root));
  } catch {
    return null;
  }
  guests.add(guest);
  themes ??= watchThemes();
  return studio;
}

function open(made: Studio): Studio {
  void made.getReady().then(() => {
    if (made !== studio) return;
    isReady = true;
    wake();
  });
  return made;
}

export function leave(guest: Guest): void {
  guests.delete(guest);
  if (guests.size > 0) return;
  cancelAnimationFrame(frame);
  frame = 0;
  themes?.();
  themes = null;
  studio?.dispose();
  studio = null;
  isReady = false;
}

/** Draw soon: something changed. */
export function wake(): void {
  if (frame || guests.size === 0 || !isReady) return;
  const now = performance.now();
  for (const guest of guests) guest.at = Math.max(guest.at, now - 1000 * LONGEST_STEP_S);
  frame = requestAnimationFrame(step);
}

function step(now: number): void {
  frame = 0;
  let isOn = false;
  for (const guest of guests) {
    if (!guest.isSeen) continue;
    if (!guest.isDirty && now - guest.at < guest.rest_ms) {
      isOn = true;
      continue;
    }
    const seconds = Math.min(LONGEST_STEP_S, Math.max(0, (now - guest.at) / 1000));
    guest.at = now;
    const isMoving = guest.tick(now, seconds);
    if ((isMoving || guest.isDirty) && studio) guest.draw(studio, now);
    guest.isDirty = false;
    isOn ||= isMoving;
  }
  if (isOn && !document.hidden && !frame) frame = requestAnimationFrame(step);
}

/** Colours are read again when the theme changes, by choice or by the system. */
function watchThemes(): () => void {
  const recolour = (): void => {
    const [first] = guests;
    if (!first || !studio) return;
    studio.recolour(first.root);
    for (const guest of guests) guest.isDirty = true;
    wake();
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const choice = new MutationObserver(recolour);
  system.addEventListener("change", recolour);
  document.addEventListener("visibilitychange", wake);
  choice.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", recolour);
    document.removeEventListener("visibilitychange", wake);
    choice.disconnect();
  };
}
