/** The full-screen player: builds its elements once, then only changes what changed. */
import { currentStep, elapsed, isFinished, lengthOf, remaining, repetition, type Player } from "./player";
import { fill, type SessionPayload, type SessionWords } from "./payload";
import { startOfNextItem, stepAt, type Step } from "./timeline";

export type Command =
  | "toggle" | "back" | "next" | "skip" | "easier" | "hurts" | "pace" | "speak" | "beeps" | "keys" | "remote";

/** One letter, one command; shown beside the buttons and only alive while shortcuts are on. */
export const KEYS: Readonly<Record<string, Command>> = {
  " ": "toggle", ArrowLeft: "back", ArrowRight: "next", s: "skip", e: "easier", h: "hurts",
};

const RING = 2 * Math.PI * 54;
export interface Settings {
  speak: boolean;
  /** Whether the device was found to have no voice: nobody should wait for it. */
  isMute: boolean;
  beeps: boolean;
  keys: boolean;
  /** Buttons of headphones and of the locked screen; other music may pause while they are on. */
  remote: boolean;
}

export class View {
  private readonly parts: Record<string, HTMLElement>;
  private readonly ring: SVGCircleElement;
  private readonly words: SessionWords;
  /** An easier version may have the number of the step it stands for. */
  private shown: Step | null = null;
  private shownFigure = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly payload: SessionPayload,
    command: (command: Command) => void,
  ) {
    this.parts = Object.fromEntries(
      [...root.querySelectorAll<HTMLElement>("[data-part]")].map((part) => [part.dataset["part"] ?? "", part]),
    );
    const ring = root.querySelector<SVGCircleElement>("[data-ring]");
    if (!ring) throw new Error("the player has no ring");
    this.ring = ring;
    this.words = payload.words;
    this.ring.style.strokeDasharray = String(RING);
    root.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-do]");
      if (button) command(button.dataset["do"] as Command);
    });
  }

  /** `learned` are the new exercises whose card was read: they have none any more. */
  show(player: Player, settings: Settings, now: number, learned: ReadonlySet<string>): void {
    const step = currentStep(player);
    if (step !== this.shown) this.showStep(player, step);
    this.showTime(player, step, now, learned);
    this.showControls(player, step, settings);
  }

  private part(name: string): HTMLElement {
    const part = this.parts[name];
    if (!part) throw new Error(`the player has no part ${name}`);
    return part;
  }

  private showStep(player: Player, step: Step): void {
    const { words } = this;
    this.shown = step;
    this.root.dataset["kind"] = step.kind;
    const name = this.payload.names[step.exercise] ?? step.title;
    this.part("name").textContent = name;
    this.part("kind").textContent = words.kinds[step.kind];
    this.part("side").textContent = words.sides[step.side];
    this.part("set").textContent = step.sets > 1 ? fill(words.set_of, { n: step.set, all: step.sets }) : "";
    this.part("title").textContent = step.title === name ? "" : step.title;
    const next = stepAt(player.steps, startOfNextItem(player.steps, player.position));
    const nextName = this.payload.names[next.exercise];
    this.part("next").textContent = next.kind === "done" || !nextName ? words.last : fill(words.next, { name: nextName });
    const items = new Set(player.steps.filter((other) => other.item >= 0 && other.kind !== "done").map((s) => s.item));
    this.part("place").textContent = fill(words.place, { n: Math.min(step.item + 1, items.size), all: items.size });
    this.part("announce").textContent = [words.kinds[step.kind], name, words.sides[step.side]].filter(Boolean).join(". ");
    this.showFigure(step.exercise);
  }

  private showFigure(exercise: string): void {
    if (exercise === this.shownFigure || !exercise) return;
    this.shownFigure = exercise;
    const drawn = document.querySelector<HTMLTemplateElement>(`template[data-figure="${CSS.escape(exercise)}"]`);
    this.part("figure").replaceChildren(...(drawn ? [drawn.content.cloneNode(true)] : []));
  }

  private showTime(player: Player, step: Step, now: number, learned: ReadonlySet<string>): void {
    const own = player.pace === "own";
    const seconds = own ? Math.floor(elapsed(player, now) / 1000) : Math.ceil(remaining(player, now) / 1000);
    const count = own ? 0 : repetition(player, now);
    const large = step.kind === "done" ? "✓" : count > 0 ? String(count) : own && step.count > 0 ? `× ${step.count}` : clock(seconds);
    setText(this.part("time"), large);
    setText(this.part("unit"), count > 0 ? fill(this.words.of, { all: step.count }) : "");
    this.showCue(player, step, now, learned);
    const length = lengthOf(player);
    const share = own || length === 0 ? 1 : 1 - elapsed(player, now) / length;
    this.ring.style.strokeDashoffset = String(RING * (1 - Math.max(0, Math.min(1, share))));
  }

  /** How it goes while one gets ready, what it should feel like while one moves; a card before a new one. */
  private showCue(player: Player, step: Step, now: number, learned: ReadonlySet<string>): void {
    const cues = this.payload.cues?.[step.exercise] ?? [];
    const isCard = this.payload.learn?.includes(step.exercise) === true && !learned.has(step.exercise) && player.paused !== null && step.kind === "prepare" && elapsed(player, now) < 500;
    this.part("learn").hidden = !isCard;
    if (isCard && this.part("learn").dataset["of"] !== step.exercise) {
      this.part("learn").dataset["of"] = step.exercise;
      this.part("learn").replaceChildren(
        ...cues.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
      );
      setText(this.part("announce"), [this.payload.names[step.exercise], ...cues].join(" "));
    }
    this.root.dataset["card"] = String(isCard);
    if (cues.length === 0) return;
    const how = cues.slice(0, -1);
    const place = Math.min(how.length - 1, Math.floor((elapsed(player, now) / Math.max(1, lengthOf(player))) * how.length));
    const cue = step.kind === "prepare" ? how[place] : step.kind === "work" || step.kind === "hold" ? cues.at(-1) : undefined;
    if (cue !== undefined) setText(this.part("title"), isCard ? "" : cue);
  }

  private showControls(player: Player, step: Step, settings: Settings): void {
    const { words } = this;
    const paused = player.paused !== null;
    this.root.dataset["paused"] = String(paused);
    setText(this.part("toggle"), !player.started ? words.start : this.root.dataset["card"] === "true" ? words.ready : paused ? words.go_on : words.pause);
    setText(this.part("pace"), player.pace === "own" ? words.pace_own : player.pace === 1 ? words.pace_1 : fill(words.slower, { n: player.pace }));
    setText(this.part("speak"), settings.isMute ? words.speak_none : settings.speak ? words.speak_on : words.speak_off);
    (this.part("speak") as HTMLButtonElement).disabled = settings.isMute;
    setText(this.part("beeps"), settings.beeps ? words.beeps_on : words.beeps_off);
    setText(this.part("keys"), settings.keys ? words.keys_on : words.keys_off);
    setText(this.part("remote"), settings.remote ? words.remote_on : words.remote_off);
    this.part("easier").hidden = !(String(step.item) in this.payload.easier) || player.eased.includes(step.item);
    this.root.hidden = isFinished(player);
  }
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}:${String(seconds % 60).padStart(2, "0")}` : String(seconds);
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
