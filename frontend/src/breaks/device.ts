/** This device's part of the settings page: notifications, push, sound. */
import { SOUND_KEY, ask, canAsk, isAllowed, workerOf } from "./notify";

export function deviceSettings(part: HTMLElement): void {
  const { keyUrl = "", allowUrl = "", refused = "", allowed = "", pushed = "", failed = "" } = part.dataset;
  const words = part.querySelector<HTMLElement>("[data-here-words]");
  const button = (name: string): HTMLButtonElement | null => part.querySelector(`[data-do="${name}"]`);

  async function show(problem = ""): Promise<void> {
    const registration = isAllowed() ? await workerOf() : null;
    const subscription = (await registration?.pushManager?.getSubscription()) ?? null;
    reveal(button("notify"), canAsk());
    reveal(button("push"), isAllowed() && "PushManager" in window && !subscription);
    const denied = "Notification" in window && Notification.permission === "denied";
    if (words) words.textContent = problem || (denied ? refused : subscription ? pushed : isAllowed() ? allowed : "");
  }

  async function allowPush(): Promise<void> {
    const registration = await workerOf();
    if (!registration) throw new Error("there is no worker");
    const { key } = (await (await post(keyUrl, {})).json()) as { key: string };
    const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
    const subscription = await registration.pushManager.subscribe(options);
    const kept = await post(allowUrl, subscription.toJSON());
    if (!kept.ok) {
      await subscription.unsubscribe();
      throw new Error("this device was not kept");
    }
  }

  button("notify")?.addEventListener("click", () => void ask().then(() => show()));
  button("push")?.addEventListener("click", () => {
    void allowPush().then(() => show(), () => show(failed));
  });
  soundButton(button("sound"));
  void show();
}

/** A key as the browser wants it, from its URL-safe text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function post(address: string, body: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
}

function reveal(button: HTMLButtonElement | null, shown: boolean): void {
  if (button) button.hidden = !shown;
}

function soundButton(button: HTMLButtonElement | null): void {
  if (!button) return;
  const isOn = (): boolean => localStorage.getItem(SOUND_KEY) !== "off";
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
  button.addEventListener("click", () => {
    localStorage.setItem(SOUND_KEY, isOn() ? "off" : "on");
    button.setAttribute("aria-pressed", String(isOn()));
  });
}
