/**
 * Small moving figures anywhere on a page: `<div data-moving-body="glute-bridge" data-props="mat">still</div>`.
 *
 * The still stays inside: it is what is seen before the body arrives, without WebGL, in print, and by anyone
 * who asked for less motion. Figures come only when they are in sight and the page has nothing else to do.
 */
import type { BodyExport, Movement, Side } from "./export";
import type { Viewer } from "./index";

/** Where a session is within one repetition or hold, 0 to 1, and how much of it passes in a second. */
export interface Beat {
  progress: number;
  rate?: number;
  side?: Side | "both";
}

export const BODY_URL = "/body/body.json";
export const movementUrl = (id: string): string => `/body/movements/${encodeURIComponent(id)}.json`;

let fetched: Promise<BodyExport> | null = null;

/** The page may name other addresses on its root: `<html data-body-url="…">`. */
export function fetchBody(url = document.documentElement.dataset["bodyUrl"] ?? BODY_URL): Promise<BodyExport> {
  fetched ??= fetchJson<BodyExport>(url).catch((error: unknown) => {
    fetched = null;
    throw error;
  });
  return fetched;
}

export function fetchMovement(id: string): Promise<Movement> {
  return fetchJson<Movement>(movementUrl(id));
}

async function fetchJson<T>(url: string): Promise<T> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** Bring every figure under `root` to life when it comes into sight. Returns a way to free them all. */
export function bringToLife(root: ParentNode = document): () => void {
  const figures = new Map<HTMLElement, Viewer | null>();
  if (isSparing()) return () => undefined;
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const element = target as HTMLElement;
      if (!isIntersecting || figures.has(element)) continue;
      figures.set(element, null);
      void start(element, figures);
    }
  }, { rootMargin: "120px" });
  let isAway = false;
  const look = (): void => {
    if (isAway) return;
    for (const element of root.querySelectorAll<HTMLElement>("[data-moving-body]")) sight.observe(element);
    for (const [element, viewer] of figures) {
      if (element.isConnected) continue;
      viewer?.dispose();
      figures.delete(element);
    }
  };
  const changes = new MutationObserver(look);
  changes.observe(root, { childList: true, subtree: true });
  look();
  const free = (): void => {
    for (const [element, viewer] of figures) {
      viewer?.dispose();
      sight.unobserve(element);
    }
    figures.clear();
  };
  // a page kept for the way back lets go of the graphics memory, and takes it again on return
  const leave = (): void => {
    isAway = true;
    free();
  };
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    isAway = false;
    if (event.persisted) look();
  });
  document.addEventListener("session:beat", (event) => {
    const { progress, rate, side } = (event as CustomEvent<Beat>).detail;
    for (const [element, viewer] of figures) {
      if (element.dataset["beat"] === undefined || !viewer) continue;
      if (side === "left" || side === "right") viewer.setSide(side);
      viewer.follow(progress, rate ?? 0);
    }
  });
  return () => {
    removeEventListener("pagehide", leave);
    changes.disconnect();
    sight.disconnect();
    free();
  };
}

/** Whoever asked for less motion or less data keeps the stills. */
export function isSparing(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true || matchMedia("(prefers-reduced-motion: reduce), (prefers-reduced-data: reduce)").matches;
}

async function start(element: HTMLElement, figures: Map<HTMLElement, Viewer | null>): Promise<void> {
  const id = element.dataset["movingBody"] ?? "";
  try {
    const [body, movement, { mountViewer }] = await Promise.all([fetchBody(), fetchMovement(id), import("./index"), idle()]);
    if (!element.isConnected || !figures.has(element)) return;
    const viewer = mountViewer(element, {
      body, compact: element.dataset["controls"] === undefined, props: words(element.dataset["props"]),
      side: (element.dataset["side"] as Side | undefined) ?? "right", label: element.dataset["label"] ?? "",
    });
    if (!viewer.isDrawn) throw new Error("this browser cannot draw it");
    viewer.addMovement(id, movement);
    viewer.setMovement(id);
    if (element.dataset["beat"] === undefined) viewer.play();
    figures.set(element, viewer);
  } catch {
    // the drawn still is already there; a later visit tries again
    figures.delete(element);
    element.dataset["viewer"] = "still";
  }
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(/[\s,]+/).filter(Boolean);
}

/** When the page has nothing else to do; what a body needs is fetched meanwhile. */
export function idle(): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(), { timeout: 800 });
    else setTimeout(done, 60);
  });
}
