/** Fills the device with what the plan names, file by file, and keeps nothing the server did not mark. */
import { become, BUILD, currentEra, openFiles, openPages } from "./caches";
import { mayKeep, OFFLINE_URL, pagesToDrop, pagesToFetch, PLAN_URL, type Plan } from "./plan";

const AT_ONCE = 3;
const KEPT_AT = "Loadshare-Kept-At";
let running: Promise<void> | null = null;

/** Complete takes exercises and the moving body too; without it only what a page must not miss. */
export function fill({ isComplete }: { isComplete: boolean }): Promise<void> {
  running ??= fillOnce(isComplete).finally(() => (running = null));
  return running;
}

async function fillOnce(isComplete: boolean): Promise<void> {
  const era = currentEra();
  const plan = await fetchPlan();
  // The server has moved on; the worker of its build fills its own cache.
  if (plan.build !== BUILD) return;
  await become(plan.person);
  const pages = await openPages(plan.person);
  const before = await keptPlan(pages);
  await keepStatic(plan);
  const wanted = await pagesNeeded(plan, pages, before);
  const first = wanted.filter((page) => isComplete || plan.pages.includes(page) || page === OFFLINE_URL);
  const failed = await each(first, (page) => keepPage(page, plan, pages, era));
  if (isComplete) await each(await missingBodies(plan, pages), (url) => keepBody(url, pages, era));
  await dropOld(plan, pages);
  const isWhole = failed === 0 && isComplete;
  if (currentEra() === era) await keepPlan(pages, plan, isWhole ? Date.now() : 0);
}

async function fetchPlan(): Promise<Plan> {
  const answer = await fetch(PLAN_URL, { cache: "no-store" });
  if (!answer.ok) throw new Error(`no plan: ${answer.status}`);
  return (await answer.json()) as Plan;
}

/** Without these no page would look right, so a failure here fails the whole. */
async function keepStatic(plan: Plan): Promise<void> {
  const files = await openFiles();
  const kept = await addresses(files);
  const missing = plan.files.filter((file) => file.startsWith("/static/") && !kept.has(file));
  for (const file of missing) await files.add(file);
}

async function pagesNeeded(plan: Plan, pages: Cache, before: Kept | null): Promise<string[]> {
  return pagesToFetch(plan, before, await addresses(pages), Date.now());
}

async function keepPage(page: string, plan: Plan, pages: Cache, era: number): Promise<void> {
  const answer = await fetch(page, { cache: "no-store", headers: { "Loadshare-Purpose": "keep" } });
  if (answer.status >= 400) throw new Error(`${page}: ${answer.status}`);
  if (currentEra() !== era) return;
  if (mayKeep(answer, plan)) await pages.put(page, answer);
  else await pages.delete(page);
}

async function missingBodies(plan: Plan, pages: Cache): Promise<string[]> {
  const kept = await addresses(pages);
  return plan.files.filter((file) => !file.startsWith("/static/") && !kept.has(file));
}

async function keepBody(url: string, pages: Cache, era: number): Promise<void> {
  const answer = await fetch(url);
  if (answer.status === 200 && currentEra() === era) await pages.put(url, answer);
}

async function dropOld(plan: Plan, pages: Cache): Promise<void> {
  const old = pagesToDrop(plan, await addresses(pages));
  await Promise.all(old.map((address) => pages.delete(address)));
}

export interface Kept {
  plan: Plan;
  at: number;
}

export async function keptPlan(pages: Cache): Promise<Kept | null> {
  const answer = await pages.match(PLAN_URL);
  if (!answer) return null;
  return { plan: (await answer.json()) as Plan, at: Number(answer.headers.get(KEPT_AT)) };
}

async function keepPlan(pages: Cache, plan: Plan, at: number): Promise<void> {
  await pages.put(PLAN_URL, new Response(JSON.stringify(plan), { headers: { [KEPT_AT]: String(at) } }));
}

async function addresses(cache: Cache): Promise<Set<string>> {
  const requests = await cache.keys();
  return new Set(requests.map(({ url }) => new URL(url)).map((url) => url.pathname + url.search));
}

/** A few at a time, so that the person's own requests come first; how many failed. */
async function each(addresses: readonly string[], act: (address: string) => Promise<void>): Promise<number> {
  const left = [...addresses];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await act(next).catch(() => (failed += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}
