/** A break in the session player. Escape always leaves: nothing is lost by it, and nothing traps the screen. */
import "./session";

const session = document.querySelector<HTMLElement>("[data-leave]");
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("dialog[open]");
  if (event.key === "Escape" && !open && session) location.assign(session.dataset["leave"] ?? "/");
});
