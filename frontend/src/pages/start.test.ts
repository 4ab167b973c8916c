import { beforeEach, expect, it, vi } from "vitest";

const viewers: { disposed: boolean; postures: number }[] = [];

vi.mock("../viewer", () => ({
  mountViewer: (place: HTMLElement) => {
    const one = { disposed: false, postures: 0 };
    viewers.push(one);
    place.dataset["viewer"] = "drawn";
    return {
      isDrawn: true,
      setLoad: () => undefined,
      setPosture: () => (one.postures += 1),
      dispose: () => (one.disposed = true),
    };
  },
}));
vi.mock("../viewer/moving", () => ({ fetchBody: async () => ({}), idle: async () => undefined, isSparing: () => false }));
vi.mock("../viewer/posture", () => ({ standing: () => ({}) }));

beforeEach(() => {
  viewers.length = 0;
  vi.resetModules();
  vi.useFakeTimers();
  const window = new EventTarget();
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("document", { querySelector: () => ({ dataset: {} }), getElementById: () => ({ textContent: "{}" }) });
  happens = (event) => window.dispatchEvent(event);
});

let happens: (event: Event) => void;

const pageshow = (persisted: boolean): Event => Object.assign(new Event("pageshow"), { persisted });

it("lets go of the body when the page is left, and moves it again on the way back", async () => {
  await import("./start");
  happens(new Event("load"));
  happens(pageshow(false));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(viewers).toEqual([{ disposed: false, postures: 2 }]);
  happens(new Event("pagehide"));
  expect(viewers[0]?.disposed).toBe(true);
  happens(pageshow(true));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(viewers).toHaveLength(2);
  expect(viewers[1]).toEqual({ disposed: false, postures: 2 });
});

it("moves nothing that was let go of", async () => {
  await import("./start");
  happens(new Event("load"));
  await vi.advanceTimersByTimeAsync(1_300);
  happens(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(viewers).toEqual([{ disposed: true, postures: 0 }]);
});
