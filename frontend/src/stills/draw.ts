/** Draws one moment of the moving body as shapes in the page's colours. */
import type { Point } from "./trace";
import type { BodyExport, Movement, Posture } from "../viewer/export";
import { View } from "../viewer/view";
import type { Scene } from "../viewer/stage";
import { KINDS, kindsOf, Tracer, type Pass } from "./passes";
import { outline, softened, type Grid } from "./trace";

export interface Still {
  /** The body and its things, and apart from them the two that share a load; in pixels of the camera's picture. */
  readonly body: string;
  readonly back: string;
  readonly hips: string;
  /** How strong those two are here, 0 to 1. */
  readonly load: { readonly lumbar: number; readonly hip: number };
  /** Left, top, right and bottom of what is drawn. */
  readonly box: readonly [number, number, number, number];
}

const SIZE_PX = 720;
const TOLERANCE_PX = 0.9;
const COARSE_PX = 1.6;
const PASSES: readonly Pass[] = ["kinds", "light", "loads", "edges"];
/** Darker than these shares of full light; each lays one more coat of shade. */
const SHADES = [0.8, 0.6, 0.42] as const;
const BRIGHT = 1.02;
const OUTSIDE = 4;
const SEEN_SHADE = 60;

export class Drawing {
  private readonly canvas = Object.assign(document.createElement("canvas"), { width: SIZE_PX, height: SIZE_PX });
  private readonly tracer: Tracer;

  constructor(private readonly body: BodyExport) {
    document.body.append(this.canvas);
    this.tracer = new Tracer(body, document.body);
  }

  /** Both ends of a movement, from the same place. */
  movement(movement: Movement, needs: readonly string[]): Still[] {
    const view = new View(this.body, this.canvas);
    view.setMovement(movement, needs);
    const stills = endsOf(movement).map((progress) => {
      view.progress = progress;
      return this.still(view);
    });
    view.dispose();
    return stills;
  }

  /** Every posture of an everyday task, all from the same place. */
  task(postures: readonly Posture[], scene: Scene): Still[] {
    const view = new View(this.body, this.canvas);
    const show = (posture: Posture): void => view.setPosture(posture, 0, 0, scene);
    postures.forEach(show);
    const stills = postures.map((posture) => {
      show(posture);
      return this.still(view);
    });
    view.dispose();
    return stills;
  }

  private still(view: View): Still {
    const [kinds, light, loads, edges] = PASSES.map((pass) => {
      this.tracer.prepare(pass);
      view.draw(this.tracer, 0);
      const paper = this.canvas.getContext("2d");
      if (!paper) throw new Error("no picture came");
      return paper.getImageData(0, 0, SIZE_PX, SIZE_PX);
    }) as [ImageData, ImageData, ImageData, ImageData];
    const what = kindsOf(kinds);
    const body = [groundShade(what, light), ...areas(what), ...shades(what, light, edges)].join("");
    const [back, hips] = [painted(what, loads, 0), painted(what, loads, 1)];
    return { body, back, hips, load: { ...view.look.load }, box: boxOf(what, light) };
  }
}

/** The start, and the moment that is least like it; a hold has only one. */
export function endsOf({ frames }: Movement): number[] {
  const first = frames[0];
  const away = frames.map((frame) => Math.max(...frame.q.map((deg, i) => Math.abs(deg - (first?.q[i] ?? 0))), ...frame.back.map((deg, i) => Math.abs(deg - (first?.back[i] ?? 0)))));
  const most = away.indexOf(Math.max(...away));
  return (away[most] ?? 0) < 6 ? [0] : [0, most / (frames.length - 1)];
}

function gridOf(test: (pixel: number) => number): Grid {
  return { width: SIZE_PX, height: SIZE_PX, values: Float32Array.from({ length: SIZE_PX * SIZE_PX }, (_, i) => test(i)) };
}

function shape(grid: Grid, level: number, paint: string, tolerance = TOLERANCE_PX, soft = 2): string {
  const path = outline(softened(grid, soft), level, tolerance);
  return path ? `<path ${paint} d="${path}"/>` : "";
}

