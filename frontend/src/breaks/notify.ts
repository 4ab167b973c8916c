/** Notifications of this device: asked for only from a tap, and never a word about health in them. */

import { personOfPage } from "../device/person";
import { actionsFor, roomForButtons, type ActionWords } from "./actions";

export const TAG = "loadshare-break";
export const SOUND_KEY = "loadshare-break-sound";

export interface NudgeWords extends ActionWords {
  title: string;
  body: string;
}

/** The worker of all pages; the browser says when there can be none. */
export async function workerOf(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    return await navigator.serviceWorker.ready;
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
export async function ask(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  return (await workerOf()) !== null;
}

/** Shows a nudge unless this device is nudged through push anyway. Where it cannot, the page still says it. */
export async function notify(words: NudgeWords, isShort: boolean): Promise<void> {
  if (!isAllowed()) return;
  const worker = await workerOf();
  if (!worker || (await worker.pushManager?.getSubscription())) return;
  const { buttons, onTap, hint } = actionsFor(words, isShort, roomForButtons());
  const body = [words.body, hint].filter(Boolean).join(" ");
  const options = { body, tag: TAG, data: { onTap, person: personOfPage() }, actions: buttons };
  await worker.showNotification(words.title, options as NotificationOptions);
}

export async function withdraw(): Promise<void> {
  if (!isAllowed()) return;
  const worker = await workerOf();
  for (const shown of (await worker?.getNotifications({ tag: TAG })) ?? []) shown.close();
}
