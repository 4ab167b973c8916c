/** One sender at a time on this device, and all open pages hear of it. */
import { DeviceStore } from "./idb";
import { httpLine } from "./line";
import { sendAll, type Sent } from "./outbox";

export const CHANNEL = "loadshare";
export const SYNC_TAG = "loadshare-outbox";
export type News = "changed" | "left";

export const store = new DeviceStore();

/** Two tabs and the worker may all try; they take turns where the browser has locks, and it is right without. */
export async function send(): Promise<Sent> {
  const act = (): Promise<Sent> => sendAll(store, httpLine);
  try {
    return "locks" in navigator ? await navigator.locks.request(SYNC_TAG, act) : await act();
  } finally {
    tell("changed");
  }
}

export function tell(news: News): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(news);
  channel.close();
}
