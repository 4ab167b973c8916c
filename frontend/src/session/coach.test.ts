import { beforeEach, describe, expect, it } from "vitest";
import { Coach } from "./coach";
import { newPlayer, pause, resume, setPace, tick, type Player } from "./player";
import type { Step } from "./timeline";

class Recorder {
  heard: string[] = [];
  say = (text: string): void => void this.heard.push(text);
  beep = (kind: string): void => void this.heard.push(`(${kind})`);
  buzz = (): void => undefined;
  hush = (): void => undefined;
}

const base = { exercise: "x", item: 0, side: "both", set: 1, sets: 1, of: 0, title: "" } as const;
const STEPS: Step[] = [
  {
    ...base, index: 0, kind: "prepare", seconds: 10, count: 0, tempo_s: 0,
    speech: [{ at_s: 0, text: "Glute bridge" }, { at_s: 4, text: "Feet flat" }],
  },
  { ...base, index: 1, kind: "work", seconds: 12, count: 3, tempo_s: 4, speech: [{ at_s: 1, text: "Lift" }] },
  { ...base, index: 2, kind: "done", seconds: 0, count: 0, tempo_s: 0, speech: [{ at_s: 0, text: "Well rested" }] },
];

let voice: Recorder;
let coach: Coach;

beforeEach(() => {
  voice = new Recorder();
  coach = new Coach(voice);
});

function play(player: Player, from: number, to: number, every = 100): Player {
  let current = player;
  for (let now = from; now <= to; now += every) {
    current = tick(current, now);
    coach.follow(current, now);
  }
  return current;
}

describe("the coach", () => {
  it("says everything once, counts, and counts down", () => {
    play(resume(newPlayer(STEPS, 0), 0), 0, 24_000);
    expect(voice.heard).toEqual([
      "Glute bridge", "Feet flat", "(count)", "(count)", "(count)",
      "(start)", "Lift", "2", "3", "(count)", "(count)", "(count)", "(end)", "Well rested",
    ]);
  });

  it("is silent while paused", () => {
    const held = pause(play(resume(newPlayer(STEPS, 0), 0), 0, 2_000), 2_000);
    voice.heard = [];
    play(held, 2_000, 60_000);
    expect(voice.heard).toEqual([]);
  });

  it("does not say old things after the tab slept", () => {
    play(resume(newPlayer(STEPS, 0), 0), 0, 1_000);
    voice.heard = [];
    play(resume(newPlayer(STEPS, 0), 0), 9_900, 9_900);
    expect(voice.heard).not.toContain("Feet flat");
  });

  it("does not count down when the person sets their own pace", () => {
    play(setPace(resume(newPlayer(STEPS, 0), 0), "own", 0), 0, 30_000);
    expect(voice.heard.filter((heard) => heard === "(count)")).toEqual([]);
  });
});
