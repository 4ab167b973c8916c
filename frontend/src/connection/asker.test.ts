import { describe, expect, it } from "vitest";
import { Asker } from "./asker";

function held() {
  const asked: number[] = [];
  const release: (() => void)[] = [];
  const got: number[] = [];
  let failures = 0;
  const asker = new Asker<number, number>(
    (question) =>
      new Promise((done, fail) => {
        asked.push(question);
        release.push(() => (question < 0 ? fail(new Error("no")) : done(question * 10)));
      }),
    (answer) => got.push(answer),
    () => (failures += 1),
  );
  return { asker, asked, release, got, failures: () => failures };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe("Asker", () => {
  it("asks at once and answers", async () => {
    const { asker, release, got } = held();
    asker.put(1);
    release[0]?.();
    await settle();
    expect(got).toEqual([10]);
  });

  it("keeps only the newest question while one is on its way", async () => {
    const { asker, asked, release, got } = held();
    [1, 2, 3, 4].forEach((question) => asker.put(question));
    expect(asked).toEqual([1]);
    release[0]?.();
    await settle();
    expect(asked).toEqual([1, 4]);
    release[1]?.();
    await settle();
    expect(got).toEqual([10, 40]);
  });

  it("goes on after a failure", async () => {
    const { asker, release, got, failures } = held();
    asker.put(-1);
    release[0]?.();
    await settle();
    asker.put(2);
    release[1]?.();
    await settle();
    expect(failures()).toBe(1);
    expect(got).toEqual([20]);
  });
});

describe("held answers", () => {
  it("answers at once what was answered before, and asks nobody", async () => {
    const { asker, asked, release, got } = held();
    asker.put(1);
    release[0]?.();
    await settle();
    asker.put(1);
    expect(asked).toEqual([1]);
    expect(got).toEqual([10, 10]);
  });

  it("does not let a late answer replace a held one", async () => {
    const { asker, release, got } = held();
    asker.put(1);
    release[0]?.();
    await settle();
    asker.put(2);
    asker.put(1);
    release[1]?.();
    await settle();
    expect(got).toEqual([10, 10]);
  });

  it("forgets the oldest where it holds many", async () => {
    const asked: number[] = [];
    const asker = new Asker<number, number>((question) => Promise.resolve(asked.push(question)), () => undefined, () => undefined, { keep: 2 });
    for (const question of [1, 2, 3, 3, 1]) {
      asker.put(question);
      await settle();
    }
    expect(asked).toEqual([1, 2, 3, 1]);
  });
});
