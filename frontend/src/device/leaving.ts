/** After signing out, or deleting everything, nothing of the person stays on this device. */
import { store, tell } from "../offline/sending";
import { askWorker } from "./worker";

const LEFT = "loadshare-left";

/** The server sets a cookie where somebody has left; browsers that know Clear-Site-Data were faster. */
export function hasLeft(): boolean {
  return document.cookie.split("; ").includes(`${LEFT}=yes`);
}

export async function emptyDevice(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  askWorker("forget");
  const kept = await caches.keys();
  await Promise.all(kept.filter((name) => name.startsWith("loadshare-")).map((name) => caches.delete(name)));
  await store.clear();
  await endNudges().catch(() => undefined);
  document.cookie = `${LEFT}=; Max-Age=0; Path=/; SameSite=Lax`;
  tell("left");
}

/** The next one at this device is not nudged for the one before, nor sees what was shown. */
async function endNudges(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}
