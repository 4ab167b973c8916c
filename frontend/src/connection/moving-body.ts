/** The moving body, where it can be had; without it (or without WebGL) the drawn still stays and follows. */
import type { Viewer } from "../viewer";
import { fetchBody, idle } from "../viewer/moving";
import type { Answer } from "./answer";

const ANIMATE_MS = 200;

export class MovingBody {
  #viewer: Viewer | null = null;
  #latest: Answer;
  #task = "";

  constructor(
    first: Answer,
    private readonly page: HTMLElement,
    private readonly place: HTMLElement,
  ) {
    this.#latest = first;
    // a page kept for the way back lets go of the graphics memory, and takes it again on return
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => {
      if (event.persisted) void this.arrive();
    });
  }

  show(next: Answer): void {
    this.#latest = next;
    const { posture, scene, load, active } = next.viewer;
    const isOther = scene.id !== this.#task;
    this.#task = scene.id;
    this.#viewer?.setPosture(posture, { animate_ms: isOther ? 2 * ANIMATE_MS : ANIMATE_MS, scene });
    this.#viewer?.setLoad(load);
    this.#viewer?.setActivation(active);
    this.#viewer?.setLabel(next.picture_words);
  }

  /** Numbers first: it is made when the page is idle. */
  async arrive(): Promise<void> {
    try {
      const [module, body] = await Promise.all([import("../viewer"), fetchBody(this.page.dataset["body"]), idle()]);
      const { posture, scene } = this.#latest.viewer;
      const viewer = module.mountViewer(this.place, { body, posture, scene, label: this.#latest.picture_words });
      if (!viewer.isDrawn) throw new Error("this browser cannot draw it");
      this.#viewer = viewer;
      this.#task = scene.id;
      this.show(this.#latest);
    } catch {
      this.leave();
    }
  }

  leave(): void {
    this.#viewer?.dispose();
    this.#viewer = null;
    this.place.replaceChildren();
  }
}
