/** What was said without a connection: kept on the device, sent later in order, and by its id saved once. */

export type Said = Record<string, string>;
export type Sent = "taken" | "refused" | "no-connection";

const KEY = "loadshare-breaks-said";
const MOST = 50;

export class Outbox {
  constructor(private readonly store: Pick<Storage, "getItem" | "setItem" | "removeItem">) {}

  all(): Said[] {
    try {
      const kept: unknown = JSON.parse(this.store.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? (kept as Said[]) : [];
    } catch {
      return [];
    }
  }

  add(said: Said): void {
    this.keep([...this.all(), said].slice(-MOST));
  }

  /** Sends the oldest first and stops at the first that finds no connection. True when nothing is left. */
  async flush(send: (said: Said) => Promise<Sent>): Promise<boolean> {
    for (let first = this.all()[0]; first; first = this.all()[0]) {
      if ((await send(first)) === "no-connection") return false;
      const id = first["client_id"];
      this.keep(this.all().filter((said) => said["client_id"] !== id));
    }
    return true;
  }

  private keep(said: Said[]): void {
    if (said.length === 0) this.store.removeItem(KEY);
    else this.store.setItem(KEY, JSON.stringify(said));
  }
}

/** A random id, also on a plain http address, where browsers offer no `randomUUID`. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
