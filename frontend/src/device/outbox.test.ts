import { describe, expect, it, vi } from "vitest";
import { made, MemoryServer, MemoryStore } from "../offline/fixtures";
import { sendAll } from "../offline/outbox";
import { Outbox } from "./outbox";

function device(): { store: MemoryStore; server: MemoryServer; outbox: Outbox; changed: ReturnType<typeof vi.fn> } {
  const store = new MemoryStore();
  const server = new MemoryServer();
  const changed = vi.fn();
  return { store, server, changed, outbox: new Outbox(store, () => sendAll(store, server), changed, "me") };
}

describe("the outbox of a page", () => {
  it("puts the same run down once, however often it is pressed", async () => {
    const { store, outbox } = device();
    await outbox.put("run", "session", { pain_after: "2" });
    await outbox.put("run", "session", { pain_after: "9" });
    expect(store.rows.map(({ body }) => body)).toEqual([{ pain_after: "2" }]);
  });

  it("has the answer at once where there is a connection", async () => {
    const { outbox } = device();
    await outbox.put("a", "pain", {});
    expect(await outbox.sendAndFind("a")).toMatchObject({ outcome: "kept", next: "/next/" });
  });

  it("has none while there is no connection, and says what waits", async () => {
    const { server, outbox, changed } = device();
    server.troubles = ["no-ask"];
    await outbox.put("a", "pain", {});
    expect(await outbox.sendAndFind("a")).toBeNull();
    expect((await outbox.standing()).waiting.map(({ id }) => id)).toEqual(["a"]);
    expect(changed).toHaveBeenCalled();
  });

  it("knows what another tab sent, and what it was refused", async () => {
    const { store, server, outbox } = device();
    await outbox.put("a", "pain", {});
    await outbox.put("b", "pain", {});
    server.refuses.add("b");
    await sendAll(store, server);
    expect(await outbox.sendAndFind("a")).toMatchObject({ outcome: "kept" });
    expect(await outbox.sendAndFind("b")).toMatchObject({ outcome: "refused", words: "no" });
  });

  it("shows nothing of anybody else, but what one did as a guest", async () => {
    const { store, outbox } = device();
    for (const [id, person] of [["1", "me"], ["2", "her"], ["3", "guest"]] as const) await store.add(made(id, person));
    expect((await outbox.standing()).waiting.map(({ id }) => id)).toEqual(["1"]);
    outbox.knowAs(["me", "guest"]);
    expect((await outbox.standing()).waiting.map(({ id }) => id)).toEqual(["1", "3"]);
  });

  it("lets a refused one go again, or go away", async () => {
    const { store, server, outbox } = device();
    for (const id of ["a", "b"]) {
      await outbox.put(id, "pain", {});
      server.refuses.add(id);
    }
    await outbox.send();
    const [first, second] = (await outbox.standing()).refused;
    if (!first || !second) throw new Error("not refused");
    await outbox.again(first);
    await outbox.drop(second);
    expect(server.kept).toHaveLength(1);
    expect(store.rows).toEqual([]);
  });
});
