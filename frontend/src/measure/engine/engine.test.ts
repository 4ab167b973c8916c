/** The same figures, verdicts, concerns and refusals as Python on the same recordings, and never a throw. */
import { describe, expect, it } from "vitest";
import { evaluate, isRefused, type Recording, type Test } from "./index";
import cases from "./fixtures/outcomes.json";
import { readFixture } from "./read-fixture";

/** Of every figure, in its own unit; both are rounded to 0.0001. */
const TOLERANCE = 0.001;
const TESTS: Test[] = ["walk", "hip-rotation", "hip-flexion", "thomas", "bend", "stance", "chair", "bridge", "hold"];

function measured(test: Test, recordings: Recording[]) {
  const [first, second] = recordings;
  return test === "bend" && first && second ? evaluate(test, first, { rib: second }) : evaluate(test, recordings);
}

/** `value` with every figure that lies within the tolerance replaced by the one Python gives. */
function snapped(value: unknown, python: unknown): unknown {
  if (typeof value === "number" && typeof python === "number") return Math.abs(value - python) <= TOLERANCE ? python : value;
  if (Array.isArray(value) && Array.isArray(python)) return value.map((inner, i) => snapped(inner, python[i]));
  if (!value || !python || typeof value !== "object" || typeof python !== "object") return value;
  const known = python as Record<string, unknown>;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, snapped(inner, known[key])]));
}

describe("the engine beside Python", () => {
  it.each(cases)("$test of $recordings", ({ test, recordings, outcome }) => {
    const found = measured(test as Test, recordings.map(readFixture));
    expect(snapped(found, outcome)).toEqual(outcome);
  });

  it("has cases of every test, measured and refused", () => {
    for (const test of TESTS) {
      const found = cases.filter((one) => one.test === test);
      expect(found.some(({ outcome }) => "refused" in outcome), test).toBe(true);
      expect(found.some(({ outcome }) => !("refused" in outcome)), test).toBe(true);
    }
  });
});

describe("whatever the signals are", () => {
  const base = readFixture("rotation-right");
  const n = 600;
  const column = (change: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => change(i));
  const noise = (seed: number) => column((i) => Math.sin(seed * 12.9898 + i * i * 78.233) * 3);
  const odd: Record<string, Recording> = {
    empty: { ...base, timeS: [], acceleration: [[], [], []], rotationRate: [[], [], []] },
    "of different lengths": { ...base, timeS: base.timeS, acceleration: [[1], [2], [3]] },
    "without a number": { ...base, timeS: column(() => NaN), acceleration: [noise(1), noise(2), noise(3)], rotationRate: null },
    "of noise": { ...base, timeS: column((i) => i / 60), acceleration: [noise(1), noise(2), noise(3).map((v) => v + 9.8)], rotationRate: [noise(4), noise(5), noise(6)] },
    "in free fall": { ...base, timeS: column((i) => i / 60), acceleration: [column(() => 0), column(() => 0), column(() => 0)], rotationRate: null },
    "of huge values": { ...base, timeS: column((i) => i / 60), acceleration: [column(() => 1e300), noise(2), noise(3)], rotationRate: null },
    "of the smallest steps": { ...base, timeS: column((i) => i * 5e-324), acceleration: [noise(1), noise(2), noise(3).map((v) => v + 9.8)], rotationRate: null },
    "with jumps to nothing": { ...base, acceleration: base.acceleration.map((c) => Array.from(c, (v, i) => (i % 97 ? v : 0))) as unknown as Recording["acceleration"] },
  };

  it.each(Object.keys(odd).flatMap((name) => TESTS.map((test) => ({ name, test }))))("$test of signals $name", ({ name, test }) => {
    const outcome = measured(test, [odd[name]!, odd[name]!]);
    if (isRefused(outcome)) {
      expect(outcome.refused.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(outcome.refused.message).toMatch(/^[A-Z].*\.$/);
      expect(outcome.refused.message).not.toMatch(/[{}]|NaN|undefined/);
    } else {
      expect(JSON.stringify(outcome)).not.toContain("null,");
      expect(outcome.quality.verdict).toBeDefined();
    }
  });

  it.each(TESTS)("no recording at all is refused: %s", (test) => {
    expect(isRefused(evaluate(test, []))).toBe(true);
  });

  it("takes the sign from the platform where it is not said, and says so", () => {
    const inverted = base.acceleration.map((c) => Array.from(c, (v) => -v)) as unknown as Recording["acceleration"];
    const plain = evaluate("hip-rotation", base);
    const apple = evaluate("hip-rotation", { ...base, acceleration: inverted, platform: "ios", accelerationSign: null });
    if (isRefused(plain) || isRefused(apple)) throw new Error("both are good recordings");
    expect(apple.internal).toEqual(plain.internal);
    expect(apple.quality.assumed).toEqual(["The file is from iOS, so acceleration was turned round to the Android sign."]);
  });
});
