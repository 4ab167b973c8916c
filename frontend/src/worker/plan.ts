/** What the server says this device may keep. Pure, so that it can be tested without a worker. */

export interface Plan {
  build: string;
  person: string;
  /** Another value means that the pages have changed. */
  state: string;
  pages: readonly string[];
  /** Pages that stay as they are until the next build. */
  lasting: readonly string[];
  /** By day: the address of its session. */
  days: Readonly<Record<string, string>>;
  files: readonly string[];
}

export const PLAN_URL = "/offline/plan.json";
export const OFFLINE_URL = "/offline/";
export const TODAY_URL = "/today/";
const SESSION_URL = "/session/";
/** Pages that only somebody with an open programme sees. */
export const OWN_URLS: readonly string[] = [TODAY_URL, "/programme/", SESSION_URL, "/break/", "/break/short/"];
const STOPPED_URL = "/session/stopped/";
const FRESH_MS = 30 * 60_000;

export function localDay(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Where the kept copy of an address stands: a session stands under its day. */
export function keptUnder(url: URL, plan: Plan | null, now: Date): string {
  if (url.pathname !== SESSION_URL || url.search !== "") return url.pathname + url.search;
  return plan?.days[localDay(now)] ?? Object.values(plan?.days ?? {})[0] ?? url.pathname;
}

/** A form that could not be sent and has a page of its own to show instead. */
export function pageInsteadOf(url: URL): string {
  return url.pathname === STOPPED_URL ? STOPPED_URL : OFFLINE_URL;
}

/** The pages to fetch again: all when something changed or half an hour is over, else those that miss. */
export function pagesToFetch(
  plan: Plan,
  before: { plan: Plan; at: number } | null,
  kept: ReadonlySet<string>,
  now: number,
): string[] {
  // A copy from later than now was made by a clock that was ahead, and would stay fresh until then.
  const age = before === null ? NaN : now - before.at;
  const isFresh = before?.plan.state === plan.state && age >= 0 && age < FRESH_MS;
  const missing = [...plan.pages, ...plan.lasting].filter((page) => !kept.has(page));
  return isFresh ? missing : [...new Set([...plan.pages, ...missing])];
}

/** What is kept and should not be any more. */
export function pagesToDrop(plan: Plan, kept: Iterable<string>): string[] {
  const wanted = new Set([...plan.pages, ...plan.lasting, ...plan.files, PLAN_URL]);
  return [...kept].filter((address) => !wanted.has(address));
}

/** Only a page of this build, of this person, and marked by the server may be kept. */
export function mayKeep(answer: Pick<Response, "status" | "redirected" | "headers">, plan: Plan): boolean {
  return (
    answer.status === 200 &&
    !answer.redirected &&
    answer.headers.get("Loadshare-Keep") === "yes" &&
    answer.headers.get("Loadshare-Build") === plan.build &&
    answer.headers.get("Loadshare-Person") === plan.person
  );
}
