/** The moving body, where it can be had; without it (or without WebGL) the drawn still stays and follows. */
import type { BodyExport, Viewer } from "../viewer";
import type { ForViewer } from "./answer";

const ANIMATE_MS = 200;

export class MovingBody {
  #viewer: Viewer | null = null;
  #latest: ForViewer;

  constructor(first: ForViewer) {
    this.#latest = first;
  }

  show(next: ForViewer): void {
    const isOther = next.task !== this.#latest.task;
    this.#latest = next;
    if (!this.#viewer) return;
    const less = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#viewer.setPosture(next.posture, { animate_ms: less ? 0 : isOther ? 2 * ANIMATE_MS : ANIMATE_MS });
    this.#viewer.setLoad(next.load);
    this.#viewer.setActivation(next.active);
  }

  /** Numbers first: this runs when the page is idle. */
  async arrive(page: HTMLElement, place: HTMLElement): Promise<void> {
    try {
      const module = await import("../viewer");
      const body = (await bodyFrom(page.dataset.body ?? "")) as BodyExport;
      const viewer = module.mountViewer(place, { body, posture: this.#latest.posture });
      if (!viewer.isDrawn) throw new Error("this browser cannot draw it");
      this.#viewer = viewer;
      this.show(this.#latest);
      page.classList.add("is-alive");
      addEventListener("pagehide", () => this.#viewer?.dispose(), { once: true });
    } catch {
      place.replaceChildren();
    }
  }
}

async function bodyFrom(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error("the body did not come");
  return response.json();
}
