/** The computer's page of a code: it looks again when the phone has done something. */
import { waitForPhone } from "../phone/wait";

const part = document.querySelector<HTMLElement>("[data-phone-state]");
const address = part?.dataset["ask"];
if (part && address) {
  waitForPhone({
    known: part.dataset["phoneState"] ?? "",
    ask: async () => ((await (await fetch(address, { headers: { Accept: "application/json" } })).json()) as { state: string }).state,
    changed: () => location.reload(),
    isSeen: () => document.visibilityState === "visible",
    later: (action) => setTimeout(action, 1500),
  });
}
