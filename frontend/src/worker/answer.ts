/** Pages come from the server while it can answer; else the kept copy, else the page that says so. */
import { become, findFile, findPages, forget } from "./caches";
import { keptPlan } from "./fill";
import { keptUnder, OFFLINE_URL, OWN_URLS, pageInsteadOf, TODAY_URL } from "./plan";

/** A connection this slow is treated as none where there is a kept copy. */
const PATIENCE_MS = 6000;
const SHOWN_MOST = 50;
const shown = new Map<string, string>();

/** When the page a window shows was made, if it is a kept copy; empty when it came from the server. */
export function whenceOf(client: string): string {
  return shown.get(client) ?? "";
}

export function isFile(request: Request): boolean {
  const { pathname } = new URL(request.url);
  return request.method === "GET" && (pathname.startsWith("/static/") || pathname.startsWith("/body/"));
}

export async function answerFile(request: Request): Promise<Response> {
  const found = (await findFile(request)) ?? (await (await findPages())?.match(request));
  return found ?? fetch(request);
}

export async function answerNavigation(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const fromServer = fetch(request).then(async (answer) => {
    const person = answer.headers.get("Loadshare-Person");
    if (person !== null) await become(person);
    if (isClosedNow(request, answer)) await forget();
    return answer;
  });
  const copy = request.method === "GET" ? keptCopy(new URL(request.url)) : Promise.resolve(null);
  try {
    const answer = await Promise.race([fromServer, copy.then((kept) => (kept ? patience() : fromServer))]);
    // A server that cannot answer now is as good as none, where there is a kept copy.
    if (answer && (answer.status !== 503 || saysShut(answer) || !(await copy))) return answer;
    fromServer.catch(() => undefined);
  } catch {
    // no connection: below
  }
  return note(event, (await copy) ?? (await instead(request)));
}

/**
 * The programme was open and is not any more: its kept copies must not stay behind. A page that says to get
 * help first says so itself, so that no slow connection later brings a session back.
 */
function isClosedNow(request: Request, answer: Response): boolean {
  if (saysShut(answer)) return true;
  const isOwn = request.method === "GET" && OWN_URLS.includes(new URL(request.url).pathname);
  return isOwn && answer.status === 200 && answer.headers.get("Loadshare-Keep") === null;
}

function saysShut(answer: Response): boolean {
  return answer.headers.get("Loadshare-Shut") === "yes";
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
}

async function keptCopy(url: URL): Promise<Response | null> {
  const pages = await findPages();
  if (!pages) return null;
  const kept = await keptPlan(pages);
  if (url.pathname === "/" && (await pages.match(TODAY_URL))) return Response.redirect(TODAY_URL);
  return (await pages.match(keptUnder(url, kept?.plan ?? null, new Date()))) ?? null;
}

async function instead(request: Request): Promise<Response> {
  const pages = await findPages();
  const page = request.method === "GET" ? OFFLINE_URL : pageInsteadOf(new URL(request.url));
  return (await pages?.match(page)) ?? (await pages?.match(OFFLINE_URL)) ?? Response.error();
}

function note(event: FetchEvent, answer: Response): Response {
  shown.set(event.resultingClientId, answer.headers.get("Date") ?? "");
  const [oldest] = shown.keys();
  if (shown.size > SHOWN_MOST && oldest !== undefined) shown.delete(oldest);
  return answer;
}
