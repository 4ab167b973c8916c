/**
 * Sends what waits, oldest first, until the server has answered for each entry.
 *
 * An entry leaves the device only after an answer for it. Whatever breaks in between, it is sent again; the
 * server knows it by its id and keeps it once.
 */
import type { Entry, Store } from "./entry";

export type Outcome = "kept" | "already" | "refused" | "later";

export interface Answer {
  id: string;
  outcome: Outcome;
  words: string;
  /** The page that tells more. */
  next: string;
}

export interface Visit {
  /** Every name the server knows this visitor by. */
  names: readonly string[];
  token: string;
}

export type Reply = { answers: readonly Answer[] } | { problem: "somebody-else" | "not-understood" };

/** The way to the server; both throw where it cannot be reached. */
export interface Line {
  ask(): Promise<Visit>;
  send(visit: Visit, person: string, entries: readonly Entry[]): Promise<Reply>;
}

export interface Sent {
  answers: Answer[];
  /** True when nothing of this visitor waits any more. */
  isAll: boolean;
}

/** The server takes a hundred at once; half leaves room for long ones. */
export const BATCH = 50;
const UNREADABLE = "The server could not read this one.";

export async function sendAll(store: Store, line: Line): Promise<Sent> {
  const answers: Answer[] = [];
  if ((await waiting(store)).length === 0) return { answers, isAll: true };
  const visit = await line.ask();
  for (;;) {
    const mine = (await waiting(store)).filter((entry) => visit.names.includes(entry.person));
    if (mine.length === 0) return { answers, isAll: true };
    const batch = firstBatch(mine);
    const settled = await sendBatch(store, line, visit, batch);
    answers.push(...settled);
    if (settled.length < batch.length) return { answers, isAll: false };
  }
}

export async function waiting(store: Store): Promise<Entry[]> {
  return (await store.all()).filter((entry) => entry.refused === undefined);
}

export async function refused(store: Store): Promise<Entry[]> {
  return (await store.all()).filter((entry) => entry.refused !== undefined);
}

/** What was refused, as something new: the server remembers its answer to the old one. */
export async function sendAgain(store: Store, entry: Entry, newId: string): Promise<void> {
  const { id, person, kind, madeAt, body } = entry;
  await store.add({ id: newId, person, kind, madeAt, body });
  await store.remove([id]);
}

/** Entries in a row that were made under one name. */
function firstBatch(entries: readonly Entry[]): Entry[] {
  const person = entries[0]?.person;
  const end = entries.findIndex((entry) => entry.person !== person);
  return entries.slice(0, Math.min(BATCH, end < 0 ? entries.length : end));
}

/** The answers that settle entries; fewer than entries where some have to wait. */
async function sendBatch(store: Store, line: Line, visit: Visit, batch: readonly Entry[]): Promise<Answer[]> {
  const reply = await line.send(visit, batch[0]?.person ?? "", batch);
  if ("answers" in reply) return settle(store, batch, reply.answers);
  if (reply.problem === "somebody-else") return [];
  const [only] = batch;
  if (batch.length > 1 && only) return sendBatch(store, line, visit, [only]);
  if (!only) return [];
  return settle(store, batch, [{ id: only.id, outcome: "refused", words: UNREADABLE, next: "" }]);
}

async function settle(store: Store, batch: readonly Entry[], answers: readonly Answer[]): Promise<Answer[]> {
  const settled: Answer[] = [];
  for (const entry of batch) {
    const answer = answers.find((other) => other.id === entry.id);
    if (!answer || answer.outcome === "later") break;
    if (answer.outcome === "refused") await store.refuse(entry.id, answer.words);
    else await store.remove([entry.id]);
    settled.push(answer);
  }
  return settled;
}
