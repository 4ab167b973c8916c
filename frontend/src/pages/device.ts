/** On every page: keeps what is needed offline, sends what waited, and says so in one quiet line. */
import { formsThatWait } from "../device/forms";
import { offerInstall } from "../device/install";
import { emptyDevice, hasLeft } from "../device/leaving";
import { Notice } from "../device/notice";
import { Outbox } from "../device/outbox";
import { canKeep, personOfPage } from "../device/person";
import { needsConnection } from "../device/reach";
import { startWorker, whence } from "../device/worker";
import { httpLine } from "../offline/line";
import { CHANNEL, send, store, SYNC_TAG, tell, type News } from "../offline/sending";

const TRY_AGAIN_MS = 60_000;

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

async function start(root: HTMLElement): Promise<void> {
  const notice = new Notice(root, document.documentElement.lang);
  const outbox = new Outbox(store, send, () => tell("changed"), personOfPage());
  formsThatWait(outbox, {
    go: (address) => location.assign(address),
    waits: (form, pressed) => {
      void sendLater();
      if (form.dataset["waits"] === undefined) markWaiting(form, pressed);
      else location.assign(form.dataset["waits"]);
    },
  });
  needsConnection(() => notice.showNeedsConnection());
  listen(outbox, notice);
  if (hasLeft()) await emptyDevice();
  await showStanding(outbox, notice);
  void sendWhenPossible(outbox);
  await startWorker();
  const made = await whence();
  if (made !== "" && !document.body.classList.contains("offline-page")) notice.showCopy(new Date(made));
}

function listen(outbox: Outbox, notice: Notice): void {
  const here = new BroadcastChannel(CHANNEL);
  here.onmessage = ({ data }: MessageEvent<News>) => {
    // A page that shows nobody's things may stay: after deleting everything it is the receipt.
    if (data === "left" && personOfPage() === "nobody") return;
    if (data === "left") location.assign("/");
    else void showStanding(outbox, notice);
  };
  const trying = (): void => void sendWhenPossible(outbox);
  window.addEventListener("online", trying);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") trying();
  });
  setInterval(trying, TRY_AGAIN_MS);
}

async function showStanding(outbox: Outbox, notice: Notice): Promise<void> {
  notice.show(await outbox.standing(), outbox);
}

/** Asks the server only where something waits on this device. */
async function sendWhenPossible(outbox: Outbox): Promise<void> {
  const all = await store.all();
  if (all.length === 0) return;
  try {
    outbox.knowAs((await httpLine.ask()).names);
  } catch {
    return;
  }
  const { waiting } = await outbox.standing();
  if (waiting.length > 0) await outbox.send();
}

/** Where the browser can, it sends when the connection is back, even with every page closed. */
async function sendLater(): Promise<void> {
  const registration: SyncRegistration = await navigator.serviceWorker.ready;
  await registration.sync?.register(SYNC_TAG).catch(() => undefined);
}

/** The tap is taken; the page shows it as far as it can without the server. */
function markWaiting(form: HTMLFormElement, pressed: HTMLElement | null): void {
  for (const button of form.querySelectorAll<HTMLElement>("button")) {
    button.setAttribute("aria-pressed", String(button === pressed));
    button.classList.toggle("is-waiting", button === pressed);
  }
}

const root = document.querySelector<HTMLElement>("[data-device-notice]");
if (root && canKeep()) void start(root);
const install = document.querySelector<HTMLButtonElement>("[data-install]");
if (install) offerInstall(install);
