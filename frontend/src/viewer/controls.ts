/** Buttons under a view: look from, play, scrub, slow motion, side, see inside. */
import type { Room } from "./room";

const SPEEDS = [1, 0.5, 0.25] as const;
const SPEED_WORDS = { 1: "speed_1", 0.5: "speed_2", 0.25: "speed_4" } as const;
const SCRUB_STEPS = 200;

export class Controls {
  private readonly bar = document.createElement("div");
  private readonly play = button("", () => this.toggle());
  private readonly speed = button("", () => this.nextSpeed());
  private readonly side = button("", () => this.otherSide());
  private readonly inside = button("", () => this.lookInside());
  private readonly scrub = document.createElement("input");

  constructor(private readonly room: Room) {
    const { words } = room;
    this.bar.className = "viewer__controls";
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", words.controls);
    setText(this.inside, words.see_inside);
    Object.assign(this.scrub, { type: "range", min: "0", max: String(SCRUB_STEPS), value: "0", className: "viewer__scrub" });
    this.scrub.setAttribute("aria-label", words.moment);
    this.scrub.addEventListener("input", () => {
      const progress = Number(this.scrub.value) / SCRUB_STEPS; // read first: a pause writes it
      room.pause();
      room.setProgress(progress);
    });
    const views = row(words.look_from, [
      ...(["front", "side", "back"] as const).map((from) => button(words[from], () => room.lookFrom(from))), this.inside,
    ]);
    const time = row(words.movement, [this.play, this.scrub, this.speed, this.side]);
    this.bar.append(time, views);
    room.add(this.bar);
    room.onChange(() => this.follow());
    this.follow();
  }

  private follow(): void {
    const { view, words } = this.room;
    const hasMovement = view.movement !== null;
    for (const part of [this.play, this.scrub, this.speed, this.side]) part.hidden = !hasMovement;
    setText(this.play, view.isMoving ? words.pause : words.play);
    setText(this.speed, words[SPEED_WORDS[view.speed as 1]]);
    setText(this.side, view.side === "right" ? words.side_right : words.side_left);
    this.inside.setAttribute("aria-pressed", String(view.look.skin < 0.5));
    const value = String(Math.round(view.progress * SCRUB_STEPS));
    if (this.scrub.value !== value) this.scrub.value = value;
  }

  private toggle(): void {
    if (this.room.view.isMoving) this.room.pause();
    else this.room.play();
  }

  private nextSpeed(): void {
    const index = SPEEDS.indexOf(this.room.view.speed as 1);
    this.room.setSpeed(SPEEDS[(index + 1) % SPEEDS.length] ?? 1);
  }

  private otherSide(): void {
    this.room.setSide(this.room.view.side === "right" ? "left" : "right");
  }

  private lookInside(): void {
    this.room.setSkin(this.room.view.look.skin < 0.5 ? 1 : 0.15);
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "viewer__button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function row(label: string, parts: HTMLElement[]): HTMLElement {
  const made = document.createElement("div");
  made.className = "viewer__row";
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  made.append(...parts);
  return made;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
