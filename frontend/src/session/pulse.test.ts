import { describe, expect, it } from "vitest";
import { newPlayer, pause, remaining, resume, tick, type Player } from "./player";
import { LONGEST_GAP_MS, Pulse } from "./pulse";
import type { Step } from "./timeline";

const MINUTES = 60_000;
const base = { side: "both", set: 1, sets: 1, count: 0, of: 0, tempo_s: 0, title: "", speech: [] } as const;
const STEPS: Step[] = [
  { ...base, index: 0, kind: "hold", exercise: "a", item: 0, seconds: 30, speech: [] },
  { ...base, index: 1, kind: "hold", exercise: "b", item: 1, seconds: 30, speech: [] },
  { ...base, index: 2, kind: "done", exercise: "", item: 2, seconds: 0, speech: [] },
];

/** A page that runs for a while, then does not; `steady` and `wall` are the two clocks. */
class Page {
  steady = 5_000;
  wall = 1_795_000_000_000;
  readonly pulse = new Pulse(() => this.steady, () => this.wall);
  player: Player = resume(newPlayer(STEPS, 5_000), 5_000);

  runs(ms: number, every = 200): this {
    for (let gone = 0; gone < ms; gone += every) this.jumps(every, every);
    return this;
  }

  /** Both clocks move by this much and then the page runs once. */
  jumps(steady: number, wall: number): this {
    this.steady += steady;
    this.wall += wall;
    const left = this.pulse.leftAt();
    if (left !== null) this.player = pause(tick(this.player, left), left);
    this.player = tick(this.player, this.pulse.now());
    return this;
  }

  get left_s(): number {
    return Math.round(remaining(this.player, this.pulse.now()) / 1000);
  }
}

describe("a page that did not run", () => {
  it.each([
    ["a clock that goes on in sleep", 45 * MINUTES, 45 * MINUTES],
    ["a clock that stands still in sleep", 0, 45 * MINUTES],
    ["half a day", 12 * 60 * MINUTES, 12 * 60 * MINUTES],
    ["as long as the exercise itself", 30_000, 30_000],
  ])("waits where it was left: %s", (_name, steady, wall) => {
    const page = new Page().runs(3_000).jumps(steady, wall).runs(5 * MINUTES);
    expect(page.player.paused).not.toBeNull();
    expect(page.player.outcomes).toEqual({});
    expect(page.left_s).toBe(27);
  });

  it("goes on from the same second when the person says so", () => {
    const page = new Page().runs(3_000).jumps(45 * MINUTES, 45 * MINUTES);
    page.player = resume(page.player, page.pulse.now());
    expect(page.runs(7_000).left_s).toBe(20);
    expect(page.runs(20_000).player.outcomes).toEqual({ 0: "done" });
  });
});

describe("a page that runs", () => {
  it("keeps time in the background, where it is woken once a second", () => {
    expect(new Page().runs(33_000, 1_000).player.outcomes).toEqual({ 0: "done" });
  });

  it("keeps time through a moment in which it was busy", () => {
    const page = new Page().runs(3_000).jumps(LONGEST_GAP_MS - 1_000, LONGEST_GAP_MS - 1_000);
    expect([page.player.paused, page.left_s]).toEqual([null, 18]);
  });

  it.each([["back by 15 minutes", -15], ["back by 400 days", -400 * 24 * 60]])("hears nothing of a clock put %s", (_name, minutes) => {
    const page = new Page().runs(3_000).jumps(200, minutes * MINUTES).runs(6_800);
    expect([page.player.paused, page.left_s]).toEqual([null, 20]);
  });

  it("waits where the clock on the wall jumps ahead, which may have been a sleep", () => {
    const page = new Page().runs(3_000).jumps(200, 15 * MINUTES).runs(MINUTES);
    expect([page.player.outcomes, page.left_s]).toEqual([{}, 27]);
  });
});
