/** Easier, harder, swap without leaving the page (without JavaScript the same forms load it anew), and moving figures. */
import { bringToLife } from "../viewer/moving";

bringToLife();

/** Most look and go: the library comes when somebody turns to a change. Before it is there a form loads the page anew. */
const turning = new AbortController();
for (const kind of ["toggle", "focusin", "pointerover", "touchstart"]) {
  document.addEventListener(kind, (event) => {
    const about = event.target instanceof Element ? event.target.closest("details.item__more, form[hx-post]") : null;
    if (about === null) return;
    // Without a connection the next turn tries again.
    void import("htmx.org").then(() => turning.abort(), () => undefined);
  }, { capture: true, passive: true, signal: turning.signal });
}

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