/** One flat shape per kind; the ones behind reach a little under the ones in front, so that no seam shows. */
function areas(what: Int8Array): string[] {
  return KINDS.map((name, kind) => {
    if (!what.includes(kind)) return "";
    const near = (i: number): boolean => [-2, -1, 1, 2, -2 * SIZE_PX, -SIZE_PX, SIZE_PX, 2 * SIZE_PX].some((step) => what[i + step] === kind);
    const grid = gridOf((i) => (what[i] === kind || ((what[i] as number) > kind && near(i)) ? 1 : 0));
    const isSeeThrough = name === "wall" ? ' opacity=".45"' : "";
    return shape(grid, 0.5, `fill="var(--figure-${name})"${isSeeThrough}`);
  });
}

/** Coats of shade, thicker where it is darker, and a thin line where one limb passes before another. */
function shades(what: Int8Array, light: ImageData, edges: ImageData): string[] {
  const lit = within(what, (i) => ((light.data[4 * i] as number) / 255) ** 2.2 / 0.8);
  const dark: Grid = { ...lit, values: lit.values.map((value) => (value < 0 ? value : 2 - value)) };
  const rims = gridOf((i) => ((what[i] as number) > 3 ? (edges.data[4 * i] as number) / 255 : 0));
  return [
    ...SHADES.map((level) => shape(dark, 2 - level, 'fill="var(--figure-shade)" opacity=".15"', COARSE_PX, 0)),
    shape(rims, 0.4, 'fill="var(--figure-shade)" opacity=".16"', TOLERANCE_PX, 1),
    shape(lit, BRIGHT, 'fill="#fff" opacity=".18"', COARSE_PX, 0),
  ];
}

/** Softened inside the figure only, so that a coat reaches its very edge and not beyond; outside it is far below any level. */
function within(what: Int8Array, value: (pixel: number) => number): Grid {
  const isIn = (i: number): boolean => (what[i] as number) > 0;
  const [sum, weight] = [softened(gridOf((i) => (isIn(i) ? value(i) : 0)), 4), softened(gridOf((i) => (isIn(i) ? 1 : 0)), 4)];
  return gridOf((i) => (isIn(i) ? (sum.values[i] as number) / Math.max(1e-6, weight.values[i] as number) : -OUTSIDE));
}

function groundShade(what: Int8Array, light: ImageData): string {
  const fallen = gridOf((i) => (what[i] === -1 ? (light.data[4 * i + 3] as number) / 255 : 0.5));
  return [0.2, 0.6].map((level) => shape(fallen, level, 'fill="var(--figure-shade)" opacity=".13"', COARSE_PX, 5)).join("");
}

/** One of the two that share a load, in three coats, so that it fades out at its edge. */
function painted(what: Int8Array, loads: ImageData, channel: 0 | 1): string {
  const grid = gridOf((i) => ((what[i] as number) > 3 ? ((loads.data[4 * i + channel] as number) / 255) ** 2.2 : 0));
  const paint = `fill="var(--${channel ? "hips" : "low-back"})" opacity=".42"`;
  return [0.18, 0.5, 0.8].map((level) => shape(grid, level, paint, COARSE_PX, 3)).join("");
}

/** Around everything but a wall, with the shade on the ground. */
function boxOf(what: Int8Array, light: ImageData): [number, number, number, number] {
  const isSeen = (kind: number, i: number): boolean => kind > 0 || (kind < 0 && (light.data[4 * i + 3] as number) > SEEN_SHADE);
  const corner = (pick: (a: number, b: number) => number, of: (p: Point) => number, from: number): number =>
    what.reduce((best, kind, i) => (isSeen(kind, i) ? pick(best, of([i % SIZE_PX, Math.floor(i / SIZE_PX)])) : best), from);
  return [
    corner(Math.min, ([x]) => x, SIZE_PX), corner(Math.min, ([, y]) => y, SIZE_PX),
    corner(Math.max, ([x]) => x, 0), corner(Math.max, ([, y]) => y, 0),
  ];
}

Object.assign(window, { Drawing });
