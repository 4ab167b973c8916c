import { describe, expect, it } from "vitest";
import {
  currentStep, easeItem, elapsed, goBack, goOn, isFinished, newPlayer, pause, remaining, repetition, resume,
  setPace, skipItem, stopItem, tick, type Player,
} from "./player";
import type { Step, StepKind } from "./timeline";

function step(index: number, kind: StepKind, item: number, seconds: number, more: Partial<Step> = {}): Step {
  return {
    index, kind, exercise: `exercise-${item}`, item, side: "both", set: 1, sets: 1, count: 0, of: 0, seconds,
    tempo_s: 0, title: `${kind} ${item}`, speech: [], ...more,
  };
}

const STEPS: Step[] = [
  step(0, "prepare", 0, 10),
  step(1, "work", 0, 40, { count: 10, tempo_s: 4 }),
  step(2, "rest", 0, 20),
  step(3, "prepare", 1, 10),
  step(4, "hold", 1, 30),
  step(5, "done", 2, 0),
];

function running(now = 0): Player {
  return resume(newPlayer(STEPS, now), now);
}

describe("time comes from the clock", () => {
  it("starts paused, so that nothing speaks before it is asked to", () => {
    expect(tick(newPlayer(STEPS, 0), 60_000).position).toBe(0);
  });

  it("passes every step that has gone by since it was asked last", () => {
    const late = tick(running(), 75_000);
    expect(currentStep(late).kind).toBe("prepare");
    expect(currentStep(late).item).toBe(1);
    expect(elapsed(late, 75_000)).toBe(5_000);
    expect(late.outcomes).toEqual({ 0: "done" });
  });

  it("comes to the same place however often it is asked", () => {
    let often = running();
    for (let now = 0; now <= 75_000; now += 250) often = tick(often, now);
    expect(often).toEqual(tick(running(), 75_000));
  });

  it("ends and stays ended", () => {
    const over = tick(running(), 1_000_000);
    expect(isFinished(over)).toBe(true);
    expect(over.outcomes).toEqual({ 0: "done", 1: "done" });
    expect(tick(over, 2_000_000)).toEqual(over);
  });

  it("does not move while paused and goes on from the same second", () => {
    const held = pause(tick(running(), 4_000), 4_000);
    expect(remaining(held, 900_000)).toBe(6_000);
    const on = resume(held, 900_000);
    expect(remaining(on, 901_000)).toBe(5_000);
  });
});

describe("pace", () => {
  it("keeps the share of the step when it changes", () => {
    const slower = setPace(tick(running(), 5_000), 2, 5_000);
    expect(remaining(slower, 5_000)).toBe(10_000);
    expect(setPace(slower, 1, 5_000).began).toBe(0);
  });

  it("waits for the person when they set their own", () => {
    const own = setPace(running(), "own", 0);
    expect(tick(own, 500_000).position).toBe(0);
    expect(goOn(own, 500_000).position).toBe(1);
  });

  it("counts repetitions by the timeline, not by the wall", () => {
    const working = setPace(tick(running(), 10_000), 2, 10_000);
    expect(repetition(working, 10_000)).toBe(1);
    expect(repetition(working, 10_000 + 16_000)).toBe(3);
    expect(repetition(working, 10_000 + 800_000)).toBe(10);
  });
});

describe("moving about", () => {
  it("goes to the start of the step first, then to the one before", () => {
    const inWork = tick(running(), 20_000);
    const restarted = goBack(inWork, 20_000);
    expect(restarted.position).toBe(1);
    expect(elapsed(restarted, 20_000)).toBe(0);
    expect(goBack(restarted, 20_500).position).toBe(0);
  });

  it("takes back what it noted when an exercise is done again", () => {
    const second = tick(running(), 70_500);
    expect(second.outcomes).toEqual({ 0: "done" });
    expect(goBack(second, 70_500).outcomes).toEqual({});
  });

  it("skips the whole exercise", () => {
    const skipped = skipItem(tick(running(), 12_000), 12_000);
    expect(currentStep(skipped).item).toBe(1);
    expect(skipped.outcomes).toEqual({ 0: "skipped" });
  });

  it("never goes on by itself after a stop", () => {
    const stopped = stopItem(tick(running(), 12_000), 12_000);
    expect(stopped.outcomes).toEqual({ 0: "stopped" });
    expect(tick(stopped, 900_000)).toEqual(stopped);
  });

  it("puts the easier version in the same place and waits", () => {
    const version = [step(0, "prepare", 0, 8), step(1, "hold", 0, 15), step(2, "done", 1, 0)];
    const eased = easeItem(tick(running(), 20_000), version, 20_000);
    expect(eased.steps.map((s) => s.kind)).toEqual(["prepare", "hold", "prepare", "hold", "done"]);
    expect(eased.steps.map((s) => s.index)).toEqual([0, 1, 2, 3, 4]);
    expect(eased.position).toBe(1);
    expect(eased.eased).toEqual([0]);
    expect(tick(eased, 900_000).position).toBe(1);
  });

  it("survives being written down and read back", () => {
    const player = tick(running(), 33_000);
    expect(tick(JSON.parse(JSON.stringify(player)) as Player, 75_000)).toEqual(tick(player, 75_000));
  });
});

