/** What stays when the page is closed. */
import { listenForPush } from "./push";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
listenForPush(self);
