import { describe, expect, it } from "vitest";
import { made, MemoryServer, MemoryStore, type Trouble } from "./fixtures";
import { BATCH, refused, sendAgain, sendAll, waiting } from "./outbox";

const IDS = ["a", "b", "c", "d", "e"];

async function withEntries(ids = IDS): Promise<{ store: MemoryStore; server: MemoryServer }> {
  const store = new MemoryStore();
  for (const id of ids) await store.add(made(id));
  return { store, server: new MemoryServer() };
}

/** As a device does: try, and try again whenever something happens. */
async function keepTrying(store: MemoryStore, server: MemoryServer, times = 10): Promise<void> {
  for (let time = 0; time < times; time += 1) await sendAll(store, server).catch(() => undefined);
}

describe("sending", () => {
  it("asks nobody anything when nothing waits", async () => {
    const { store, server } = await withEntries([]);
    server.troubles = ["no-ask"];
    expect(await sendAll(store, server)).toEqual({ answers: [], isAll: true });
    expect(server.troubles).toHaveLength(1);
  });

  it("sends in order and forgets what was answered", async () => {
    const { store, server } = await withEntries();
    const sent = await sendAll(store, server);
    expect(sent.isAll).toBe(true);
    expect(sent.answers.map(({ id }) => id)).toEqual(IDS);
    expect(server.kept).toEqual(IDS);
    expect(store.rows).toEqual([]);
  });

  it("sends long queues in pieces", async () => {
    const ids = Array.from({ length: BATCH * 2 + 3 }, (_, index) => String(index));
    const { store, server } = await withEntries(ids);
    await sendAll(store, server);
    expect(server.sizes).toEqual([BATCH, BATCH, 3]);
    expect(server.kept).toEqual(ids);
  });

  const troubles: Trouble[] = ["no-ask", "cut-before", "cut-after", { dies: 0 }, { dies: 2 }, { dies: 4 }];
  const pairs = troubles.flatMap((first) => troubles.map((second) => [first, second] as const));
  it.each(pairs)("keeps each once and in order after %j and %j", async (first, second) => {
    const { store, server } = await withEntries();
    server.troubles = [first, second];
    await keepTrying(store, server);
    expect(server.kept).toEqual(IDS);
    expect(store.rows).toEqual([]);
  });

  it("keeps what was not answered", async () => {
    const { store, server } = await withEntries();
    server.troubles = ["cut-after"];
    await expect(sendAll(store, server)).rejects.toThrow("cut");
    expect(store.rows.map(({ id }) => id)).toEqual(IDS);
  });

  it("keeps each once when two tabs send at the same time", async () => {
    const { store, server } = await withEntries();
    await Promise.all([sendAll(store, server), sendAll(store, server)]);
    expect(server.kept).toEqual(IDS);
    expect(store.rows).toEqual([]);
  });
});

describe("refusals", () => {
  it("stay, with the words, and hold nothing up", async () => {
    const { store, server } = await withEntries();
    server.refuses.add("b");
    await keepTrying(store, server);
    expect(server.kept).toEqual(["a", "c", "d", "e"]);
    expect(await waiting(store)).toEqual([]);
    expect((await refused(store)).map(({ id, refused: words }) => [id, words])).toEqual([["b", "no"]]);
  });

  it("go again as something new, dated as before", async () => {
    const { store, server } = await withEntries(["b"]);
    server.refuses.add("b");
    await sendAll(store, server);
    const [entry] = await refused(store);
    if (!entry) throw new Error("nothing was refused");
    await sendAgain(store, entry, "fresh");
    expect(await waiting(store)).toEqual([{ ...made("b"), id: "fresh" }]);
    await sendAll(store, server);
    expect(server.kept).toEqual(["fresh"]);
  });

  it("of the whole parcel find the one that cannot be read", async () => {
    const { store, server } = await withEntries();
    server.unreadable.add("c");
    await keepTrying(store, server);
    expect(server.kept).toEqual(["a", "b", "d", "e"]);
    expect((await refused(store)).map(({ id }) => id)).toEqual(["c"]);
  });
});

describe("other people", () => {
  it("have their entries left alone", async () => {
    const { store, server } = await withEntries([]);
    for (const [id, person] of [["1", "me"], ["2", "her"], ["3", "me"]] as const) await store.add(made(id, person));
    expect((await sendAll(store, server)).isAll).toBe(true);
    expect(server.kept).toEqual(["1", "3"]);
    expect(store.rows.map(({ id }) => id)).toEqual(["2"]);
  });

  it("who sign in between asking and sending take nothing", async () => {
    const { store, server } = await withEntries();
    const ask = server.ask.bind(server);
    server.ask = async () => {
      const visit = await ask();
      server.names = ["her"];
      return visit;
    };
    expect((await sendAll(store, server)).isAll).toBe(false);
    expect(server.kept).toEqual([]);
    expect(store.rows).toHaveLength(IDS.length);
  });

  it("are not the same person's former self", async () => {
    const { store, server } = await withEntries([]);
    for (const [id, person] of [["1", "guest"], ["2", "me"], ["3", "guest"]] as const) await store.add(made(id, person));
    server.names = ["me", "guest"];
    await sendAll(store, server);
    expect(server.kept).toEqual(["1", "2", "3"]);
    expect(server.sizes).toEqual([1, 1, 1]);
  });
});
