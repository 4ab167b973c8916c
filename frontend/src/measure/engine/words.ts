/** The sentences of `loadshare.measure`, spoken by key. `make docs` writes words.json; Python says the same ones. */
import book from "./words.json";

export type RefusalKey = keyof typeof book.refusal;
export type ConcernKey = keyof typeof book.concern;
export type AssumedKey = keyof typeof book.assumed;
export type UnreadableKey = keyof typeof book.unreadable;
type Values = Readonly<Record<string, string | number>>;

/** No honest number can be made. Caught in `evaluate`; nothing outside the engine sees it thrown. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The refusal to throw; its code is the key up to the first dot. */
export function refusal(key: RefusalKey, values: Values = {}): Refusal {
  return new Refusal(key.split(".")[0] ?? key, filled(book.refusal[key], values));
}

export function unreadable(key: UnreadableKey, values: Values = {}): Refusal {
  return new Refusal("unreadable", filled(book.unreadable[key], values));
}

export function concern(key: ConcernKey): string {
  return book.concern[key];
}

export function assumed(key: AssumedKey, values: Values = {}): string {
  return filled(book.assumed[key], values);
}

function filled(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
