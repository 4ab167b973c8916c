/** The panes of a test: one is shown at a time, and its heading is read out. */
import type { Step, SideResult, Task } from "./course";
import type { Figure, Figures } from "./figures";
import { meaningOf, wordsOf, type BySide } from "./meaning";
import { say, type Protocol, type Side } from "./protocol";
import type { Face, Trouble } from "./runner";

export type Pane = "ready" | "run" | "between" | "result" | "trouble";

const SIGNS: Record<string, string> = { deg: "°", s: " s", "%": " %", m: " m", "m/s": " m/s" };
/** Their numbers are small: two places, others none. */
const SMALL_UNITS = new Set(["m", "m/s"]);

export class View {
  constructor(
    private readonly root: HTMLElement,
    private readonly protocol: Protocol,
  ) {}

  part(name: string): HTMLElement {
    return this.find(`[data-part="${name}"]`);
  }

  find<T extends HTMLElement = HTMLElement>(selector: string): T {
    const element = this.root.querySelector<T>(selector);
    if (!element) throw new Error(`the page has no ${selector}`);
    return element;
  }

  pane(name: Pane): void {
    for (const pane of this.root.querySelectorAll<HTMLElement>("[data-pane]")) pane.hidden = pane.dataset["pane"] !== name;
    document.body.classList.toggle("is-measuring", name === "run");
    document.documentElement.toggleAttribute("data-measuring", name === "run");
    window.scrollTo(0, 0);
    const heading = [...this.root.querySelectorAll<HTMLElement>(`[data-pane="${name}"] [tabindex="-1"]`)].find((one) => one.offsetParent !== null);
    heading?.focus({ preventScroll: true });
  }

  run(face: Face): void {
    write(this.part("cue"), face.cue);
    write(this.part("number"), face.number);
    write(this.part("unit"), face.unit);
    this.find("[data-ready]").hidden = face.running;
    this.part("ring").setAttribute("stroke-dashoffset", String(Math.round(100 * (1 - face.ring))));
  }

  place(task: Task): void {
    const { sides, second_placement, tries } = this.protocol;
    const side = sides ? this.sideWord(task.side) : "";
    const count = tries > 1 ? say(this.protocol, "try_of", { number: task.number, count: Math.max(tries, task.number) }) : "";
    const part = second_placement ? say(this.protocol, "part_of", { number: task.part + 1 }) : "";
    write(this.part("place"), [side, count, part].filter(Boolean).join(" · "));
  }

  between(step: Extract<Step, { kind: "go-on" }>): void {
    const words = { "once-more": "once_more", differ: "differ", "other-side": "other_side", "second-part": "second_part" } as const;
    write(this.part("between-title"), say(this.protocol, "done"));
    this.part("between-value").replaceChildren(...this.inShort(step.figures));
    const moved = step.why === "second-part" ? ` ${say(this.protocol, "place_second")}` : "";
    write(this.part("between-next"), say(this.protocol, words[step.why]) + moved);
    write(this.find("[data-next]"), say(this.protocol, "go_on"));
    this.pane("between");
  }

  result(results: ReadonlyMap<Side, SideResult>, choices: Record<string, string>): void {
    this.showFigures(results);
    const sides: BySide = Object.fromEntries([...results].map(([side, result]) => [side, result.figures]));
    const all = [...results.values()];
    const agree = all.every((one) => one.agree);
    const meaning = agree ? wordsOf(this.protocol, meaningOf(this.protocol, sides, choices)) : [say(this.protocol, "disagree")];
    this.part("meaning").replaceChildren(...meaning.map((text) => element("p", text)));
    const good = all.every((one) => one.verdict === "good");
    write(this.part("sure"), say(this.protocol, good ? "good" : "fair"));
    const concerns = [...new Set(all.flatMap((one) => one.concerns))];
    this.part("concerns").replaceChildren(...concerns.map((text) => element("li", text)));
    this.part("concerns").hidden = concerns.length === 0;
    this.part("sent").hidden = true;
    this.pane("result");
  }

  trouble(kind: Trouble | "refused" | "unclear", words = ""): void {
    for (const one of this.root.querySelectorAll<HTMLElement>("[data-trouble]")) one.hidden = one.dataset["trouble"] !== kind;
    write(this.part("unclear"), words);
    this.part("trouble-sent").hidden = true;
    this.find("[data-retry]").hidden = kind === "hurts" || kind === "no-sensor";
    this.find("[data-keep-stop]").hidden = kind !== "hurts";
    this.pane("trouble");
  }

  announce(text: string): void {
    write(this.find("[data-announce]"), text);
  }

  private showFigures(results: ReadonlyMap<Side, SideResult>): void {
    const rows: HTMLElement[] = [];
    for (const { id, name } of this.protocol.quantities) {
      for (const [side, result] of results) {
        const figure = result.figures[id];
        if (figure) rows.push(this.row(side === "" ? name : `${name}, ${this.sideWord(side).toLowerCase()}`, figure));
      }
    }
    this.part("figures").replaceChildren(...rows);
  }

  private row(name: string, figure: Figure, bar = say(this.protocol, "likely", ends(figure))): HTMLElement {
    const row = document.createElement("div");
    const value = element("dd", "");
    const strong = element("b", shown(figure));
    strong.className = "number";
    const quiet = element("span", bar);
    quiet.className = "quiet";
    value.append(strong, " ", quiet);
    row.append(element("dt", name), value);
    return row;
  }

  /** What one try gave, without a bar: that belongs to the whole. */
  private inShort(figures: Figures): HTMLElement[] {
    return this.protocol.quantities.flatMap(({ id, name }) => {
      const figure = figures[id];
      return figure ? [this.row(name, figure, "")] : [];
    });
  }

  private sideWord(side: Side): string {
    return say(this.protocol, side === "left" ? "left" : "right");
  }
}

export function shown(figure: Figure): string {
  return `${rounded(figure, "value")}${SIGNS[figure.unit] ?? ""}`;
}

function ends(figure: Figure): Record<string, string> {
  return { low: rounded(figure, "low"), high: rounded(figure, "high") };
}

function rounded(figure: Figure, which: "value" | "low" | "high"): string {
  return SMALL_UNITS.has(figure.unit) ? figure[which].toFixed(2) : String(Math.round(figure[which]));
}

export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
