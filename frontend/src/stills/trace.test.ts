import { describe, expect, it } from "vitest";
import { area, loops, outline, simplified, softened, type Grid } from "./trace";

function grid(rows: readonly string[]): Grid {
  return { width: rows[0]?.length ?? 0, height: rows.length, values: Float32Array.from(rows.join(""), (c) => (c === "#" ? 1 : 0)) };
}

function disc(size: number, radius: number): Grid {
  const values = new Float32Array(size * size);
  const middle = (size - 1) / 2;
  for (let i = 0; i < values.length; i += 1) values[i] = Math.hypot((i % size) - middle, Math.floor(i / size) - middle) < radius ? 1 : 0;
  return { width: size, height: size, values };
}

describe("outlines", () => {
  it("goes once round an area", () => {
    const found = loops(disc(60, 20), 0.5);
    expect(found).toHaveLength(1);
    expect(Math.abs(area(found[0] ?? []))).toBeCloseTo(Math.PI * 20 ** 2, -2);
  });

  it("goes round a hole the other way", () => {
    const found = loops(grid(["#####", "#####", "##.##", "#####", "#####"]), 0.5).map(area);
    expect(found).toHaveLength(2);
    expect(Math.sign(found[0] ?? 0)).toBe(-Math.sign(found[1] ?? 0));
  });

  it("closes an area that touches the edge of the picture", () => {
    expect(loops(grid(["##", "##"]), 0.5)).toHaveLength(1);
  });

  it("separates areas that touch at a corner", () => {
    const areas = loops(grid(["##..", "##..", "..##", "..##"]), 0.5).map(area);
    expect(areas.every((value) => Math.sign(value) === Math.sign(areas[0] ?? 0))).toBe(true);
  });

  it("leaves out crumbs and writes the rest in whole numbers", () => {
    expect(outline(grid(["...", ".#.", "..."]), 0.5, 1)).toBe("");
    expect(outline(disc(60, 20), 0.5, 1)).toMatch(/^M\d+ \d+l[\d -]+z$/);
  });

  it("keeps within the tolerance, with far fewer points", () => {
    const loop = loops(softened(disc(200, 80), 3), 0.5)[0] ?? [];
    const fewer = simplified(loop, 0.8);
    expect(fewer.length).toBeLessThan(loop.length / 5);
    for (const [x, y] of fewer) expect(Math.abs(Math.hypot(x - 99.5, y - 99.5) - 80)).toBeLessThan(1.5);
    expect(Math.abs(area(fewer)) / Math.abs(area(loop))).toBeCloseTo(1, 1);
  });
});
