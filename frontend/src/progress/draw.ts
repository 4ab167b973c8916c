/** Draws one chart in ink: marks differ in shape, so that nothing depends on colour. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { columnsOf, errorBars, isJoined, spanOf, type Chart } from "./chart-data";

interface Ink {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly paper: string;
  readonly font: string;
}

const MARK = 5;

/** Draws into a place and returns a way to draw anew, for another size or other colours. */
export function draw(place: HTMLElement, chart: Chart): () => void {
  let plot: uPlot | undefined;
  const again = (): void => {
    plot?.destroy();
    plot = new uPlot(options(chart, place, inkOf(place)), dataOf(chart), place);
  };
  again();
  return again;
}

/** Colours resolve only as a property of an element: a token may hold light-dark(). */
function inkOf(place: HTMLElement): Ink {
  const probe = document.createElement("span");
  place.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    ink: read("--ink"),
    quiet: read("--ink-quiet"),
    line: read("--line"),
    paper: read("--paper"),
    font: `${getComputedStyle(place).fontSize} ${getComputedStyle(place).fontFamily}`,
  };
  probe.remove();
  return ink;
}

function dataOf(chart: Chart): uPlot.AlignedData {
  const { days, values } = columnsOf(chart);
  return [days, ...values] as uPlot.AlignedData;
}

function options(chart: Chart, place: HTMLElement, ink: Ink): uPlot.Options {
  const axis = { stroke: ink.quiet, font: ink.font, grid: { stroke: ink.line, width: 1 }, ticks: { show: false } };
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    padding: [MARK * 2, MARK * 6, 0, 0],
    scales: {
      x: { time: true, range: () => spanOf(columnsOf(chart).days, chart.look) },
      y: { range: () => [chart.least, chart.most] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 40,
        gap: 10,
        space: 70,
        values: (_plot, splits) => splits.map((at) => dayWords(at)),
        incrs: [86_400, 7 * 86_400, 14 * 86_400, 28 * 86_400, 91 * 86_400],
      },
      { ...axis, size: 44, space: 34, incrs: [1, 2, 5, 10, 20, 50, 100] },
    ],
    series: [{}, ...chart.lines.map((line) => seriesOf(chart, isJoined(chart, line), ink))],
    hooks: { drawAxes: [(plot) => changeLine(plot, chart, ink)], draw: [(plot) => marks(plot, chart, ink)] },
  };
}

function seriesOf(chart: Chart, joined: boolean, ink: Ink): uPlot.Series {
  if (chart.look === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.7, 28], align: 1 });
    return { fill: ink.ink, stroke: ink.ink, points: { show: false }, ...(paths ? { paths } : {}) };
  }
  return {
    stroke: ink.quiet,
    width: joined ? 1.5 : 0,
    spanGaps: true,
    points: { show: false },
    ...(joined ? {} : { paths: () => null }),
  };
}

function dayWords(at: number): string {
  return new Date(at * 1000).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
}

/** From here on a difference to the first score counts. */
function changeLine(plot: uPlot, chart: Chart, ink: Ink): void {
  if (chart.countsFrom === null) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(chart.countsFrom, "y", true));
  ctx.save();
  ctx.strokeStyle = ink.quiet;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([7 * devicePixelRatio, 5 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Filled circles for the first line, hollow squares for the second, each over its error bar. */
function marks(plot: uPlot, chart: Chart, ink: Ink): void {
  if (chart.look === "bars") return;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = ink.ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  const { days, values } = columnsOf(chart);
  // The first line comes last, so that it lies on top.
  [...chart.lines.entries()].reverse().forEach(([place, line]) => {
    const shift = chart.lines.length > 1 && errorBars(line).length ? (place - 0.5) * 10 * devicePixelRatio : 0;
    for (const bar of errorBars(line)) {
      const x = plot.valToPos(bar.at, "x", true) + shift;
      whisker(ctx, x, plot.valToPos(bar.low, "y", true), plot.valToPos(bar.high, "y", true));
    }
    values[place]?.forEach((value, at) => {
      if (value === null) return;
      const day = days[at] ?? 0;
      mark(ctx, plot.valToPos(day, "x", true) + shift, plot.valToPos(value, "y", true), place ? ink.paper : ink.ink, place > 0);
    });
  });
  ctx.restore();
}

function whisker(ctx: CanvasRenderingContext2D, x: number, low: number, high: number): void {
  const foot = 4 * devicePixelRatio;
  ctx.beginPath();
  for (const y of [low, high]) {
    ctx.moveTo(x - foot, y);
    ctx.lineTo(x + foot, y);
  }
  ctx.moveTo(x, low);
  ctx.lineTo(x, high);
  ctx.stroke();
}

function mark(ctx: CanvasRenderingContext2D, x: number, y: number, fill: string, isSquare: boolean): void {
  const size = (isSquare ? MARK - 1 : MARK) * devicePixelRatio;
  ctx.fillStyle = fill;
  ctx.beginPath();
  if (isSquare) ctx.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}
