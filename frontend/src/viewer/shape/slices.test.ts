import { describe, expect, it } from "vitest";
import { atOnce, inSlices } from "./slices";

function* counting(to: number): Generator<void, number> {
  for (let done = 0; done < to; done += 1) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    yield;
  }
  return to;
}

describe("work in slices", () => {
  it("makes the same in slices as at once", async () => {
    expect(atOnce(counting(3))).toBe(3);
    expect(await inSlices(counting(3))).toBe(3);
  });

  it("lets others have their turn meanwhile", async () => {
    const order: string[] = [];
    setTimeout(() => order.push("other"));
    await inSlices(counting(60)).then(() => order.push("made"));
    expect(order).toEqual(["other", "made"]);
  });

  it("passes on what goes wrong", async () => {
    function* broken(): Generator<void, number> {
      yield;
      throw new Error("no");
    }
    await expect(inSlices(broken())).rejects.toThrow("no");
  });
});