describe("nothing is ticked that was not done", () => {
  /** Two sets on both sides, one side after the other; the easier version has one set. */
  function sets(item: number, count: number, many: number): Step[] {
    const at = (kind: StepKind, side: "left" | "right", set: number, seconds: number): Step =>
      step(0, kind, item, seconds, { side, set, sets: many, count: kind === "work" ? count : 0, tempo_s: kind === "work" ? 4 : 0 });
    const work = (side: "left" | "right"): Step[] =>
      Array.from({ length: many }, (_none, n) => [...(n > 0 ? [at("rest", side, n + 1, 20)] : []), at("work", side, n + 1, 40)]).flat();
    return [at("prepare", "left", 1, 10), ...work("left"), at("switch", "right", 1, 8), ...work("right")];
  }
  const numbered = (steps: Step[]): Step[] => steps.map((one, index) => ({ ...one, index }));
  const LONG = numbered([...sets(0, 10, 2), step(0, "prepare", 1, 10), step(0, "hold", 1, 30), step(0, "done", 2, 0)]);
  const EASY = numbered([...sets(0, 5, 1), step(0, "done", 1, 0)]);
  const start = (): Player => resume(newPlayer(LONG, 0), 0);
  /** To the step of this number, by the clock. */
  const to = (player: Player, position: number): Player => {
    let now = 0;
    let at = player;
    while (at.position < position) at = tick(at, (now += 1000));
    return at;
  };

  it("skips what was only passed", () => {
    let player = start();
    while (player.outcomes[0] === undefined) player = goOn(player, player.began + 500);
    expect(player.outcomes).toEqual({ 0: "skipped" });
  });

  it("tells a part from the whole", () => {
    let player = to(start(), 2);
    while (player.outcomes[0] === undefined) player = goOn(player, player.began + 500);
    expect(player.outcomes).toEqual({ 0: "part" });
  });

  it("counts a set that was left when it was nearly over, and at one's own pace what the person says is done", () => {
    expect(goOn(to(start(), 1), 10_000 + 33_000).did).toHaveLength(1);
    expect(goOn(to(start(), 1), 10_000 + 31_000).did).toHaveLength(0);
    const own = setPace(to(start(), 1), "own", 11_000);
    expect(goOn(own, 12_000).did).toHaveLength(1);
  });

  it("keeps as a part what was skipped half-way", () => {
    const player = to(start(), 3);
    expect(skipItem(player, player.began).outcomes).toEqual({ 0: "part" });
  });

  it("goes on in the easier version where one was", () => {
    const inSwitch = to(start(), 4);
    const eased = easeItem(inSwitch, EASY, inSwitch.began);
    expect(currentStep(eased)).toMatchObject({ kind: "switch", side: "right" });
    expect(eased.did).toHaveLength(2);
    const done = tick(resume(eased, eased.began), eased.began + 60_000);
    expect(done.outcomes).toEqual({ 0: "done" });
  });

  it("goes to the other side where this one has done what the easier version asks", () => {
    const second = to(start(), 3);
    const eased = easeItem(second, EASY, second.began);
    expect(currentStep(eased)).toMatchObject({ kind: "switch", side: "right" });
  });

  it("leaves the exercise where nothing of the easier version is left", () => {
    const last = to(start(), 7);
    const eased = easeItem(last, EASY, last.began);
    expect(currentStep(eased)).toMatchObject({ item: 1, kind: "prepare" });
    expect(eased.outcomes).toEqual({ 0: "done" });
    expect(eased.paused).not.toBeNull();
  });
});
