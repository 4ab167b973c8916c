/** Break settings: this device's notifications, and the clock of whoever never chose one. */
import { deviceSettings } from "../breaks/device";

const part = document.querySelector<HTMLElement>("[data-nudges-here]");
if (part) deviceSettings(part);

const form = document.querySelector<HTMLFormElement>('[data-chosen="no"]');
const zone = form?.querySelector<HTMLInputElement>("[name=zone]");
if (zone && !zone.getAttribute("aria-invalid")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;

const address = document.querySelector<HTMLInputElement>("[data-address]");
const copy = document.querySelector<HTMLButtonElement>("[data-copy]");
if (address && copy && "clipboard" in navigator) {
  copy.hidden = false;
  copy.addEventListener("click", () => {
    void navigator.clipboard.writeText(address.value).then(() => (copy.textContent = copy.dataset["done"] ?? ""));
  });
}
