/** The caches of this build: files everybody shares, and pages of one person. Others never stand beside them. */
declare const self: ServiceWorkerGlobalScope & { BUILD?: string };

/** Said by the server in the first line of the worker it serves. */
export const BUILD = self.BUILD ?? "unnamed";
const OURS = "loadshare-";
const PAGES = `${OURS}${BUILD}-pages-`;
const FILES = `${OURS}${BUILD}-files`;

let era = 0;

/** Moves on when the device is emptied; whatever was being fetched before must not be kept. */
export function currentEra(): number {
  return era;
}

export function openFiles(): Promise<Cache> {
  return caches.open(FILES);
}

/** A kept file of this build. Looking creates nothing, for an old worker must leave nothing behind. */
export function findFile(request: Request): Promise<Response | undefined> {
  return caches.match(request, { cacheName: FILES });
}

export function openPages(person: string): Promise<Cache> {
  return caches.open(PAGES + person);
}

/** Where the pages of the person of this device are, if there are any. */
export async function findPages(): Promise<Cache | null> {
  const name = (await caches.keys()).find((other) => other.startsWith(PAGES));
  return name === undefined ? null : caches.open(name);
}

/** The device is this person's now: nobody else's pages stay. */
export async function become(person: string): Promise<void> {
  await dropCaches((name) => name.includes("-pages-") && !name.endsWith(`-pages-${person}`));
}

export async function dropOtherBuilds(): Promise<void> {
  await dropCaches((name) => name !== FILES && !name.startsWith(PAGES));
}

export async function forget(): Promise<void> {
  era += 1;
  await dropCaches((name) => name.includes("-pages-"));
}

async function dropCaches(goes: (name: string) => boolean): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && goes(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}
