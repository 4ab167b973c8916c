import { expect, test } from "vitest";
import { waitForPhone } from "./wait";

/** Answers in order; runs until nothing is left to do, and says how often was asked and whether it changed. */
async function play(answers: (string | Error)[], seen: boolean[] = []): Promise<{ asked: number; changed: number }> {
  const queue: (() => void)[] = [];
  const told = { asked: 0, changed: 0 };
  waitForPhone({
    known: "waiting",
    ask: async () => {
      const answer = answers[told.asked++] ?? "waiting";
      if (answer instanceof Error) throw answer;
      return answer;
    },
    changed: () => void told.changed++,
    isSeen: () => seen.shift() ?? true,
    later: (action) => queue.push(action),
  });
  for (let turn = 0; turn < 6 && queue.length > 0; turn++) {
    queue.shift()?.();
    await new Promise((done) => setTimeout(done, 0));
  }
  return told;
}

test("the page changes once, when the phone is further", async () => {
  expect(await play(["waiting", "opened", "arrived"])).toEqual({ asked: 2, changed: 1 });
});

test("a question that fails is asked again", async () => {
  expect(await play([new Error("offline"), "opened"])).toEqual({ asked: 2, changed: 1 });
});

test("a page nobody sees asks nothing", async () => {
  expect(await play(["opened"], [false, false, true])).toEqual({ asked: 1, changed: 1 });
});

test("while nothing happens, nothing changes", async () => {
  expect((await play([])).changed).toBe(0);
});
