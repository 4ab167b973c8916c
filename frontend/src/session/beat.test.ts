import { describe, expect, it } from "vitest";
import { beatOf } from "./beat";
import { newPlayer, pause, resume, setPace } from "./player";
import type { Step } from "./timeline";

function step(change: Partial<Step>): Step {
  return {
    index: 0, kind: "work", exercise: "glute-bridge", item: 0, side: "both", set: 1, sets: 1, count: 5, of: 5,
    seconds: 20, tempo_s: 4, title: "", speech: [], ...change,
  };
}

const running = (change: Partial<Step>) => resume(newPlayer([step(change)], 0), 0);

describe("the beat of a session", () => {
  it("goes once through the movement in each repetition", () => {
    const player = running({});
    expect(beatOf(player, 1000)).toEqual({ progress: 0.25, rate: 0.25 });
    expect(beatOf(player, 5000).progress).toBeCloseTo(0.25);
  });

  it("slows down with the pace", () => {
    const player = setPace(running({}), 2, 0);
    expect(beatOf(player, 2000)).toEqual({ progress: 0.25, rate: 0.125 });
  });

  it("stands still while paused and at one's own pace", () => {
    expect(beatOf(pause(running({}), 1000), 3000)).toEqual({ progress: 0.25, rate: 0 });
    expect(beatOf(setPace(running({}), "own", 0), 3000).rate).toBe(0);
  });

  it("goes into a hold, stays, and comes out at its end", () => {
    const player = running({ kind: "hold", seconds: 30, tempo_s: 0, count: 0 });
    expect(beatOf(player, 0).progress).toBe(0);
    expect(beatOf(player, 15_000)).toEqual({ progress: 0.5, rate: 0 });
    expect(beatOf(player, 28_500).progress).toBeCloseTo(0.75);
    expect(beatOf(player, 30_000).progress).toBe(1);
  });

  it("rests at the start of the movement", () => {
    expect(beatOf(running({ kind: "rest" }), 2000)).toEqual({ progress: 0, rate: 0 });
  });
});
