import { expect, test } from "vitest";
import { Outbox, newId, type Said, type Sent } from "./outbox";

function memory(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test("what was said offline is sent later, in order, and once", async () => {
  const store = memory();
  new Outbox(store).add({ client_id: "1", kind: "back" });
  new Outbox(store).add({ client_id: "2", kind: "moved" });
  const arrived: Said[] = [];
  const box = new Outbox(store);
  const answers: Sent[] = ["taken", "no-connection", "taken"];
  const send = (said: Said): Promise<Sent> => {
    const answer = answers.shift() ?? "taken";
    if (answer === "taken") arrived.push(said);
    return Promise.resolve(answer);
  };
  expect(await box.flush(send)).toBe(false);
  expect(await box.flush(send)).toBe(true);
  expect(arrived.map((said) => said["client_id"])).toEqual(["1", "2"]);
  expect(box.all()).toEqual([]);
});

test("what the server refuses does not block the rest", async () => {
  const box = new Outbox(memory());
  box.add({ client_id: "1", kind: "nonsense" });
  box.add({ client_id: "2", kind: "moved" });
  expect(await box.flush((said) => Promise.resolve(said["client_id"] === "1" ? "refused" : "taken"))).toBe(true);
});

test("a store that holds rubbish is an empty one, and it never grows without end", () => {
  const store = memory();
  store.setItem("loadshare-breaks-said", "{oops");
  const box = new Outbox(store);
  expect(box.all()).toEqual([]);
  for (let place = 0; place < 80; place++) box.add({ client_id: String(place) });
  expect(box.all()).toHaveLength(50);
});

test("ids are random and in the form the server takes", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
