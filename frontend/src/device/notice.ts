/** The quiet lines above a page: what waits, what was refused, and that the page is a kept copy. */
import type { Entry } from "../offline/entry";
import type { Outbox, Standing } from "./outbox";

interface Words {
  one: string;
  many: string;
  leaving: string;
  copy: string;
  needs: string;
  again: string;
  drop: string;
  refused: string;
  kinds: Record<string, string>;
}

export class Notice {
  private readonly words: Words;

  constructor(
    private readonly root: HTMLElement,
    private readonly language: string,
  ) {
    this.words = JSON.parse(root.querySelector("script")?.textContent ?? "{}") as Words;
  }

  show({ waiting, refused }: Standing, outbox: Outbox): void {
    const count = waiting.length;
    const isLeaving = this.root.dataset["leaving"] !== undefined;
    const line = (count === 1 ? this.words.one : this.words.many).replace("%n", String(count));
    this.say("waiting", count === 0 ? "" : isLeaving ? `${line} ${this.words.leaving}` : line);
    const list = this.part("refused");
    list.replaceChildren(...refused.map((entry) => this.refusal(entry, outbox)));
    list.hidden = refused.length === 0;
    this.settle();
  }

  /** The page came from this device; `made` is when the server made it. */
  showCopy(made: Date): void {
    this.say("copy", this.words.copy.replace("%when", this.when(made)));
  }

  showNeedsConnection(): void {
    this.say("needs", this.words.needs);
    this.part("needs").scrollIntoView({ block: "nearest" });
  }

  private refusal(entry: Entry, outbox: Outbox): HTMLElement {
    const item = document.createElement("li");
    const words = document.createElement("p");
    const kind = this.words.kinds[entry.kind] ?? entry.kind;
    const name = document.createElement("b");
    name.textContent = `${kind}, ${this.when(new Date(entry.madeAt))}.`;
    words.append(name, ` ${this.words.refused} ${entry.refused ?? ""}`);
    const ways = document.createElement("p");
    ways.className = "device__ways";
    ways.append(
      button(this.words.again, () => void outbox.again(entry)),
      button(this.words.drop, () => void outbox.drop(entry)),
    );
    item.append(words, ways);
    return item;
  }

  private when(at: Date): string {
    return at.toLocaleString(this.language, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  }

  private say(name: string, text: string): void {
    const part = this.part(name);
    if (part.textContent !== text) part.textContent = text;
    part.hidden = text === "";
    this.settle();
  }

  private part(name: string): HTMLElement {
    const part = this.root.querySelector<HTMLElement>(`[data-device="${name}"]`);
    if (!part) throw new Error(`the notice has no part ${name}`);
    return part;
  }

  private settle(): void {
    const parts = [...this.root.querySelectorAll<HTMLElement>("[data-device]")];
    this.root.classList.toggle("device--empty", parts.every((part) => part.hidden));
  }
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
