/** From an area of pixels to the outline of it, as the path of a drawing. */

export interface Grid {
  readonly width: number;
  readonly height: number;
  /** How much of each pixel belongs, 0 to 1; rows from the top. */
  readonly values: Float32Array;
}

export type Point = readonly [number, number];

const SMALLEST_PX2 = 14;

/** The path of every area above `level`; holes run the other way round. */
export function outline(grid: Grid, level: number, tolerance: number): string {
  return loops(grid, level)
    .filter((loop) => Math.abs(area(loop)) > SMALLEST_PX2)
    .map((loop) => written(simplified(loop, tolerance)))
    .join("");
}

/** Marching squares: closed lines where the values cross `level`, with what is inside on the right. */
export function loops({ width, height, values }: Grid, level: number): Point[][] {
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? -1 : (values[y * width + x] as number)) - level;
  const following = new Map<number, [number, Point]>();
  for (let y = -1; y < height; y += 1) {
    for (let x = -1; x < width; x += 1) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const;
      for (const [from, to] of CASES[caseOf(corners)] ?? []) {
        following.set(edgeId(x, y, from, width), [edgeId(x, y, to, width), crossing(x, y, from, corners)]);
      }
    }
  }
  return linked(following);
}

function caseOf(corners: readonly number[]): number {
  return corners.reduce((bits, value, corner) => bits | (value > 0 ? 1 << corner : 0), 0);
}

/** Which edges of a cell a line joins, by which of its corners are inside. Edges: 0 top, 1 right, 2 bottom, 3 left. */
const CASES: readonly (readonly (readonly [number, number])[])[] = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], [],
];

/** A number for an edge that both cells beside it agree on. */
function edgeId(x: number, y: number, edge: number, width: number): number {
  const row = width + 2;
  const across = edge === 0 || edge === 2;
  return 2 * ((y + 1 + (edge === 2 ? 1 : 0)) * row + x + 1 + (edge === 1 ? 1 : 0)) + (across ? 0 : 1);
}

function crossing(x: number, y: number, edge: number, corners: readonly number[]): Point {
  const [a, b] = [corners[edge] as number, corners[(edge + 1) % 4] as number];
  const t = a / (a - b);
  const places: readonly Point[] = [[x + t, y], [x + 1, y + t], [x + 1 - t, y + 1], [x, y + 1 - t]];
  return places[edge] as Point;
}

function linked(following: Map<number, [number, Point]>): Point[][] {
  const out: Point[][] = [];
  for (const start of following.keys()) {
    const loop: Point[] = [];
    let edge = start;
    for (let step = following.get(edge); step; step = following.get(edge)) {
      following.delete(edge);
      loop.push(step[1]);
      edge = step[0];
    }
    if (loop.length > 2) out.push(loop);
  }
  return out;
}

export function area(loop: readonly Point[]): number {
  return loop.reduce((sum, [x, y], i) => {
    const [nx, ny] = loop[(i + 1) % loop.length] as Point;
    return sum + (x * ny - nx * y) / 2;
  }, 0);
}

/** Leave out every point that lies within `tolerance` of the line without it (Ramer, Douglas and Peucker). */
export function simplified(loop: readonly Point[], tolerance: number): Point[] {
  const far = loop.reduce((best, point, i) => (distance2(point, loop[0] as Point) > distance2(loop[best] as Point, loop[0] as Point) ? i : best), 0);
  const half = thinned(loop.slice(0, far + 1), tolerance);
  const rest = thinned([...loop.slice(far), loop[0] as Point], tolerance);
  return [...half.slice(0, -1), ...rest.slice(0, -1)];
}

function thinned(line: readonly Point[], tolerance: number): Point[] {
  const [a, b] = [line[0] as Point, line[line.length - 1] as Point];
  let [worst, most] = [0, tolerance];
  for (let i = 1; i < line.length - 1; i += 1) {
    const off = fromLine(line[i] as Point, a, b);
    if (off > most) [worst, most] = [i, off];
  }
  if (!worst) return [a, b];
  return [...thinned(line.slice(0, worst + 1), tolerance).slice(0, -1), ...thinned(line.slice(worst), tolerance)];
}

function fromLine(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const long2 = dx * dx + dy * dy;
  const t = long2 ? Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / long2)) : 0;
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

function distance2(a: Point, b: Point): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

/** Whole pixels, each from the one before: short to send. */
function written(loop: readonly Point[]): string {
  const whole = loop.map(([x, y]) => [Math.round(x), Math.round(y)] as const);
  const [first, ...rest] = whole;
  if (!first || rest.length < 2) return "";
  let [x, y] = first;
  let out = `M${x} ${y}l`;
  let isFirst = true;
  for (const [nx, ny] of rest) {
    if (nx === x && ny === y) continue;
    const [dx, dy] = [String(nx - x), String(ny - y)];
    out += `${isFirst || dx.startsWith("-") ? "" : " "}${dx}${dy.startsWith("-") ? "" : " "}${dy}`;
    [x, y] = [nx, ny];
    isFirst = false;
  }
  return `${out}z`;
}

/** Soften an area a little, so that steps of pixels do not show in its outline. */
export function softened({ width, height, values }: Grid, times: number): Grid {
  let from = values;
  for (let round = 0; round < times; round += 1) {
    const across = new Float32Array(from.length);
    const down = new Float32Array(from.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const i = y * width + x;
        across[i] = (2 * (from[i] as number) + (x > 0 ? (from[i - 1] as number) : 0) + (x < width - 1 ? (from[i + 1] as number) : 0)) / 4;
      }
    }
    for (let i = 0; i < across.length; i += 1) down[i] = (2 * (across[i] as number) + (across[i - width] ?? 0) + (across[i + width] ?? 0)) / 4;
    from = down;
  }
  return { width, height, values: from };
}
