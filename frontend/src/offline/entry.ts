/** Something done on this device that the server has still to hear about. */

/** Kinds known today. Another part adds its own word here, and a keeper of the same name on the server. */
export type Kind = "session" | "pain" | "settled" | "break" | (string & {});

export interface Entry {
  id: string;
  /** The name this device knows the person by; nobody else's visit sends or shows it. */
  person: string;
  kind: Kind;
  /** When it was done, by this device's clock. */
  madeAt: string;
  body: Readonly<Record<string, string>>;
  /** Why the server refused it. It stays here until the person says what to do with it. */
  refused?: string;
}

/** Entries in the order they were made. */
export interface Store {
  /** False where an entry with this id is already there. */
  add(entry: Entry): Promise<boolean>;
  all(): Promise<Entry[]>;
  refuse(id: string, words: string): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}
