import { Color, type BufferGeometry, type SkinnedMesh } from "three";
import { beforeAll, describe, expect, it } from "vitest";
import type { BodyExport } from "./export";
import { Figure } from "./figure";
import fixture from "./fixtures/places.json";
import { parseColor, type Palette } from "./palette";
import { activationOf, standing } from "./posture";

const body = fixture.body as unknown as BodyExport;
const palette: Palette = {
  paper: new Color(1, 1, 1), raised: new Color(1, 1, 1), ink: new Color(0, 0, 0), line: new Color(0.5, 0.5, 0.5),
  shape: new Color(0.8, 0.7, 0.6), outline: new Color(0.4, 0.3, 0.3), hips: new Color(0, 0.4, 0.4), lowBack: new Color(0.8, 0.3, 0.2),
  skin: new Color(0.8, 0.7, 0.6), shirt: new Color(1, 1, 1), shorts: new Color(0.5, 0.5, 0.5), cloth: new Color(0.8, 0.7, 0.6),
  wood: new Color(0.7, 0.6, 0.5), tool: new Color(0.3, 0.3, 0.3), wall: new Color(0.9, 0.9, 0.8), bone: new Color(0.9, 0.9, 0.9), shade: new Color(0, 0, 0),
  isDark: false,
};
const MOST_TRIANGLES = 120_000;

describe("the figure", () => {
  let figure: Figure;
  beforeAll(async () => {
    figure = new Figure(body);
    await figure.grow();
  }, 60_000);

  const geometries = (): BufferGeometry[] => figure.group.children.map((child) => (child as SkinnedMesh).geometry);

  it("is a closed skin: every edge has two faces", () => {
    const index = geometries()[0]?.getIndex();
    if (!index) throw new Error("no skin");
    const edges = new Map<string, number>();
    for (let i = 0; i < index.count; i += 3) {
      for (const [a, b] of [[0, 1], [1, 2], [2, 0]] as const) {
        const [p, q] = [index.getX(i + a), index.getX(i + b)];
        const key = p < q ? `${p},${q}` : `${q},${p}`;
        edges.set(key, (edges.get(key) ?? 0) + 1);
      }
    }
    expect([...edges.values()].filter((count) => count !== 2).length / edges.size).toBeLessThan(0.001);
  });

  it("gives every point of the skin weights that add up to one", () => {
    const weights = geometries()[0]?.getAttribute("skinWeight");
    if (!weights) throw new Error("no weights");
    for (let i = 0; i < weights.count; i += 97) {
      expect(weights.getX(i) + weights.getY(i) + weights.getZ(i) + weights.getW(i)).toBeCloseTo(1, 5);
    }
  });

  it("stays within the budget with bones, muscles and shadow", () => {
    figure.pose(standing(body), 0, true);
    figure.show({ skin: 0.2, load: { lumbar: 0, hip: 0 }, activation: activationOf(body, standing(body)) }, palette);
    const triangles = geometries().map((geometry) => (geometry.getIndex()?.count ?? 0) / 3);
    expect(triangles).toHaveLength(3);
    const skin = triangles[0] ?? 0;
    expect(triangles.reduce((a, b) => a + b, skin)).toBeLessThan(MOST_TRIANGLES);
  });

  it("frees everything it made", () => {
    const freed = new Set<BufferGeometry>();
    for (const geometry of geometries()) geometry.addEventListener("dispose", () => freed.add(geometry));
    const made = geometries().length;
    figure.dispose();
    expect(freed.size).toBe(made);
  });
});

describe("colours", () => {
  it.each([
    ["rgb(255, 0, 0)", [1, 0, 0]],
    ["rgba(0, 255, 0, 0.5)", [0, 1, 0]],
    ["color(srgb 0 0 1)", [0, 0, 1]],
  ])("reads %s as a browser writes it", (text, [r, g, b]) => {
    const color = parseColor(text);
    expect([color.r, color.g, color.b].map((v) => Math.round(v * 1000) / 1000)).toEqual([r, g, b]);
  });
});
