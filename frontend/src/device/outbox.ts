/** The outbox as a page uses it: put down, send, and say what waits. */
import type { Entry, Store } from "../offline/entry";
import type { Answer, Sent } from "../offline/outbox";
import { refused, sendAgain, waiting } from "../offline/outbox";

export interface Standing {
  waiting: Entry[];
  refused: Entry[];
}

export class Outbox {
  private names: readonly string[];
  private readonly answers = new Map<string, Answer>();

  constructor(
    private readonly store: Store,
    private readonly sendAll: () => Promise<Sent>,
    private readonly changed: () => void,
    private readonly person: string,
  ) {
    this.names = [person];
  }

  /** Put it down. The same id again is the same thing and changes nothing. */
  async put(id: string, kind: string, body: Readonly<Record<string, string>>): Promise<void> {
    await this.store.add({ id, person: this.person, kind, madeAt: new Date().toISOString(), body });
    this.changed();
  }

  /** Try to send everything; true when nothing waits any more. No connection is no error. */
  async send(): Promise<boolean> {
    try {
      const sent = await this.sendAll();
      for (const answer of sent.answers) this.answers.set(answer.id, answer);
      return sent.isAll;
    } catch {
      return false;
    }
  }

  /** The answer to one entry, or none while it has to wait. Another tab may have sent it in the meantime. */
  async sendAndFind(id: string): Promise<Answer | null> {
    await this.send();
    const answer = this.answers.get(id);
    if (answer) return answer;
    const still = (await this.store.all()).find((entry) => entry.id === id);
    if (!still) return { id, outcome: "kept", words: "", next: "" };
    return still.refused === undefined ? null : { id, outcome: "refused", words: still.refused, next: "" };
  }

  async standing(): Promise<Standing> {
    const mine = (entry: Entry): boolean => this.names.includes(entry.person);
    return {
      waiting: (await waiting(this.store)).filter(mine),
      refused: (await refused(this.store)).filter(mine),
    };
  }

  /** A guest who keeps the plan has another name from then on; what waits under the old one is theirs. */
  knowAs(names: readonly string[]): void {
    this.names = [...new Set([this.person, ...names])];
    this.changed();
  }

  async again(entry: Entry): Promise<void> {
    await sendAgain(this.store, entry, crypto.randomUUID());
    await this.send();
  }

  async drop(entry: Entry): Promise<void> {
    await this.store.remove([entry.id]);
    this.changed();
  }
}
