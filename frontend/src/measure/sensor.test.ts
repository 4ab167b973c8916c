import { describe, expect, it } from "vitest";
import { newId } from "./keep";
import { forEngine, Recorder } from "./recorder";
import { platformOf, sampleOf } from "./sensor";

const MOTION = {
  accelerationIncludingGravity: { x: 1, y: 2, z: 9.6 },
  rotationRate: { alpha: 180, beta: 90, gamma: 0 },
  timeStamp: 1234.5,
};

describe("one event of the motion sensor", () => {
  it("gives the rate about x, y and z in radians", () => {
    expect(sampleOf(MOTION)).toEqual({ at: 1234.5, acceleration: [1, 2, 9.6], rotation: [Math.PI, Math.PI / 2, 0] });
  });

  it("may lack the rate, not the acceleration", () => {
    expect(sampleOf({ ...MOTION, rotationRate: null })?.rotation).toBeNull();
    expect(sampleOf({ ...MOTION, rotationRate: { alpha: null, beta: null, gamma: null } })?.rotation).toBeNull();
    expect(sampleOf({ ...MOTION, accelerationIncludingGravity: null })).toBeNull();
    expect(sampleOf({ ...MOTION, accelerationIncludingGravity: { x: null, y: null, z: null } })).toBeNull();
  });
});

describe("the platform", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0, "other"],
    ["Mozilla/5.0 (Linux; Android 16; K)", 5, "android"],
    ["Mozilla/5.0 (X11; Linux x86_64)", 0, "other"],
  ])("of %s with %d touches is %s", (agent, touches, platform) => {
    expect(platformOf(agent, touches)).toBe(platform);
  });
});

describe("a recording", () => {
  it("is for the engine exactly what may be kept", () => {
    const recorder = new Recorder({ placement: "shin", side: "left", platform: "ios", device: "iPhone" });
    for (const at of [1000, 1016.7]) recorder.add({ at, acceleration: [0, -9.8, 0], rotation: [0.1, 0, 0] });
    const plain = recorder.plain();
    expect(plain).toMatchObject({ acceleration_sign: "inverted", side: "left", time_s: [0, 0.0167] });
    expect(forEngine(plain)).toMatchObject({ timeS: [0, 0.0167], acceleration: [[0, 0], [-9.8, -9.8], [0, 0]], accelerationSign: "inverted" });
  });

  it("without a rate throughout has none", () => {
    const recorder = new Recorder({ placement: "sacrum", side: "", platform: "android", device: "" });
    recorder.add({ at: 0, acceleration: [0, 9.8, 0], rotation: [0, 0, 0] });
    recorder.add({ at: 16, acceleration: [0, 9.8, 0], rotation: null });
    expect(recorder.plain().rotation_rate_rad_s).toBeNull();
    expect(recorder.plain()).not.toHaveProperty("side");
  });

  it("is sent under an id of the right form", () => {
    expect(newId((bytes) => bytes.fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  });
});
