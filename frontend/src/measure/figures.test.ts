import { describe, expect, it } from "vitest";
import type { Outcome } from "./engine";
import { figuresOf, trialsAgree, wantsThird, type Figures } from "./figures";
import examples from "./fixtures/figures.json";

describe("figures of an outcome", () => {
  it.each(examples.map((example) => [example.test, example] as const))("%s are those of the server", (_name, example) => {
    const outcome = example.outcome as unknown as Outcome;
    expect(figuresOf(example.test, outcome)).toEqual(example.figures as unknown as Figures);
    expect(trialsAgree(outcome)).toBe(example.agree);
  });

  it("are none for a refusal", () => {
    expect(figuresOf("walking", { refused: { code: "too-short", message: "Walk on." } })).toEqual({});
  });

  it("say when one more try decides", () => {
    const turned = examples[0]?.outcome as { internal: object };
    const asking = { ...turned, internal: { ...turned.internal, needs_third_trial: true } };
    expect([turned, asking].map((outcome) => wantsThird(outcome as unknown as Outcome))).toEqual([false, true]);
  });
});
