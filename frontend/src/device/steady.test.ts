import { expect, it } from "vitest";
import { Steady } from "./steady";

const HOUR = 3_600_000;

it.each([
  ["nothing while both go on", 2 * HOUR, 2 * HOUR, 0],
  ["nothing for a clock that was put right by a little", HOUR, HOUR + 5_000, 0],
  ["a clock put back", 1_000, 1_000 - 3 * HOUR, -3 * HOUR],
  ["a clock put ahead, or a sleep in which the steady one stood still", 1_000, 1_000 + 3 * HOUR, 3 * HOUR],
])("tells %s, once", (_name, steady, wall, by) => {
  let [here, there] = [50, 1_795_000_000_000];
  const clock = new Steady(() => here, () => there);
  here += steady;
  there += wall;
  expect([clock.moved(), clock.moved()]).toEqual([by, 0]);
});
