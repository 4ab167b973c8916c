/** Nudges on a closed or hidden page: shows them, and sends back what they were answered with. */

import { actionsFor, roomForButtons, type ActionWords } from "../breaks/actions";

const TAG = "loadshare-break";
const ANSWER = "/breaks/answer/";
const ALLOW = "/breaks/push/allow/";
const KEY = "/breaks/push/key/";
const PAGES: Readonly<Record<string, string>> = { started: "/break/", short: "/break/short/", "": "/today/#breaks" };

interface Nudge extends ActionWords {
  title: string;
  body: string;
  short: boolean;
}

const PLAIN: Nudge = {
  title: "Time to move", body: "", short: false,
  start: "Start", later: "Later", moved: "I just moved", tap: "Tap to start.",
};

export function listenForPush(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("push", (event) => event.waitUntil(show(scope, nudgeOf(event.data))));
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { onTap = "" } = (event.notification.data ?? {}) as { onTap?: string };
    event.waitUntil(answer(scope, event.action || onTap));
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
  const { buttons, onTap, hint } = actionsFor(nudge, nudge.short, roomForButtons());
  const body = [nudge.body, hint].filter(Boolean).join(" ");
  const options = { body, tag: TAG, data: { onTap }, actions: buttons };
  await scope.registration.showNotification(nudge.title, options as NotificationOptions);
}

async function answer(scope: ServiceWorkerGlobalScope, action: string): Promise<void> {
  const told = action === "" || (await tell(action));
  const page = told ? PAGES[action] : PAGES[""];
  if (page !== undefined) await open(scope, page);
}

/** True when the server has it. Where it has not, the page opens, and there the person can say it again. */
async function tell(kind: string): Promise<boolean> {
  try {
    return (await post(ANSWER, { kind, client_id: crypto.randomUUID(), at: new Date().toISOString() })).ok;
  } catch {
    return false;
  }
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
