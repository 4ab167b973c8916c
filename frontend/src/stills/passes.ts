/** The moving body, photographed several times: once for what is where, once for the light, once for the loads. */
import { Color } from "three";
import type { BodyExport } from "../viewer/export";
import type { Palette } from "../viewer/palette";
import { Studio, type Shot } from "../viewer/studio";

/** What a pixel shows, from the back of the drawing to its front. */
export const KINDS = ["wall", "cloth", "wood", "tool", "skin", "shirt", "shorts"] as const;
export type Kind = (typeof KINDS)[number];
export type Pass = "kinds" | "light" | "loads" | "edges";

const BLACK = new Color(0, 0, 0);
const WHITE = new Color(1, 1, 1);
/** Clothes are red, green and black, so that no mixture of two of them looks like a thing. */
const SIGNS: Readonly<Record<Kind, Color>> = {
  skin: new Color(1, 0, 0), shirt: new Color(0, 1, 0), shorts: BLACK,
  cloth: new Color(0, 0, 1), wood: new Color(1, 0, 1), tool: new Color(0, 1, 1), wall: WHITE,
};
const GREY = new Color(0.8, 0.8, 0.8);

export class Tracer extends Studio {
  constructor(body: BodyExport, root: HTMLElement) {
    super(body, root, false);
    this.disc.visible = false;
  }

  /** Light and colours for one pass; the view draws next. */
  prepare(pass: Pass): void {
    this.palette = { ...this.palette, ...coloursFor(pass), outline: pass === "edges" ? WHITE : BLACK, isDark: true };
    const isLit = pass === "light";
    this.sky.color.copy(WHITE);
    this.sky.groundColor.copy(isLit ? new Color(0.55, 0.55, 0.55) : WHITE);
    this.sky.intensity = isLit ? 1.5 : pass === "edges" ? 0 : Math.PI;
    this.key.intensity = isLit ? 2 : 0;
    this.fill.intensity = isLit ? 0.7 : 0;
    this.shade.opacity = isLit ? 1 : 0;
    this.figure.colour(this.palette);
  }

  override draw(shot: Shot): void {
    const hasLoads = this.palette.lowBack.r === 1;
    super.draw({ ...shot, look: { ...shot.look, skin: 1, load: hasLoads ? { lumbar: 1, hip: 1 } : { lumbar: 0, hip: 0 } } });
  }
}

function coloursFor(pass: Pass): Partial<Palette> {
  if (pass === "kinds") return { ...SIGNS, lowBack: BLACK, hips: BLACK };
  const one = pass === "light" ? GREY : BLACK;
  const loads = pass === "loads" ? { lowBack: new Color(1, 0, 0), hips: new Color(0, 1, 0) } : { lowBack: one, hips: one };
  return { ...Object.fromEntries(KINDS.map((kind) => [kind, one])), ...loads };
}

/** Which kind of thing each pixel shows: its place in `KINDS`, or -1. */
export function kindsOf(pixels: ImageData): Int8Array {
  const out = new Int8Array(pixels.width * pixels.height).fill(-1);
  for (let i = 0; i < out.length; i += 1) {
    const [r, g, b, a] = pixels.data.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    if (a > 40) out[i] = KINDS.indexOf(kindOf(r, g, b));
  }
  return out;
}

function kindOf(r: number, g: number, b: number): Kind {
  if (b < 128) return r > g && r > 150 ? "skin" : g > 150 ? "shirt" : "shorts";
  if (r > 150) return g > 150 ? "wall" : "wood";
  return g > 150 ? "tool" : "cloth";
}
