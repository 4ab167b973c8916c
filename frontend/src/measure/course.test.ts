import { describe, expect, it } from "vitest";
import { Course, type Evaluate, type Step } from "./course";
import type { Estimate, HipRotation, Outcome, StanceTrial } from "./engine";
import type { PlainRecording } from "./recorder";
import { aProtocol } from "./testing";

const around = (value: number, bar: number, unit: string): Estimate => ({ value, low: value - bar, high: value + bar, unit, source: "loadshare-judgement" });
const quality = { verdict: "good" as const, concerns: [], assumed: [] };

/** A recording that only carries the number it will be evaluated to. */
const recorded = (value: number): PlainRecording => ({ time_s: [value] }) as unknown as PlainRecording;
const valueOf = (recording: PlainRecording): number => recording.time_s[0] ?? NaN;

/** Turns like the engine: the median, and a third wanted under two tries or where two differ by more than 8. */
const turning: Evaluate = (recordings) => {
  const trials = recordings.map(valueOf);
  const sorted = [...trials].sort((a, b) => a - b);
  const middle = sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : ((sorted[sorted.length / 2 - 1] ?? 0) + (sorted[sorted.length / 2] ?? 0)) / 2;
  if (trials.some((trial) => trial < 0)) return { refused: { code: "no-hold", message: "Hold still." } };
  const spread = Math.max(...trials) - Math.min(...trials);
  const internal = { angle_deg: around(middle ?? 0, 8, "deg"), trials_deg: trials, needs_third_trial: trials.length < 2 || (trials.length === 2 && spread > 8) };
  return { side: "left", internal, external: null, quality } satisfies HipRotation;
};

const standing: Evaluate = (recordings) => {
  const time = Math.min(45, valueOf(recordings[0] as PlainRecording));
  const zero = around(0, 1, "deg");
  return { side: "left", time_s: around(time, 1, "s"), pelvic_drop_deg: zero, sway_m_s2: zero, reached_ceiling: time >= 45, start_s: 0, stop_s: time, quality } satisfies StanceTrial;
};

const why = (step: Step): string => (step.kind === "go-on" ? step.why : step.kind);

function walkThrough(course: Course, values: number[]): string[] {
  return values.map((value) => why(course.take(recorded(value))));
}

describe("the course of a test", () => {
  it("does two tries on each side, left first", () => {
    const course = new Course(aProtocol(), turning);
    expect(course.task).toEqual({ side: "left", number: 1, placement: "shin", part: 0 });
    expect(walkThrough(course, [22, 24, 30, 31])).toEqual(["once-more", "other-side", "once-more", "finished"]);
    expect(course.results.get("left")?.figures["internal"]?.value).toBe(23);
    expect(course.results.get("right")?.recordings).toHaveLength(2);
  });

  it("asks for a third when two differ, and takes the middle one", () => {
    const course = new Course(aProtocol(), turning);
    expect(walkThrough(course, [20, 30, 27])).toEqual(["once-more", "differ", "other-side"]);
    expect(course.results.get("left")?.figures["internal"]?.value).toBe(27);
    expect(course.results.get("left")?.agree).toBe(true);
  });

  it("marks three tries that lie apart", () => {
    const course = new Course(aProtocol(), turning);
    walkThrough(course, [10, 40, 22]);
    expect(course.results.get("left")?.agree).toBe(false);
  });

  it("leaves an unclear try out and loses none before it", () => {
    const course = new Course(aProtocol(), turning);
    expect(walkThrough(course, [22, -1, 24])).toEqual(["once-more", "unclear", "other-side"]);
    expect(course.results.get("left")?.recordings.map(valueOf)).toEqual([22, 24]);
  });

  it("counts the best stance, and needs no second at the top of the test", () => {
    const protocol = aProtocol({ test: "single-leg-stance", measures: "stance", best: true, agree_s: 5 });
    const course = new Course(protocol, standing);
    expect(walkThrough(course, [20, 31, 26, 60])).toEqual(["once-more", "differ", "other-side", "finished"]);
    expect(course.results.get("left")?.figures["time"]?.value).toBe(31);
    expect(course.results.get("right")?.figures["time"]?.value).toBe(45);
  });

  it("moves the phone up for the second part of a bend, and begins anew when the two do not fit", () => {
    const outcomes: Outcome[] = [
      { refused: { code: "parts-do-not-fit", message: "Check the places." } },
      {
        whole_deg: around(100, 10, "deg"),
        hip_deg: around(60, 10, "deg"),
        lumbar_deg: around(40, 10, "deg"),
        hip_share: around(0.6, 0.12, "of 1"),
        is_outside_usual: false,
        sacrum: { angle_deg: 60, bends_deg: [60, 60, 60] },
        rib: { angle_deg: 100, bends_deg: [100, 100] },
        quality,
      },
    ];
    const protocol = aProtocol({ test: "forward-bend", measures: "bend", sides: false, tries: 1, placement: "sacrum", second_placement: "lowest-rib" });
    const course = new Course(protocol, () => outcomes.shift() as Outcome);
    expect(walkThrough(course, [1])).toEqual(["second-part"]);
    expect(course.task).toEqual({ side: "", number: 1, placement: "lowest-rib", part: 1 });
    expect(walkThrough(course, [2])).toEqual(["unclear"]);
    expect(course.task.placement).toBe("sacrum");
    expect(walkThrough(course, [1, 2])).toEqual(["second-part", "finished"]);
    expect(course.results.get("")?.figures["good-trials"]?.value).toBe(2);
  });
});
