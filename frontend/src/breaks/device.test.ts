import { expect, test } from "vitest";
import { bytesOf } from "./device";

test("a URL-safe key without padding becomes its bytes", () => {
  expect([...bytesOf("-_8A")]).toEqual([251, 255, 0]);
  expect([...bytesOf("BA")]).toEqual([4]);
});
