/** Turning the picture by hand: drag, pinch, arrow keys. Up-and-down on a phone still scrolls the page. */
import type { Orbit } from "./camera";

const DEG_PER_PX = 0.45;
const KEY_DEG = 12;

export function steer(canvas: HTMLCanvasElement, orbit: Orbit, changed: () => void, signal: AbortSignal): void {
  const held = new Map<number, { x: number; y: number }>();

  canvas.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    canvas.setPointerCapture(event.pointerId);
  }, { signal });

  canvas.addEventListener("pointermove", (event) => {
    const last = held.get(event.pointerId);
    if (!last) return;
    const next = { x: event.clientX, y: event.clientY };
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) orbit.zoomBy(apart(next, other) / Math.max(1, apart(last, other)));
    else orbit.turnBy((last.x - next.x) * DEG_PER_PX, event.pointerType === "touch" ? 0 : (next.y - last.y) * DEG_PER_PX);
    held.set(event.pointerId, next);
    changed();
  }, { signal });

  for (const type of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(type, (event) => held.delete(event.pointerId), { signal });
  }

  // the plain wheel scrolls the page; with Ctrl, and as a trackpad's pinch, it comes nearer
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    orbit.zoomBy(Math.exp(-event.deltaY * 0.01));
    changed();
  }, { signal, passive: false });

  canvas.addEventListener("keydown", (event) => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => orbit.turnBy(-KEY_DEG, 0), ArrowRight: () => orbit.turnBy(KEY_DEG, 0),
      ArrowUp: () => orbit.turnBy(0, KEY_DEG / 2), ArrowDown: () => orbit.turnBy(0, -KEY_DEG / 2),
      "+": () => orbit.zoomBy(1.15), "=": () => orbit.zoomBy(1.15), "-": () => orbit.zoomBy(1 / 1.15),
    };
    const move = moves[event.key];
    if (!move || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    move();
    changed();
  }, { signal });
}

function apart(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
