const KEY = "loadshare-break";
const RING = 2 * Math.PI * 22;

/** Minutes left, from when it was started; never below zero. */
export function minutesLeft(started: number, every: number, now: number): number {
  return Math.max(0, every - (now - started) / 60_000);
}

/** Adds a button and a soft ring to the breaks part. */
export function breakTimer(part: HTMLElement, store: Storage): void {
  const { breaks = "30", start = "", again = "", running = "", over = "", minutes = "" } = part.dataset;
  const every = Number(breaks);
  const row = document.createElement("div");
  row.className = "break-timer";
  row.innerHTML =
    '<svg class="break-timer__ring" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/><circle class="break-timer__left" cx="24" cy="24" r="22"/></svg>';
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  row.append(words, button);
  part.append(row);
  const ring = row.querySelector<SVGCircleElement>(".break-timer__left");

  button.addEventListener("click", () => {
    store.setItem(KEY, String(Date.now()));
    show();
  });
  document.addEventListener("visibilitychange", show);
  setInterval(show, 15_000);
  show();

  function show(): void {
    const started = Number(store.getItem(KEY));
    const left = started ? minutesLeft(started, every, Date.now()) : every;
    const text = !started ? "" : left > 0 ? `${running} ${Math.ceil(left)} ${minutes}` : over;
    if (words.textContent !== text) words.textContent = text;
    button.textContent = started ? again : start;
    row.classList.toggle("break-timer--idle", !started);
    if (ring) {
      ring.style.strokeDasharray = String(RING);
      ring.style.strokeDashoffset = String(RING * (1 - left / every));
    }
  }
}
