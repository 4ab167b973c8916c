/** "It hurts": what it feels like decides whether to leave the exercise or to end the session and get help. */
import type { SessionPayload, StopReason } from "./payload";

/** Where the page after a stop finds the reason when the device is offline. */
export const STOPPED_FOR = "loadshare-stopped-for";

export function hurtsDialog(
  dialog: HTMLDialogElement,
  payload: SessionPayload,
  act: (reason: StopReason | null) => void,
): { open: () => void } {
  for (const list of dialog.querySelectorAll<HTMLElement>("[data-stops]")) {
    const reasons = payload.stops.filter((reason) => reason.leads_to === list.dataset["stops"]);
    list.replaceChildren(...reasons.map((reason) => reasonButton(reason)));
  }
  dialog.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-reason]");
    if (!button) return;
    const reason = payload.stops.find((other) => other.id === button.dataset["reason"]) ?? null;
    dialog.close();
    act(reason);
  });
  dialog.addEventListener("cancel", () => act(null));
  return { open: () => dialog.showModal() };
}

function reasonButton(reason: StopReason): HTMLElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hurts__reason";
  button.dataset["reason"] = reason.id;
  button.textContent = reason.text;
  item.append(button);
  return item;
}
