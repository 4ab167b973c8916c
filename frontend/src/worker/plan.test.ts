import { describe, expect, it } from "vitest";
import { keptUnder, localDay, mayKeep, pageInsteadOf, pagesToDrop, pagesToFetch, type Plan } from "./plan";

const PLAN: Plan = {
  build: "b1", person: "me", state: "s1", pages: ["/today/", "/session/?day=2026-11-22"], lasting: ["/offline/", "/help/"],
  days: { "2026-11-22": "/session/?day=2026-11-22", "2026-11-23": "/session/?day=2026-11-23" }, files: ["/body/body.json"],
};
const HERE = "http://localhost";

function answer(headers: Record<string, string>, changes: object = {}): Parameters<typeof mayKeep>[0] {
  return { status: 200, redirected: false, headers: new Headers(headers), ...changes };
}

describe("what may be kept", () => {
  const marked = { "Loadshare-Keep": "yes", "Loadshare-Build": "b1", "Loadshare-Person": "me" };
  it("is marked, of this build and of this person", () => expect(mayKeep(answer(marked), PLAN)).toBe(true));
  it.each([
    ["unmarked", { ...marked, "Loadshare-Keep": "" }, {}],
    ["of another build", { ...marked, "Loadshare-Build": "b2" }, {}],
    ["of somebody else", { ...marked, "Loadshare-Person": "her" }, {}],
    ["an error", marked, { status: 500 }],
    ["another page than asked for", marked, { redirected: true }],
  ])("is not a page that is %s", (_name, headers, changes) => {
    expect(mayKeep(answer(headers, changes), PLAN)).toBe(false);
  });
});

describe("the session without a connection", () => {
  const evening = new Date(2026, 10, 23, 23, 30);
  it("is the one of the day on this device", () => {
    expect(localDay(evening)).toBe("2026-11-23");
    expect(keptUnder(new URL(`${HERE}/session/`), PLAN, evening)).toBe("/session/?day=2026-11-23");
  });
  it("is the first one kept once the week is over", () => {
    expect(keptUnder(new URL(`${HERE}/session/`), PLAN, new Date(2027, 0, 1))).toBe("/session/?day=2026-11-22");
  });
  it("is left alone elsewhere", () => {
    expect(keptUnder(new URL(`${HERE}/session/gentle/`), PLAN, evening)).toBe("/session/gentle/");
    expect(keptUnder(new URL(`${HERE}/session/`), null, evening)).toBe("/session/");
  });
});

describe("filling", () => {
  const all = new Set(["/today/", "/session/?day=2026-11-22", "/offline/", "/help/"]);
  it("fetches everything at first", () => {
    expect(pagesToFetch(PLAN, null, new Set(), 0)).toEqual([...PLAN.pages, ...PLAN.lasting]);
  });
  it("fetches nothing while nothing changed", () => {
    expect(pagesToFetch(PLAN, { plan: PLAN, at: 1000 }, all, 2000)).toEqual([]);
  });
  it("fetches what is missing", () => {
    expect(pagesToFetch(PLAN, { plan: PLAN, at: 1000 }, new Set(["/today/", "/help/"]), 2000)).toEqual([
      "/session/?day=2026-11-22", "/offline/",
    ]);
  });
  it.each([
    ["the pages changed", { plan: { ...PLAN, state: "s0" }, at: 1000 }, 2000],
    ["half an hour is over", { plan: PLAN, at: 1000 }, 31 * 60_000],
    ["the clock was ahead when they were fetched", { plan: PLAN, at: 100 * 24 * 3600_000 }, 2000],
    ["it was not finished the last time", { plan: PLAN, at: 0 }, 31 * 60_000],
  ])("fetches the pages again when %s, and not the lasting ones", (_name, before, now) => {
    expect(pagesToFetch(PLAN, before, all, now)).toEqual(PLAN.pages);
  });
  it("drops what is planned no more", () => {
    expect(pagesToDrop(PLAN, [...all, "/body/body.json", "/offline/plan.json", "/moves/old/"])).toEqual(["/moves/old/"]);
    expect(pagesToDrop({ ...PLAN, pages: [], files: [] }, [...all])).toEqual(["/today/", "/session/?day=2026-11-22"]);
  });
});

it("has words for a stop that could not be posted", () => {
  expect(pageInsteadOf(new URL(`${HERE}/session/stopped/`))).toBe("/session/stopped/");
  expect(pageInsteadOf(new URL(`${HERE}/check/3/`))).toBe("/offline/");
});
