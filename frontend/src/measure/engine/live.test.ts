/** The live part follows the figures of the engine closely enough for a dial, a voice and an automatic end. */
import { describe, expect, it } from "vitest";
import { evaluate, HoldWatch, isRefused, StanceWatch, TiltFollower, type Recording, type Sample } from "./index";
import { readFixture } from "./read-fixture";

function samplesOf(recording: Recording): Sample[] {
  const { timeS, acceleration: [x, y, z], rotationRate } = recording;
  return Array.from(timeS, (time, i) => ({
    at: 1000 * time,
    acceleration: [x[i]!, y[i]!, z[i]!] as const,
    rotation: rotationRate && ([rotationRate[0][i]!, rotationRate[1][i]!, rotationRate[2][i]!] as const),
  }));
}

/** Feed every sample; the zero is set after a second. */
function play(name: string, watch: (follower: TiltFollower, sample: Sample) => void): TiltFollower {
  const follower = new TiltFollower();
  for (const sample of samplesOf(readFixture(name))) {
    follower.feed(sample);
    if (!follower.hasZero && sample.at >= 1000) follower.setZero();
    watch(follower, sample);
  }
  return follower;
}

describe("the tilt follower", () => {
  it.each([["rotation-right", 1.0], ["rotation-no-rate", 1.0]])("holds the angles of %s within %s degrees", (name, within) => {
    const held: number[] = [];
    let was = false;
    play(name, (follower) => {
      const is = follower.stillS >= 0.8;
      if (is && !was && follower.angleDeg > 8) held.push(follower.angleDeg);
      was = is;
    });
    const outcome = evaluate("hip-rotation", readFixture(name));
    if (isRefused(outcome)) throw new Error("a good recording");
    for (const trial of outcome.internal!.trials_deg) {
      expect(Math.min(...held.map((angle) => Math.abs(angle - trial)))).toBeLessThan(within);
    }
  });

  it("says how fast it turns, and when it rests", () => {
    let fastest = 0;
    const follower = play("rotation-right", ({ speedDegS }) => (fastest = Math.max(fastest, speedDegS)));
    expect(fastest).toBeGreaterThan(30);
    expect(follower.stillS).toBeGreaterThan(0.8);
    expect(follower.speedDegS).toBeLessThan(3);
  });

  it("gives the top edge of a hanging thigh", () => {
    const outcome = evaluate("thomas", readFixture("thigh-hangs"));
    if (isRefused(outcome)) throw new Error("a good recording");
    expect(play("thigh-hangs", () => {}).topEdgeDeg).toBeCloseTo(-outcome.range.angle_deg.value, 0);
    expect(play("thigh-sign", () => {}).topEdgeDeg).toBeCloseTo(6, 0);
  });

  it("passes over what is no sample, and goes on after a gap", () => {
    const follower = new TiltFollower();
    const still = { acceleration: [0, 0, 9.8] as const, rotation: [0, 0, 0] as const };
    expect([follower.angleDeg, follower.speedDegS, follower.stillS, follower.topEdgeDeg]).toEqual([0, 0, 0, 0]);
    for (let i = 0; i < 120; i++) follower.feed({ at: i * 16, ...still });
    follower.setZero();
    follower.feed({ at: NaN, ...still });
    follower.feed({ at: 5000, acceleration: [NaN, 0, 0], rotation: null });
    follower.feed({ at: 100, ...still });
    expect(follower.at).toBe(119 * 16);
    for (let i = 0; i < 120; i++) follower.feed({ at: 9000 + i * 16, acceleration: [9.8, 0, 0], rotation: [0, 0, 0] });
    expect(follower.angleDeg).toBeCloseTo(90, 1);
    expect(follower.stillS).toBeGreaterThan(0.8);
  });
});

describe("the end of a hold", () => {
  it("comes when the hip drops", () => {
    const watch = new HoldWatch();
    let endedAt = 0;
    play("hold-drops", (follower) => {
      watch.feed(follower);
      if (watch.hasEnded) endedAt ||= follower.at;
    });
    const outcome = evaluate("hold", readFixture("hold-drops"));
    if (isRefused(outcome)) throw new Error("a good recording");
    expect(watch.heldS(Infinity)).toBeCloseTo(outcome.time_s.value, 0);
    expect(endedAt / 1000 - outcome.stop_s).toBeLessThan(1);
  });

  it("does not come while the position is held", () => {
    const watch = new HoldWatch();
    const follower = play("hold-open", (one) => watch.feed(one));
    expect([watch.hasStarted, watch.hasEnded]).toEqual([true, false]);
    expect(watch.heldS(follower.at)).toBeGreaterThan(10);
  });

  it("does not start without a lift", () => {
    const watch = new HoldWatch();
    play("lying-still", (follower) => watch.feed(follower));
    expect([watch.hasStarted, watch.heldS(9999)]).toEqual([false, 0]);
  });

  it.each(["stance-left", "stance-right"])("a stance ends with the landing: %s", (name) => {
    const watch = new StanceWatch();
    play(name, (_, sample) => watch.feed(sample, sample.at > 1300));
    const outcome = evaluate("stance", readFixture(name));
    if (isRefused(outcome)) throw new Error("a good recording");
    expect(watch.hasLanded).toBe(true);
    expect(Math.abs(watch.heldS(0) - outcome.time_s.value)).toBeLessThan(0.6);
  });

  it("there is no landing on two feet", () => {
    const watch = new StanceWatch();
    play("stance-both-feet", (_, sample) => watch.feed(sample, sample.at > 1300));
    expect([watch.hasLifted, watch.hasLanded, watch.heldS(5000)]).toEqual([false, false, 0]);
  });
});
