import { afterEach, expect, test, vi } from "vitest";
import { listenForPush } from "./push";

type Listener = (event: Record<string, unknown>) => void;

/** A worker that notes what it shows and opens. */
function worker() {
  const listeners: Record<string, Listener> = {};
  const shown: [string, { actions: { action: string }[]; data: { onTap: string } }][] = [];
  const opened: string[] = [];
  const scope = {
    origin: "https://loadshare.example",
    addEventListener: (name: string, listener: Listener) => (listeners[name] = listener),
    registration: { showNotification: (...what: (typeof shown)[0]) => Promise.resolve(shown.push(what)) },
    clients: { matchAll: () => Promise.resolve([]), openWindow: (page: string) => Promise.resolve(opened.push(page)) },
  };
  listenForPush(scope as unknown as ServiceWorkerGlobalScope);
  async function happen(name: string, event: Record<string, unknown>): Promise<void> {
    let done: Promise<unknown> = Promise.resolve();
    listeners[name]?.({ ...event, waitUntil: (work: Promise<unknown>) => (done = work) });
    await done;
  }
  const tap = (action: string, onTap = ""): Promise<void> =>
    happen("notificationclick", { action, notification: { close: () => undefined, data: { onTap } } });
  return { shown, opened, tap, push: (data: unknown) => happen("push", { data }) };
}

function server(isThere: boolean) {
  const sent: Record<string, string>[] = [];
  vi.stubGlobal("fetch", (_address: string, { body }: { body: string }) => {
    if (!isThere) return Promise.reject(new TypeError("no connection"));
    sent.push(JSON.parse(body) as Record<string, string>);
    return Promise.resolve({ ok: true });
  });
  return sent;
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

test("later and moved are told without opening anything", async () => {
  const sent = server(true);
  const here = worker();
  await here.tap("later");
  await here.tap("moved");
  expect(sent.map(({ kind }) => kind)).toEqual(["later", "moved"]);
  expect(new Set(sent.map((said) => said["client_id"])).size).toBe(2);
  expect(here.opened).toEqual([]);
});

test("start is told and opens the break, by its button or by a tap where there is none", async () => {
  const sent = server(true);
  const here = worker();
  await here.tap("started");
  await here.tap("", "short");
  expect(sent.map(({ kind }) => kind)).toEqual(["started", "short"]);
  expect(here.opened).toEqual(["/break/", "/break/short/"]);
});

test("without a connection the page opens, where it can be said again", async () => {
  server(false);
  const here = worker();
  await here.tap("moved");
  expect(here.opened).toEqual(["/today/#breaks"]);
});
