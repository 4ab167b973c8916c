import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Awake } from "./awake";

interface Lock {
  released: boolean;
  release: () => Promise<void>;
}

let given: Lock[];
let give: (() => void)[];
let refuse: (() => void)[];
let happen: Record<string, () => void>;

beforeEach(() => {
  [given, give, refuse, happen] = [[], [], [], {}];
  const request = () =>
    new Promise<Lock>((resolve, reject) => {
      refuse.push(() => reject(new Error("NotAllowedError")));
      give.push(() => {
        const lock: Lock = { released: false, release: async () => void (lock.released = true) };
        given.push(lock);
        resolve(lock);
      });
    });
  const addEventListener = (name: string, told: () => void): void => void (happen[name] = told);
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener });
  vi.stubGlobal("navigator", { wakeLock: { request } });
});
afterEach(() => vi.unstubAllGlobals());

/** What was asked for so far is granted, late. */
async function answer(): Promise<void> {
  for (const one of give.splice(0)) one();
  await new Promise((done) => setTimeout(done));
}

const held = (): number => given.filter((lock) => !lock.released).length;

describe("a screen kept on", () => {
  it("is let go of once it is needed no more", async () => {
    const awake = new Awake();
    awake.keep(true);
    await answer();
    expect(held()).toBe(1);
    awake.keep(false);
    await answer();
    expect(held()).toBe(0);
  });

  it("is let go of where the browser grants it only after a pause", async () => {
    const awake = new Awake();
    awake.keep(true);
    awake.keep(false);
    await answer();
    expect(held()).toBe(0);
  });

  it("is held once where the page came back while the browser was asked", async () => {
    const awake = new Awake();
    awake.keep(true);
    happen["visibilitychange"]?.();
    await answer();
    expect(held()).toBe(1);
    awake.keep(false);
    await answer();
    expect(held()).toBe(0);
  });

  it("is asked for again with a tap where the browser wanted one first", async () => {
    const awake = new Awake();
    awake.keep(true);
    for (const one of refuse.splice(0)) one();
    give = [];
    await answer();
    expect(held()).toBe(0);
    happen["click"]?.();
    await answer();
    expect(held()).toBe(1);
    happen["click"]?.();
    expect(give).toEqual([]);
    awake.keep(false);
    happen["click"]?.();
    expect(give).toEqual([]);
    await answer();
    expect(held()).toBe(0);
  });
});
