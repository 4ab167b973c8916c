import { describe, expect, it } from "vitest";
import { HoldWatch, LandingWatch, Tilt } from "./live";
import type { Sample } from "./sensor";

const STEP_MS = 16;

/** The phone leaning by `degrees` from lying flat, with a shake on top. */
function sample(at: number, degrees: number, shake = 0): Sample {
  const angle = (degrees * Math.PI) / 180;
  return { at, acceleration: [0, 9.81 * Math.sin(angle), 9.81 * Math.cos(angle) + shake], rotation: null };
}

/** Feeds one sample every 16 ms from `from` to `to` seconds. */
function during(from: number, to: number, feed: (at: number) => void): void {
  for (let at = from * 1000; at < to * 1000; at += STEP_MS) feed(at);
}

describe("the dial", () => {
  it.each([1, -1])("shows the angle from the zero with either sign of acceleration (%d)", (sign) => {
    const tilt = new Tilt();
    const feed = (at: number, degrees: number): void => {
      const { acceleration, ...rest } = sample(at, degrees);
      tilt.feed({ ...rest, acceleration: [acceleration[0] * sign, acceleration[1] * sign, acceleration[2] * sign] });
    };
    during(0, 2, (at) => feed(at, 5));
    tilt.setZero();
    during(2, 5, (at) => feed(at, 40));
    expect(tilt.angleDeg).toBeCloseTo(35, 0);
    expect(tilt.topEdgeDeg).toBeCloseTo(40, 0);
  });
});

describe("a hold", () => {
  function held(lowerAt: number): { watch: HoldWatch; endedAt: number | null } {
    const tilt = new Tilt();
    const watch = new HoldWatch(tilt);
    let endedAt: number | null = null;
    during(0, 40, (at) => {
      const seconds = at / 1000;
      tilt.feed(sample(at, seconds > 4 && seconds < lowerAt ? 30 : 0));
      if (!tilt.hasZero && seconds > 2) tilt.setZero();
      watch.feed(at);
      if (watch.hasDropped(at)) endedAt ??= seconds;
    });
    return { watch, endedAt };
  }

  it("ends soon after the hips come down", () => {
    const { endedAt } = held(20);
    expect(endedAt).toBeGreaterThan(20.5);
    expect(endedAt).toBeLessThan(21.8);
  });

  it("goes on while they stay up", () => {
    const { watch, endedAt } = held(100);
    expect(endedAt).toBeNull();
    expect(watch.heldS(40_000)).toBeGreaterThan(35);
  });

  it("does not begin with a twitch", () => {
    expect(held(4.3).endedAt).toBeNull();
  });
});

describe("a stance", () => {
  function landed(jolts: number[]): number | null {
    const watch = new LandingWatch();
    let landedAt: number | null = null;
    during(0, 40, (at) => {
      const seconds = at / 1000;
      const jolting = jolts.some((jolt) => seconds >= jolt && seconds < jolt + 0.25);
      watch.feed(sample(at, 0, jolting ? 4 * Math.sin(seconds * 60) : 0.05 * Math.sin(seconds * 40)), seconds > 4);
      if (watch.hasLanded) landedAt ??= seconds;
    });
    return landedAt;
  }

  it("ends with the foot's landing", () => {
    const at = landed([5, 20]);
    expect(at).toBeGreaterThan(19.9);
    expect(at).toBeLessThan(20.5);
  });

  it("takes two jolts close together for one lift", () => {
    expect(landed([5, 6])).toBeNull();
  });

  it("minds no jolt before the foot was to be lifted", () => {
    expect(landed([1, 2.5])).toBeNull();
  });
});
