/** The colours of the picture, read from the page's own tokens; no colour is written here. */
import { Color } from "three";

export interface Palette {
  paper: Color;
  raised: Color;
  ink: Color;
  line: Color;
  shape: Color;
  outline: Color;
  hips: Color;
  lowBack: Color;
  skin: Color;
  shirt: Color;
  shorts: Color;
  cloth: Color;
  wood: Color;
  tool: Color;
  wall: Color;
  bone: Color;
  shade: Color;
  isDark: boolean;
}

const TOKENS = {
  paper: "--paper", raised: "--paper-raised", ink: "--ink", line: "--line-strong",
  shape: "--body-shape", outline: "--body-line", hips: "--hips", lowBack: "--low-back",
  skin: "--figure-skin", shirt: "--figure-shirt", shorts: "--figure-shorts", cloth: "--figure-cloth", wood: "--figure-wood",
  tool: "--figure-tool", wall: "--figure-wall", bone: "--figure-bone", shade: "--figure-shade",
} as const;

/** Resolve the tokens as they hold inside `root`, whatever theme it is in. */
export function readPalette(root: HTMLElement): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  root.append(probe);
  const style = getComputedStyle(probe);
  const read = (token: string): Color => {
    probe.style.color = `var(${token})`;
    return parseColor(style.color);
  };
  const colors = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, read(token)]));
  probe.remove();
  const palette = colors as unknown as Omit<Palette, "isDark">;
  return { ...palette, isDark: luminance(palette.paper) < luminance(palette.ink) };
}

/** `rgb(…)`, `rgba(…)` and `color(srgb …)`, the three ways a browser writes a computed colour. */
export function parseColor(text: string): Color {
  const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  const scale = text.startsWith("color(") ? 1 : 255;
  const [r = 0, g = 0, b = 0] = numbers;
  return new Color().setRGB(r / scale, g / scale, b / scale, "srgb");
}

export function mix(a: Color, b: Color, share: number): Color {
  return a.clone().lerp(b, share);
}

function luminance({ r, g, b }: Color): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
