/** Notifications of this device: asked for only from a tap, and never a word about health in them. */

export const TAG = "loadshare-break";
export const SOUND_KEY = "loadshare-break-sound";

export interface NudgeWords {
  title: string;
  body: string;
  start: string;
  later: string;
  moved: string;
}

/** The worker that shows notifications: the page's own, else one that does nothing but this. */
export async function workerOf(address: string): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    const found = (await navigator.serviceWorker.getRegistration()) ?? (await known(address));
    return found ?? (await started(await navigator.serviceWorker.register(address, { type: "module" })));
  } catch {
    return null;
  }
}

export function isAllowed(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

export function canAsk(): boolean {
  return "Notification" in window && "serviceWorker" in navigator && Notification.permission === "default";
}

/** Only for a tap: browsers refuse, and people resent, being asked out of the blue. */
export async function ask(address: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  return (await workerOf(address)) !== null;
}

/** Shows a nudge unless this device is nudged through push anyway. Where it cannot, the page still says it. */
export async function notify(words: NudgeWords, address: string, lapses: number): Promise<void> {
  if (!isAllowed()) return;
  const worker = await workerOf(address);
  if (!worker || (await worker.pushManager?.getSubscription())) return;
  const options = {
    body: words.body,
    tag: TAG,
    data: { lapses },
    actions: [
      { action: "started", title: words.start },
      { action: "later", title: words.later },
      { action: "moved", title: words.moved },
    ],
  };
  await worker.showNotification(words.title, options as NotificationOptions);
}

export async function withdraw(address: string): Promise<void> {
  if (!isAllowed()) return;
  const worker = await workerOf(address);
  for (const shown of (await worker?.getNotifications({ tag: TAG })) ?? []) shown.close();
}

async function known(address: string): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration(new URL("./", new URL(address, location.href)));
}

async function started(worker: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const starting = worker.installing ?? worker.waiting;
  if (worker.active || !starting) return worker;
  await new Promise<void>((done) => {
    starting.addEventListener("statechange", () => {
      if (starting.state === "activated" || starting.state === "redundant") done();
    });
  });
  return worker;
}
