/** One button reads the page with the voice of the browser. Without one, the button stays away. */
export function readAloud(button: HTMLButtonElement, page: HTMLElement, lang: string): void {
  if (!("speechSynthesis" in window)) return;
  const { stopReading: stop = "Stop" } = button.dataset;
  const start = button.textContent ?? "";
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return quiet();
    const spoken = sentences(page);
    speechSynthesis.cancel();
    spoken.forEach((text, place) => {
      const words = new SpeechSynthesisUtterance(text);
      words.lang = lang;
      if (place === spoken.length - 1) words.addEventListener("end", quiet);
      speechSynthesis.speak(words);
    });
    button.setAttribute("aria-pressed", "true");
    button.textContent = stop;
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());

  function quiet(): void {
    speechSynthesis.cancel();
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
