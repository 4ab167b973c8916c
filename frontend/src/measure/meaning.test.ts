import { describe, expect, it } from "vitest";
import type { Figures } from "./figures";
import { meaningOf, wordsOf } from "./meaning";
import { say } from "./protocol";
import { aProtocol } from "./testing";

const turn = (value: number, bar = 8): Figures => ({ internal: { value, low: value - bar, high: value + bar, unit: "deg" } });

describe("what figures mean", () => {
  it.each([
    [24.9, 30, ["less than we expect"]],
    [25, 30, []],
    [40, 52, ["uneven"]],
    [20, 31, ["less than we expect", "uneven"]],
  ])("left %d and right %d", (left, right, texts) => {
    expect(meaningOf(aProtocol(), { left: turn(left), right: turn(right) }, {}).texts).toEqual(texts);
  });

  it("compares sides only where both are there", () => {
    expect(meaningOf(aProtocol(), { left: turn(40) }, {}).texts).toEqual([]);
  });

  it("says when the bar reaches across a line", () => {
    const near = meaningOf(aProtocol(), { left: turn(28), right: turn(34) }, {});
    expect(wordsOf(aProtocol(), near)).toEqual(["nothing", "near"]);
    expect(meaningOf(aProtocol(), { left: turn(40), right: turn(41) }, {}).isNear).toBe(false);
    expect(meaningOf(aProtocol(), { left: turn(10), right: turn(12) }, {}).isNear).toBe(false);
  });

  it("reads a line of a version only for that version", () => {
    const protocol = aProtocol({ readings: [{ quantity: "internal", of: "lowest", least: 0, most: 30, text: "short", choices: { version: "full" } }] });
    expect(meaningOf(protocol, { left: turn(20) }, { version: "full" }).texts).toEqual(["short"]);
    expect(meaningOf(protocol, { left: turn(20) }, { version: "knees" }).texts).toEqual([]);
  });

  it("does not pretend to a line where there is none", () => {
    const protocol = aProtocol({ readings: [] });
    expect(wordsOf(protocol, meaningOf(protocol, { left: turn(20) }, {}))).toEqual(["no line"]);
  });

  it("fills the places of a sentence", () => {
    expect(say(aProtocol(), "try_of", { number: 1, count: 2 })).toBe("try 1 of 2");
  });
});
