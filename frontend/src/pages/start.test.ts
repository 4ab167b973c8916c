import { beforeEach, expect, it, vi } from "vitest";

const viewers: { disposed: boolean; depths: number[] }[] = [];
const bar: Record<string, number> = {};

vi.mock("../viewer", () => ({
  mountViewer: (place: HTMLElement) => {
    const one = { disposed: false, depths: [] as number[] };
    viewers.push(one);
    place.dataset["viewer"] = "drawn";
    return {
      isDrawn: true,
      setLoad: () => undefined,
      setPosture: ({ back }: { back: number[] }) => one.depths.push(back[0] ?? 0),
      dispose: () => (one.disposed = true),
    };
  },
  postureAt: (_: unknown, depth: number) => ({ back: [depth] }),
}));
vi.mock("../viewer/moving", () => ({
  fetchBody: async () => ({}),
  fetchMovement: async () => ({ frames: [{ back: [0] }, { back: [1] }], press: [[0, 0, 40, 50, 60], [1, 1, 50, 60, 70]] }),
  idle: async () => undefined,
  isSparing: () => isSparing,
}));
vi.mock("../connection/load-bar", () => ({
  setBar: (_: unknown, { low, high }: { low: number; high: number }) => {
    Object.assign(bar, { low, high, least: Math.min(bar["least"] ?? 100, low) });
  },
}));

const BEND = { posture: { back: [1] }, load: {}, scales: { lumbar: [0, 1], hip: [0, 1] }, label: "" };
let isSparing = false;

beforeEach(() => {
  viewers.length = 0;
  for (const key of Object.keys(bar)) delete bar[key];
  isSparing = false;
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["setTimeout", "performance", "Date"] });
  const window = new EventTarget();
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("requestAnimationFrame", (act: () => void) => setTimeout(act, 16));
  vi.stubGlobal("document", { querySelector: () => ({ dataset: {} }), getElementById: () => ({ textContent: JSON.stringify(BEND) }) });
  happens = (event) => window.dispatchEvent(event);
});

let happens: (event: Event) => void;

const pageshow = (persisted: boolean): Event => Object.assign(new Event("pageshow"), { persisted });

/** The pictures after the framing: bent, then upright, then bent. */
function ways(depths: readonly number[]): { first: number; least: number; last: number } {
  const shown = depths.slice(3);
  return { first: shown[0] ?? -1, least: Math.min(...shown), last: shown.at(-1) ?? -1 };
}

it("stands up and bends once, and the bar goes with it and comes back", async () => {
  await import("./start");
  happens(new Event("load"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ways(viewers[0]?.depths ?? [])).toEqual({ first: 1, least: 0, last: 1 });
  expect(bar).toEqual({ least: 40, low: 50, high: 70 });
});

it("moves neither body nor bar for whoever asked for less", async () => {
  isSparing = true;
  await import("./start");
  happens(new Event("load"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect([viewers, bar]).toEqual([[], {}]);
});

it("lets go of the body when the page is left, and moves it again on the way back", async () => {
  await import("./start");
  happens(new Event("load"));
  happens(pageshow(false));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(viewers).toHaveLength(1);
  happens(new Event("pagehide"));
  expect(viewers[0]?.disposed).toBe(true);
  expect(bar).toMatchObject({ low: 50, high: 70 });
  const shown = viewers[0]?.depths.length;
  happens(pageshow(true));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(viewers).toHaveLength(2);
  expect(viewers[0]?.depths).toHaveLength(shown ?? 0);
  expect(ways(viewers[1]?.depths ?? []).last).toBe(1);
});

it("moves nothing that was let go of", async () => {
  await import("./start");
  happens(new Event("load"));
  await vi.advanceTimersByTimeAsync(1_300);
  happens(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(viewers).toMatchObject([{ disposed: true }]);
  expect(bar["least"]).toBe(50);
});
