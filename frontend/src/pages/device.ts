/** On every page: keeps what is needed offline, sends what waited, and says so in one quiet line. */
import "../check/leave";
import { formsThatWait } from "../device/forms";
import { offerInstall } from "../device/install";
import { emptyDevice, hasLeft } from "../device/leaving";
import { Notice } from "../device/notice";
import { Outbox } from "../device/outbox";
import { canKeep, personOfPage } from "../device/person";
import { needsConnection } from "../device/reach";
import { startWorker, whence } from "../device/worker";
import { httpLine } from "../offline/line";
import { readAloud } from "../read/aloud";
import { waiting } from "../offline/outbox";
import { CHANNEL, send, store, SYNC_TAG, tell, type News } from "../offline/sending";

/** After a failure it is tried again soon, then less and less often. */
const SOONEST_MS = 3_000;
const LATEST_MS = 60_000;
/** What waits only this long is not worth a line. */
const SETTLES_MS = 400;

// what is wrong is heard first, wherever a form comes back
document.querySelector<HTMLElement>("[data-errors]")?.focus();

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
      const goesOn = pressed?.dataset["waits"] ?? form.dataset["waits"];
      if (goesOn === undefined) markWaiting(form, pressed);
      else location.assign(goesOn);
    },
  });
  needsConnection(() => notice.showNeedsConnection());
  if (hasLeft()) await emptyDevice();
  listen(outbox, notice);
  await showStanding(outbox, notice);
  void sendWhenPossible(outbox);
  await startWorker();
  const made = await whence();
  if (made !== "" && !document.body.classList.contains("offline-page")) notice.showCopy(new Date(made));
}

function listen(outbox: Outbox, notice: Notice): void {
  const here = new BroadcastChannel(CHANNEL);
  let later = 0;
  // What is put down and sent at once moves nothing on the page.
  const showChange = async (): Promise<void> => {
    const standing = await outbox.standing();
    clearTimeout(later);
    if (standing.waiting.length === 0) notice.show(standing, outbox);
    else later = window.setTimeout(() => void showStanding(outbox, notice), SETTLES_MS);
  };
  here.onmessage = ({ data }: MessageEvent<News>) => {
    // A page that shows nobody's things may stay: after deleting everything it is the receipt.
    if (data === "left" && personOfPage() === "nobody") return;
    if (data === "left") location.assign("/");
    else void showChange();
  };
  const trying = (): void => void sendWhenPossible(outbox);
  window.addEventListener("online", trying);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") trying();
  });
  keepTrying(outbox, SOONEST_MS);
}

function keepTrying(outbox: Outbox, pause: number): void {
  setTimeout(() => {
    void sendWhenPossible(outbox).then((isDone) => keepTrying(outbox, isDone ? SOONEST_MS : Math.min(pause * 2, LATEST_MS)));
  }, pause);
}

async function showStanding(outbox: Outbox, notice: Notice): Promise<void> {
  notice.show(await outbox.standing(), outbox);
}

/** Asks the server only where something waits on this device; true when nothing does any more. */
async function sendWhenPossible(outbox: Outbox): Promise<boolean> {
  if ((await waiting(store)).length === 0) return true;
  try {
    outbox.knowAs((await httpLine.ask()).names);
  } catch {
    return false;
  }
  const standing = await outbox.standing();
  return standing.waiting.length === 0 || outbox.send();
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
    if (button.matches(".tapscale__button")) button.classList.toggle("tapscale__button--chosen", button === pressed);
  }
}

const root = document.querySelector<HTMLElement>("[data-device-notice]");
if (root && canKeep()) void start(root);
const install = document.querySelector<HTMLButtonElement>("[data-install]");
if (install) offerInstall(install);

const main = document.querySelector<HTMLElement>("main");
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-aloud]")) {
  if (main) readAloud(button, main, document.documentElement.lang);
}
