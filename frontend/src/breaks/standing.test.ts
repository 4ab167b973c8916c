import { expect, test } from "vitest";
import { afterSleep, leftPct, readStanding, turnOf } from "./standing";

const WALL = Date.parse("2026-11-23T10:00:00Z");
/** The page's own clock; it counts from anywhere. */
const START = 5_000;
const MINUTE = 60_000;
const SITTING = {
  presence: "sitting",
  now: "2026-11-23T10:00:00+00:00",
  since: "2026-11-23T10:00:00+00:00",
  due: "2026-11-23T10:40:00+00:00",
  lapses: "2026-11-23T10:55:00+00:00",
};

test("the instant decides, however often one looks", () => {
  const standing = readStanding(SITTING, START, WALL);
  expect(turnOf(standing, START + 40 * MINUTE - 1)).toBe("wait");
  expect(turnOf(standing, START + 40 * MINUTE)).toBe("due");
  expect(turnOf(standing, START + 55 * MINUTE)).toBe("over");
});

test.each([-7, 7, 180, -180, -400 * 24 * 60])("a clock on the wall that is %i minutes off moves no nudge", (minutes) => {
  const wrong = readStanding(SITTING, START, WALL + minutes * MINUTE);
  expect(turnOf(wrong, START + 40 * MINUTE - 1)).toBe("wait");
  expect(turnOf(wrong, START + 40 * MINUTE)).toBe("due");
});

test("a sleep in which the page's clock stood still counts as time, a clock put back does not", () => {
  const standing = readStanding(SITTING, START, WALL);
  expect(turnOf(afterSleep(standing, 40 * MINUTE), START)).toBe("due");
  expect(turnOf(afterSleep(standing, -180 * MINUTE), START + 40 * MINUTE)).toBe("due");
});

test("the ring empties evenly and never leaves its ends", () => {
  const standing = readStanding(SITTING, START, WALL);
  expect(leftPct(standing, START)).toBe(100);
  expect(leftPct(standing, START + 10 * MINUTE)).toBe(75);
  expect(leftPct(standing, START + 90 * MINUTE)).toBe(0);
  expect(leftPct(standing, START - MINUTE)).toBe(100);
});

test("without a nudge there is nothing to wait for", () => {
  const away = readStanding({ presence: "away", now: SITTING.now, due: "nonsense" }, START, WALL);
  expect(turnOf(away, START + 1000 * MINUTE)).toBe("wait");
  expect(leftPct(away, START)).toBe(0);
});

test("a copy from days ago does not turn the clock back", () => {
  const copy = readStanding(SITTING, START, WALL + 3000 * MINUTE, false);
  expect(turnOf(copy, START)).toBe("over");
});
