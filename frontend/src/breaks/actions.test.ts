import { expect, test } from "vitest";
import { actionsFor } from "./actions";

const WORDS = { start: "Start", later: "Later", moved: "I just moved", tap: "Tap to start." };

test("with room for three every answer has a button", () => {
  const { buttons, onTap } = actionsFor(WORDS, false, 3);
  expect(buttons.map(({ title }) => title)).toEqual(["Start", "Later", "I just moved"]);
  expect(onTap).toBe("");
});

test("with room for two no answer is lost: a tap starts", () => {
  const { buttons, onTap, hint } = actionsFor(WORDS, false, 2);
  expect(buttons.map(({ action }) => action)).toEqual(["later", "moved"]);
  expect(onTap).toBe("started");
  expect(hint).toBe("Tap to start.");
  expect(actionsFor(WORDS, true, 2).onTap).toBe("short");
});

test("without buttons a tap says nothing and only opens the page", () => {
  for (const room of [0, 1]) expect(actionsFor(WORDS, false, room)).toEqual({ buttons: [], onTap: "", hint: "" });
});
