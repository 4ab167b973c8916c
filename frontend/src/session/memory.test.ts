import { describe, expect, it, vi } from "vitest";
import { tabMemory } from "./memory";
import { newPlayer, resume, remaining } from "./player";
import type { Step } from "./timeline";

class FakeStorage {
  rows = new Map<string, string>();
  getItem = (name: string): string | null => this.rows.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.rows.set(name, value);
  removeItem = (name: string): void => void this.rows.delete(name);
}

const STEP: Step = {
  index: 0, kind: "hold", exercise: "x", item: 0, side: "both", set: 1, sets: 1, count: 0, of: 1, seconds: 30,
  tempo_s: 0, title: "Hold", speech: [],
};

describe("memory", () => {
  it("comes back paused at the second it was left", () => {
    vi.useFakeTimers({ now: 12_000 });
    const memory = tabMemory("a", new FakeStorage() as unknown as Storage);
    memory.save(resume(newPlayer([STEP], 2_000), 2_000), 12_000);
    const back = memory.load(60_000);
    expect(back).not.toBeNull();
    expect(back && remaining(back, 300)).toBe(20_000);
    vi.useRealTimers();
  });

  it("forgets a session left for a day, a broken one, and one told to", () => {
    const storage = new FakeStorage();
    const memory = tabMemory("a", storage as unknown as Storage);
    memory.save(newPlayer([STEP], 0), 0);
    expect(memory.load(Date.now() + 24 * 3600 * 1000)).toBeNull();
    storage.setItem("session:a", "{broken");
    expect(memory.load(Date.now())).toBeNull();
    memory.save(newPlayer([STEP], 0), 0);
    expect(memory.load(Date.now() - 400 * 24 * 3600 * 1000)).not.toBeNull();
    memory.forget();
    expect(memory.load(Date.now())).toBeNull();
  });

  it("names a run once, and another after it was kept", () => {
    let count = 0;
    const storage = new FakeStorage() as unknown as Storage;
    const memory = (): ReturnType<typeof tabMemory> => tabMemory("k", storage, () => `run-${(count += 1)}`);
    expect([memory().run(), memory().run()]).toEqual(["run-1", "run-1"]);
    memory().forget();
    expect(memory().run()).toBe("run-2");
  });
});
