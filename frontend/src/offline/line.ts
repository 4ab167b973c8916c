/** The way to the server. Pages and the worker use the same. */
import type { Entry } from "./entry";
import type { Line, Reply, Visit } from "./outbox";

export const SYNC_URL = "/offline/sync/";
const LONGEST_MS = 30_000;

export const httpLine: Line = {
  async ask() {
    return (await (await asked(SYNC_URL, {})).json()) as Visit;
  },
  async send(visit, person, entries) {
    const answer = await asked(SYNC_URL, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": visit.token },
      body: parcel(person, entries, new Date()),
    });
    return (await answer.json()) as Reply;
  },
};

export function parcel(person: string, entries: readonly Entry[], now: Date): string {
  return JSON.stringify({
    person,
    sent_at: now.toISOString(),
    entries: entries.map(({ id, kind, madeAt, body }) => ({ id, kind, made_at: madeAt, body })),
  });
}

/** Answers we understand are 200, and 400 and 409 with a problem named; anything else is like no answer. */
async function asked(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, {
    ...init,
    cache: "no-store",
    credentials: "same-origin",
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  if (!answer.ok && answer.status !== 400 && answer.status !== 409) throw new Error(`${url}: ${answer.status}`);
  return answer;
}
