/** What stays when the page is closed. */
import { send, store, SYNC_TAG } from "../offline/sending";
import { answerFile, answerNavigation, isFile, whenceOf } from "./answer";
import { dropOtherBuilds, forget } from "./caches";
import { fill } from "./fill";
import { listenForPush } from "./push";

declare const self: ServiceWorkerGlobalScope;

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

self.addEventListener("install", (event) => event.waitUntil(fill({ isComplete: false })));
self.addEventListener("activate", (event) => event.waitUntil(dropOtherBuilds().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  if (new URL(event.request.url).origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(answerNavigation(event));
  else if (isFile(event.request)) event.respondWith(answerFile(event.request));
});

self.addEventListener("message", (event) => {
  const asked = (event.data as { type?: string } | null)?.type;
  if (asked === "visit") event.waitUntil(fill({ isComplete: true }).catch(() => undefined));
  if (asked === "forget") event.waitUntil(forget());
  if (asked === "take-over") event.waitUntil(self.skipWaiting());
  if (asked === "whence" && event.source) event.ports[0]?.postMessage(whenceOf((event.source as Client).id));
});

self.addEventListener("sync", (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === SYNC_TAG) sync.waitUntil(send());
});

listenForPush(self, { put: (entry) => store.add(entry), send: sendOrLater });

/** Without a connection the browser wakes this worker when there is one; an open page tries by itself. */
async function sendOrLater(): Promise<void> {
  const isAll = await send().then((sent) => sent.isAll, () => false);
  const { sync } = self.registration as SyncRegistration;
  if (!isAll) await sync?.register(SYNC_TAG).catch(() => undefined);
}
