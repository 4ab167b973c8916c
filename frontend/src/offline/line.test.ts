import { afterEach, describe, expect, it, vi } from "vitest";
import { made } from "./fixtures";
import { httpLine, parcel } from "./line";

const VISIT = { names: ["me"], token: "token" };

function answering(status: number, body: unknown): void {
  vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify(body), { status })));
}

describe("the line", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("sends what the server reads, and no more", () => {
    const text = parcel("me", [{ ...made("a"), refused: "before" }], new Date("2026-11-22T12:00:00Z"));
    expect(JSON.parse(text)).toEqual({
      person: "me",
      sent_at: "2026-11-22T12:00:00.000Z",
      entries: [{ id: "a", kind: "pain", made_at: "2026-11-22T10:00:00.000Z", body: { pain: "3" } }],
    });
  });

  it("carries the token of this moment", async () => {
    answering(200, { answers: [] });
    await httpLine.send(VISIT, "me", [made("a")]);
    const [, init] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(new Headers(init?.headers).get("X-CSRFToken")).toBe("token");
  });

  it.each([400, 409])("reads the problem of a %i", async (status) => {
    answering(status, { problem: "not-understood" });
    expect(await httpLine.send(VISIT, "me", [])).toEqual({ problem: "not-understood" });
  });

  it.each([403, 429, 500, 502])("takes a %i as no answer", async (status) => {
    answering(status, {});
    await expect(httpLine.send(VISIT, "me", [])).rejects.toThrow(String(status));
    await expect(httpLine.ask()).rejects.toThrow(String(status));
  });
});
