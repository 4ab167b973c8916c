import { expect, test } from "vitest";
import { leftPct, readStanding, turnOf } from "./standing";

const START = Date.parse("2026-11-23T10:00:00Z");
const MINUTE = 60_000;
const SITTING = {
  presence: "sitting",
  now: "2026-11-23T10:00:00+00:00",
  since: "2026-11-23T10:00:00+00:00",
  due: "2026-11-23T10:40:00+00:00",
  lapses: "2026-11-23T10:55:00+00:00",
};

test("the instant decides, however often one looks", () => {
  const standing = readStanding(SITTING, START);
  expect(turnOf(standing, START + 40 * MINUTE - 1)).toBe("wait");
  expect(turnOf(standing, START + 40 * MINUTE)).toBe("due");
  expect(turnOf(standing, START + 55 * MINUTE)).toBe("over");
});

test("a device whose clock is wrong is nudged at the right moment", () => {
  const late = readStanding(SITTING, START - 7 * MINUTE);
  expect(turnOf(late, START + 33 * MINUTE - 1)).toBe("wait");
  expect(turnOf(late, START + 33 * MINUTE)).toBe("due");
});

test("the ring empties evenly and never leaves its ends", () => {
  const standing = readStanding(SITTING, START);
  expect(leftPct(standing, START)).toBe(100);
  expect(leftPct(standing, START + 10 * MINUTE)).toBe(75);
  expect(leftPct(standing, START + 90 * MINUTE)).toBe(0);
  expect(leftPct(standing, START - MINUTE)).toBe(100);
});

test("without a nudge there is nothing to wait for", () => {
  const away = readStanding({ presence: "away", now: SITTING.now, due: "nonsense" }, START);
  expect(turnOf(away, START + 1000 * MINUTE)).toBe("wait");
  expect(leftPct(away, START)).toBe(0);
});

test("a copy from days ago does not turn the clock back", () => {
  expect(readStanding(SITTING, START + 3000 * MINUTE, false).offsetMs).toBe(0);
});
