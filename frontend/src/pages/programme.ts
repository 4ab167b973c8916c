/** Easier, harder, swap without leaving the page (without JavaScript the same forms load it anew), and moving figures. */
import { bringToLife } from "../viewer/moving";

bringToLife();

/** Most look and go: the library comes when somebody turns to a change. Without a connection the next turn tries again. */
const turning = new AbortController();
let coming: Promise<void> | undefined;

function fetchLibrary(): Promise<void> {
  return (coming ??= import("htmx.org").then(
    // It takes the forms in hand in the next turn of the browser.
    () => new Promise((isThere) => setTimeout(isThere)).then(() => turning.abort()),
    () => (coming = undefined),
  ));
}

for (const kind of ["toggle", "focusin", "pointerover", "touchstart"]) {
  document.addEventListener(kind, (event) => {
    const about = event.target instanceof Element ? event.target.closest("details.item__more, form[hx-post]") : null;
    if (about !== null) void fetchLibrary();
  }, { capture: true, passive: true, signal: turning.signal });
}

/** Whoever was quicker waits for it; where it does not come, the form loads the page anew, as without JavaScript. */
document.addEventListener("submit", (event) => {
  const form = event.target instanceof HTMLFormElement && event.target.matches("[hx-post]") ? event.target : null;
  if (form === null) return;
  event.preventDefault();
  event.stopPropagation();
  void fetchLibrary().then(() => {
    turning.abort();
    form.requestSubmit(event.submitter);
  });
}, { capture: true, signal: turning.signal });

/** The page comes anew after a change: what stood open stands open again, and the same button has the focus. */
let open: string[] = [];
let pressed = "";

document.addEventListener("htmx:before:swap", () => {
  const button = document.activeElement;
  open = [...document.querySelectorAll("details.item__more[open]")].map((fold) => fold.closest(".item")?.id ?? "");
  pressed = button instanceof HTMLButtonElement && button.value ? `#${button.closest(".item")?.id} button[value="${button.value}"]` : "";
});
document.addEventListener("htmx:after:swap", () => {
  for (const id of open) document.getElementById(id)?.querySelector("details.item__more")?.setAttribute("open", "");
  if (pressed) document.querySelector<HTMLElement>(pressed)?.focus();
});
