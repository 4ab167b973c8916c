import { afterEach, describe, expect, it, vi } from "vitest";
import { columnsOf, errorBars, isJoined, secondsOf, spanOf, type Chart, type ChartPoint } from "./chart-data";

const DAY = 86_400;

function point(day: string, value: number, error = 0): ChartPoint {
  return { day, value, low: error ? value - error : null, high: error ? value + error : null };
}

function chart(...lines: ChartPoint[][]): Chart {
  return {
    id: "pain",
    look: "points",
    least: 0,
    most: 10,
    unit: "",
    countsFrom: null,
    joinFrom: 4,
    lines: lines.map((points, place) => ({ name: String(place), points })),
  };
}

describe("columns", () => {
  it("hold every day once, in order, with holes", () => {
    const found = columnsOf(chart([point("2026-12-07", 4), point("2026-11-23", 5)], [point("2026-11-30", 3)]));
    expect(found.days).toEqual(["2026-11-23", "2026-11-30", "2026-12-07"].map(secondsOf));
    expect(found.values).toEqual([
      [5, null, 4],
      [null, 3, null],
    ]);
  });

  it("are empty for a chart without points", () => {
    expect(columnsOf(chart([]))).toEqual({ days: [], values: [[]] });
  });
});

describe("a day", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each(["Pacific/Auckland", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata", "Europe/London"])(
    "is the same day in %s, on both sides of a clock change",
    (zone) => {
      vi.stubEnv("TZ", zone);
      for (const day of ["2027-01-05", "2027-03-28", "2027-04-04", "2027-09-26", "2027-12-31"]) {
        expect(new Date(secondsOf(day) * 1000).getDate()).toBe(Number(day.slice(-2)));
      }
    },
  );
});

describe("the span", () => {
  it("is a fortnight at least, with the only point in the middle", () => {
    const at = secondsOf("2026-11-23");
    expect(spanOf([at])).toEqual([at - 7 * DAY, at + 7 * DAY]);
  });

  it("leaves two days of air around many", () => {
    const [first, last] = [secondsOf("2026-01-01"), secondsOf("2026-06-01")];
    expect(spanOf([first, last])).toEqual([first - 2 * DAY, last + 2 * DAY]);
  });

  it("leaves the last bar the width of its week", () => {
    const [first, last] = [secondsOf("2026-01-05"), secondsOf("2026-06-01")];
    expect(spanOf([first, last], "bars")[1]).toBeGreaterThanOrEqual(last + 7 * DAY);
  });
});

describe("joining points", () => {
  const days = ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"];

  it("waits for the fourth: three points are no trend", () => {
    const three = chart(days.slice(0, 3).map((day) => point(day, 3)));
    const four = chart(days.map((day) => point(day, 3)));
    expect(three.lines.map((line) => isJoined(three, line))).toEqual([false]);
    expect(four.lines.map((line) => isJoined(four, line))).toEqual([true]);
  });

  it("is for the first line only", () => {
    const two = chart(days.map((day) => point(day, 3)), days.map((day) => point(day, 4)));
    expect(two.lines.map((line) => isJoined(two, line))).toEqual([true, false]);
  });

  it("never happens for bars, nor where each point has its own error", () => {
    const bars: Chart = { ...chart(days.map((day) => point(day, 3))), look: "bars" };
    const measured = chart(days.map((day) => point(day, 30, 5)));
    expect(bars.lines.some((line) => isJoined(bars, line))).toBe(false);
    expect(measured.lines.some((line) => isJoined(measured, line))).toBe(false);
  });
});

it("error bars are those of the points that have one", () => {
  const [line] = chart([point("2026-11-23", 30, 5), point("2026-11-30", 31)]).lines;
  expect(line && errorBars(line)).toEqual([{ at: secondsOf("2026-11-23"), low: 25, high: 35 }]);
});
