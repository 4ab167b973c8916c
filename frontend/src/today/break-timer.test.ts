import { expect, test } from "vitest";
import { minutesLeft } from "./break-timer";

test("the clock decides, not the number of ticks", () => {
  expect(minutesLeft(0, 30, 10 * 60_000)).toBe(20);
});

test("it never goes below zero", () => {
  expect(minutesLeft(0, 30, 90 * 60_000)).toBe(0);
});
