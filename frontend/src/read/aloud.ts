/** One button reads the page with the voice of the browser. Without one, the button stays away, or says so. */
import { canSpeak, hush, speak } from "./spoken";

export function readAloud(button: HTMLButtonElement, page: HTMLElement, lang: string): void {
  if (!canSpeak()) return;
  const { stopReading: stop = "Stop", noVoice = "" } = button.dataset;
  const start = button.textContent ?? "";
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return quiet();
    const spoken = sentences(page);
    hush();
    spoken.forEach((text, place) => {
      speak(text, lang, { silent: mute, ...(place === spoken.length - 1 ? { ended: quiet } : {}) });
    });
    button.setAttribute("aria-pressed", "true");
    button.textContent = stop;
  });
  window.addEventListener("pagehide", hush);

  /** Only the try tells: a browser without voices has all the rest, and another has them a moment later. */
  function mute(): void {
    quiet();
    button.textContent = noVoice;
    button.disabled = true;
  }

  function quiet(): void {
    hush();
    button.setAttribute("aria-pressed", "false");
    button.textContent = start;
  }
}

const BLOCKS = "h1, h2, h3, h4, p, li, legend, label, summary, dt, dd, figcaption, button, a";
const SILENT = "[hidden], [aria-hidden=true], [data-silent], nav, script, svg, select, details:not([open]) > :not(summary)";

/** What stands on the page, piece by piece, each once; nothing that is folded or meant for a finger only. */
export function sentences(page: HTMLElement): string[] {
  const pieces: string[] = [];
  for (const block of page.querySelectorAll<HTMLElement>(BLOCKS)) {
    if (block.closest(SILENT) || block.parentElement?.closest(BLOCKS)) continue;
    const text = (block.textContent ?? "").replace(/\s+/g, " ").trim();
    if (text && text !== pieces.at(-1)) pieces.push(text);
  }
  return pieces;
}
