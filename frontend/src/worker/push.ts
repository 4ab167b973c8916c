/** Nudges on a closed or hidden page: shows them, and keeps what they were answered with until it is sent. */

import { actionsFor, roomForButtons, type ActionWords } from "../breaks/actions";
import type { Entry } from "../offline/entry";

const TAG = "loadshare-break";
const MESSAGE_TAG = "loadshare-message";
const ALLOW = "/breaks/push/allow/";
const KEY = "/breaks/push/key/";
const PAGES: Readonly<Record<string, string>> = { started: "/break/", short: "/break/short/", "": "/today/#breaks", message: "/sharing/" };

/** Where an answer goes: put down on this device first, then sent, now or when there is a connection. */
export interface Outbox {
  put(entry: Entry): Promise<unknown>;
  send(): Promise<unknown>;
}

interface Nudge extends ActionWords {
  /** "message" where it is no nudge: a message waits, and the page of sharing has it. */
  kind: string;
  /** The name this device knows the person by who is nudged. */
  person: string;
  title: string;
  body: string;
  short: boolean;
}

const PLAIN: Nudge = {
  kind: "", person: "", title: "Time to move", body: "", short: false,
  start: "Start", later: "Later", moved: "I just moved", tap: "Tap to start.",
};

export function listenForPush(scope: ServiceWorkerGlobalScope, outbox: Outbox): void {
  scope.addEventListener("push", (event) => event.waitUntil(show(scope, nudgeOf(event.data))));
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { onTap = "", person = "" } = (event.notification.data ?? {}) as { onTap?: string; person?: string };
    event.waitUntil(answer(scope, outbox, person, event.action || onTap));
  });
  scope.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(scope)));
}

function nudgeOf(data: PushMessageData | null): Nudge {
  try {
    return { ...PLAIN, ...(data?.json() as Partial<Nudge> | undefined) };
  } catch {
    return PLAIN;
  }
}

/** A browser insists that every push shows something; the tag lets the newest replace the one before. */
async function show(scope: ServiceWorkerGlobalScope, nudge: Nudge): Promise<void> {
  if (nudge.kind === "message") {
    await scope.registration.showNotification(nudge.title, { tag: MESSAGE_TAG, data: { onTap: "message" } });
    return;
  }
  const { buttons, onTap, hint } = actionsFor(nudge, nudge.short, roomForButtons());
  const body = [nudge.body, hint].filter(Boolean).join(" ");
  const options = { body, tag: TAG, data: { onTap, person: nudge.person }, actions: buttons };
  await scope.registration.showNotification(nudge.title, options as NotificationOptions);
}

/** Put down before a page opens, and sent after it: what was tapped is safe, and nobody waits for the server. */
async function answer(scope: ServiceWorkerGlobalScope, outbox: Outbox, person: string, kind: string): Promise<void> {
  const isPut = kind !== "" && kind !== "message" && person !== "" && (await put(outbox, person, kind));
  // What could not be put down can be said on the page.
  const page = PAGES[isPut || kind === "message" ? kind : ""];
  if (page !== undefined) await open(scope, page);
  if (isPut) await outbox.send();
}

async function put(outbox: Outbox, person: string, kind: string): Promise<boolean> {
  const id = crypto.randomUUID();
  const entry = { id, person, kind: "break", madeAt: new Date().toISOString(), body: { kind, door: "notice" } };
  return outbox.put(entry).then(() => true, () => false);
}

async function open(scope: ServiceWorkerGlobalScope, page: string): Promise<void> {
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const today = windows.find((client) => new URL(client.url).pathname === new URL(page, scope.origin).pathname);
  await (today ? today.focus() : scope.clients.openWindow(page));
}

async function subscribeAgain(scope: ServiceWorkerGlobalScope): Promise<void> {
  const { key } = (await (await post(KEY, {})).json()) as { key: string };
  const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const subscription = await scope.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes,
  });
  await post(ALLOW, subscription.toJSON());
}

function post(address: string, body: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
}
