/** The charts of the progress page, drawn once it stands; every number is in the tables already. */
import type { Chart } from "../progress/chart-data";
import "./print";

function read(): readonly Chart[] {
  const written = document.getElementById("charts")?.textContent ?? "[]";
  return JSON.parse(written) as Chart[];
}

function start(charts: readonly Chart[]): void {
  const drawn: (() => void)[] = [];
  const again = (): void => drawn.forEach((redraw) => redraw());
  whenIdle(() => {
    void import("../progress/draw").then(({ draw }) => {
      for (const place of document.querySelectorAll<HTMLElement>("[data-chart]")) {
        const chart = charts.find((one) => one.id === place.dataset.chart);
        if (chart) drawn.push(draw(place, chart));
      }
    }, () => undefined); // where it does not come, the tables have every number
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) again();
    width = innerWidth;
  });
  onPrint(again);
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(action, { timeout: 1000 });
  else setTimeout(action, 200);
}

/** Paper is light, whatever the screen is; and on paper every number is open. */
function onPrint(again: () => void): void {
  const root = document.documentElement;
  const folded = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details.chart__numbers:not([open])");
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
    opened = [...folded()];
    for (const part of opened) part.open = true;
    again();
  });
  addEventListener("afterprint", () => {
    delete root.dataset.theme;
    for (const part of opened) part.open = false;
    again();
  });
}

start(read());
