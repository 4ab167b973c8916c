/** What stays when the page is closed. */
import { send, SYNC_TAG } from "../offline/sending";
import { answerFile, answerNavigation, isFile, whenceOf } from "./answer";
import { dropOtherBuilds, forget } from "./caches";
import { fill } from "./fill";
import { listenForPush } from "./push";

declare const self: ServiceWorkerGlobalScope;

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

listenForPush(self);
