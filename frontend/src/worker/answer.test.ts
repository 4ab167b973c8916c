import { beforeEach, expect, test, vi } from "vitest";
import { answerNavigation } from "./answer";

const kept = new Map<string, Response>();
const forget = vi.hoisted(() => vi.fn(() => Promise.resolve()));

vi.mock("./caches", () => ({
  become: () => Promise.resolve(),
  findFile: () => Promise.resolve(undefined),
  findPages: () => Promise.resolve({ match: (url: string) => Promise.resolve(kept.get(url)?.clone()) }),
  forget,
}));
vi.mock("./fill", () => ({ keptPlan: () => Promise.resolve(null) }));

beforeEach(() => {
  kept.clear();
  forget.mockClear();
});

async function asked(path: string, answer: Response, method = "GET"): Promise<string> {
  vi.stubGlobal("fetch", () => Promise.resolve(answer));
  const request = new Request(`https://loadshare.example${path}`, { method });
  const shown = await answerNavigation({ request, resultingClientId: "window" } as unknown as FetchEvent);
  return shown.text();
}

const away = (headers = {}): Response => new Response("The database is away.", { status: 503, headers });

test("a server that cannot answer now is as good as none, where a page is kept", async () => {
  kept.set("/today/", new Response("Today, kept"));
  expect(await asked("/today/", away())).toBe("Today, kept");
});

test("without a kept page its own words are shown, and so after a form", async () => {
  kept.set("/today/", new Response("Today, kept"));
  expect(await asked("/progress/", away())).toBe("The database is away.");
  expect(await asked("/today/", away(), "POST")).toBe("The database is away.");
});

test("what the server does answer is shown", async () => {
  kept.set("/today/", new Response("Today, kept"));
  expect(await asked("/today/", new Response("Today", { headers: { "Loadshare-Keep": "yes" } }))).toBe("Today");
  expect(await asked("/today/", new Response("Broken", { status: 500 }))).toBe("Broken");
});

test("no kept page is shown where the server says that the programme is shut", async () => {
  kept.set("/today/", new Response("Today, kept"));
  expect(await asked("/today/", away({ "Loadshare-Shut": "yes" }))).toBe("The database is away.");
  expect(forget).toHaveBeenCalled();
});
