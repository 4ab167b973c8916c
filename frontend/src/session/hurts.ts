/** "It hurts": what it feels like decides whether to leave the exercise or to end the session and get help. */
import type { SessionPayload, StopReason } from "./payload";

/** Where the page after a stop finds the reason when the device is offline. */
export const STOPPED_FOR = "loadshare-stopped-for";

export function hurtsDialog(
  dialog: HTMLDialogElement,
  payload: SessionPayload,
  act: (reason: StopReason | null) => void,
  ease: () => void,
): { open: (mayEase: boolean) => void } {
  const easier = dialog.querySelector<HTMLButtonElement>("[data-hurts-easier]");
  const show = (part: string): void => {
    for (const one of dialog.querySelectorAll<HTMLElement>("[data-hurts-part]")) one.hidden = one.dataset["hurtsPart"] !== part;
  };
  for (const list of dialog.querySelectorAll<HTMLElement>("[data-stops]")) {
    const reasons = payload.stops.filter((reason) => reason.leads_to === list.dataset["stops"]);
    list.replaceChildren(...reasons.map((reason) => reasonButton(reason)));
  }
  dialog.addEventListener("click", (event) => {
    const to = (event.target as Element).closest<HTMLElement>("[data-hurts-to]")?.dataset["hurtsTo"];
    if (to) {
      show(to);
      dialog.querySelector<HTMLElement>(`[data-hurts-part="${to}"] button:not([hidden])`)?.focus();
      return;
    }
    if (easier?.contains(event.target as Element)) {
      dialog.close();
      ease();
      return;
    }
    const button = (event.target as Element).closest<HTMLElement>("[data-reason]");
    if (!button) return;
    const reason = payload.stops.find((other) => other.id === button.dataset["reason"]) ?? null;
    dialog.close();
    act(reason);
  });
  dialog.addEventListener("cancel", () => act(null));
  return {
    open: (mayEase) => {
      if (easier) easier.hidden = !mayEase;
      show("first");
      dialog.showModal();
    },
  };
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
