/** What the server says about one chart, and what the drawing library wants of it. No page, no drawing. */

export interface ChartPoint {
  readonly day: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ChartLine {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

export interface Chart {
  readonly id: string;
  readonly look: "points" | "bars";
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  readonly countsFrom: number | null;
  readonly joinFrom: number;
  readonly lines: readonly ChartLine[];
}

export interface Columns {
  /** Seconds since 1970, one for each day that any line has a point on. */
  readonly days: number[];
  /** One list for each line, with holes where it has no point. */
  readonly values: (number | null)[][];
}

const DAY_S = 86_400;

/** A day as seconds: noon on the clock of this device, by which the axis is labelled too. */
export function secondsOf(day: string): number {
  return Date.parse(`${day}T12:00:00`) / 1000;
}

/** Every day once, in order, with the value of each line or a hole. */
export function columnsOf(chart: Chart): Columns {
  const days = [...new Set(chart.lines.flatMap((line) => line.points.map((point) => point.day)))].sort();
  const values = chart.lines.map((line) => {
    const byDay = new Map(line.points.map((point) => [point.day, point.value]));
    return days.map((day) => byDay.get(day) ?? null);
  });
  return { days: days.map(secondsOf), values };
}

/** The first and last moment to show: a few days of air, and a fortnight at least. A bar needs room for its week. */
export function spanOf(days: readonly number[], look: Chart["look"] = "points"): [number, number] {
  const first = days[0] ?? 0;
  const last = (days.at(-1) ?? first) + (look === "bars" ? 6 * DAY_S : 0);
  const air = Math.max(2 * DAY_S, (14 * DAY_S - (last - first)) / 2);
  return [first - air, last + air];
}

/** Whether the points of a line may be joined: only the first, and never a few, which would look like a trend. */
export function isJoined(chart: Chart, line: ChartLine): boolean {
  const isFirst = chart.lines[0] === line;
  return isFirst && chart.look === "points" && line.points.length >= chart.joinFrom && line.points.every((p) => p.low === null);
}

/** Error bars of a line, as seconds and two ends. */
export function errorBars(line: ChartLine): { at: number; low: number; high: number }[] {
  return line.points.flatMap(({ day, low, high }) =>
    low === null || high === null ? [] : [{ at: secondsOf(day), low, high }],
  );
}
