/** One frame loop and one studio for every view on the page; it sleeps while nothing changes. */
import type { BodyExport } from "./export";
import { Studio } from "./studio";

export interface Guest {
  readonly root: HTMLElement;
  isSeen: boolean;
  isDirty: boolean;
  tick(now: number, seconds: number): boolean;
  draw(studio: Studio, now: number): void;
}

/** After a pause a figure goes on where it was, it does not jump. */
const LONGEST_STEP_S = 0.1;

const guests = new Set<Guest>();
let studio: Studio | null = null;
let frame = 0;
let before = 0;
let themes: (() => void) | null = null;

/** Join the loop; null where the browser cannot draw. */
export function enter(guest: Guest, body: BodyExport): Studio | null {
  try {
    studio ??= new Studio(body, guest.root);
  } catch {
    return null;
  }
  guests.add(guest);
  themes ??= watchThemes();
  return studio;
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
}

/** Draw soon: something changed. */
export function wake(): void {
  if (frame || guests.size === 0) return;
  before = performance.now();
  frame = requestAnimationFrame(step);
}

function step(now: number): void {
  frame = 0;
  const seconds = Math.min(LONGEST_STEP_S, Math.max(0, (now - before) / 1000));
  before = now;
  let isOn = false;
  for (const guest of guests) {
    if (!guest.isSeen) continue;
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
