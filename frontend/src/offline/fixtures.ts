/** A store in memory and a server in memory, for tests: both forget nothing and may fail where a test says so. */
import type { Entry, Store } from "./entry";
import type { Answer, Line, Reply, Visit } from "./outbox";

export class MemoryStore implements Store {
  rows: Entry[] = [];

  async add(entry: Entry): Promise<boolean> {
    if (this.rows.some((row) => row.id === entry.id)) return false;
    this.rows.push(entry);
    return true;
  }
  async all(): Promise<Entry[]> {
    return [...this.rows];
  }
  async refuse(id: string, words: string): Promise<void> {
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, refused: words } : row));
  }
  async remove(ids: readonly string[]): Promise<void> {
    this.rows = this.rows.filter((row) => !ids.includes(row.id));
  }
  async clear(): Promise<void> {
    this.rows = [];
  }
}

export type Trouble = "none" | "no-ask" | "cut-before" | "cut-after" | { dies: number };

/** Keeps each entry once, in the order of arrival, as the real one does. */
export class MemoryServer implements Line {
  kept: string[] = [];
  refuses = new Set<string>();
  unreadable = new Set<string>();
  sizes: number[] = [];
  names: readonly string[] = ["me"];
  troubles: Trouble[] = [];
  private now: Trouble = "none";

  async ask(): Promise<Visit> {
    this.now = this.troubles.shift() ?? "none";
    if (this.now === "no-ask") throw new Error("no connection");
    return { names: this.names, token: "token" };
  }

  async send(_visit: Visit, person: string, entries: readonly Entry[]): Promise<Reply> {
    const trouble = this.now;
    this.now = "none";
    this.sizes.push(entries.length);
    if (trouble === "cut-before") throw new Error("cut");
    if (!this.names.includes(person)) return { problem: "somebody-else" };
    if (entries.some((entry) => this.unreadable.has(entry.id))) return { problem: "not-understood" };
    const reached = typeof trouble === "object" ? entries.slice(0, trouble.dies) : entries;
    const answers = reached.map((entry) => this.take(entry));
    if (trouble !== "none") throw new Error("cut");
    return { answers };
  }

  private take({ id }: Entry): Answer {
    if (this.refuses.has(id)) return { id, outcome: "refused", words: "no", next: "" };
    if (this.kept.includes(id)) return { id, outcome: "already", words: "", next: "" };
    this.kept.push(id);
    return { id, outcome: "kept", words: "", next: "/next/" };
  }
}

export function made(id: string, person = "me"): Entry {
  return { id, person, kind: "pain", madeAt: "2026-11-22T10:00:00.000Z", body: { pain: "3" } };
}
