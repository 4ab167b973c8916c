import { afterEach, expect, test, vi } from "vitest";
import { MemoryStore } from "../offline/fixtures";
import { listenForPush } from "./push";

type Listener = (event: Record<string, unknown>) => void;

/** A worker that notes in which order it keeps, opens and sends. */
function worker(canPut = true) {
  const listeners: Record<string, Listener> = {};
  const shown: [string, { actions: { action: string }[]; data: { onTap: string; person: string } }][] = [];
  const done: string[] = [];
  const store = new MemoryStore();
  const scope = {
    origin: "https://loadshare.example",
    addEventListener: (name: string, listener: Listener) => (listeners[name] = listener),
    registration: { showNotification: (...what: (typeof shown)[0]) => Promise.resolve(shown.push(what)) },
    clients: { matchAll: () => Promise.resolve([]), openWindow: (page: string) => Promise.resolve(done.push(page)) },
  };
  listenForPush(scope as unknown as ServiceWorkerGlobalScope, {
    put: (entry) => (canPut ? store.add(entry) : Promise.reject(new Error("full"))),
    send: () => Promise.resolve(done.push("sent")),
  });
  async function happen(name: string, event: Record<string, unknown>): Promise<void> {
    let work: Promise<unknown> = Promise.resolve();
    listeners[name]?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  }
  const tap = (action: string, data: object = { person: "me" }): Promise<void> =>
    happen("notificationclick", { action, notification: { close: () => undefined, data } });
  return { shown, done, store, tap, push: (data: unknown) => happen("push", { data }) };
}

afterEach(() => vi.unstubAllGlobals());

test("a push without words or with broken ones still says what it is for", async () => {
  vi.stubGlobal("Notification", { maxActions: 3 });
  const here = worker();
  await here.push(null);
  await here.push({ json: () => JSON.parse("{") as unknown });
  expect(here.shown.map(([title]) => title)).toEqual(["Time to move", "Time to move"]);
  expect(here.shown[0]?.[1].actions.map(({ action }) => action)).toEqual(["started", "later", "moved"]);
});

test("a nudge remembers whose it is", async () => {
  vi.stubGlobal("Notification", { maxActions: 2 });
  const here = worker();
  await here.push({ json: () => ({ person: "me", short: true }) });
  expect(here.shown[0]?.[1].data).toEqual({ onTap: "short", person: "me" });
});

test("that a message waits is shown without buttons and opens the page of sharing", async () => {
  vi.stubGlobal("Notification", { maxActions: 3 });
  const here = worker();
  await here.push({ json: () => ({ kind: "message", title: "A message is waiting" }) });
  expect(here.shown).toEqual([["A message is waiting", { tag: "loadshare-message", data: { onTap: "message" } }]]);
  await here.tap("", here.shown[0]?.[1].data);
  expect(here.done).toEqual(["/sharing/"]);
  expect(here.store.rows).toEqual([]);
});

test("later and moved are kept and sent without opening anything", async () => {
  const here = worker();
  await here.tap("later");
  await here.tap("moved");
  expect(here.done).toEqual(["sent", "sent"]);
  expect(here.store.rows.map(({ person, kind, body }) => [person, kind, body])).toEqual([
    ["me", "break", { kind: "later", door: "notice" }],
    ["me", "break", { kind: "moved", door: "notice" }],
  ]);
  expect(new Set(here.store.rows.map(({ id }) => id)).size).toBe(2);
});

test("start is put down, opens the break, and is sent; by its button or by a tap where there is none", async () => {
  const here = worker();
  await here.tap("started");
  await here.tap("", { onTap: "short", person: "me" });
  expect(here.store.rows.map(({ body }) => body["kind"])).toEqual(["started", "short"]);
  expect(here.done).toEqual(["/break/", "sent", "/break/short/", "sent"]);
});

test.each([
  ["nobody is named", true, {}],
  ["this browser keeps nothing", false, { person: "me" }],
])("where %s the page opens, where it can be said again", async (_name, canPut, data) => {
  const here = worker(canPut);
  await here.tap("moved", data);
  expect(here.done).toEqual(["/today/#breaks"]);
  expect(here.store.rows).toEqual([]);
});
