/** The connection page: sliders that answer at once, stories, an address to send on, words for those who listen. */
import { readSettings, type Answer, type Settings } from "../connection/answer";
import { Asker } from "../connection/asker";
import { MovingBody } from "../connection/moving-body";
import { show } from "../connection/show";
import { followStories } from "../connection/stories";

const SAY_AFTER_MS = 600;
const SHARED = new Set(["task", "hip", "glutes", "side"]);

interface Question {
  readonly fields: URLSearchParams;
  readonly isPrivate: boolean;
}

class ConnectionPage {
  private own: boolean;
  private saying: ReturnType<typeof setTimeout> | undefined;
  private readonly body: MovingBody;
  private readonly asker = new Asker<Question, Answer>(
    (question) => this.ask(question),
    (answer) => this.took(answer),
    () => this.failed(),
    { keyOf: ({ fields, isPrivate }) => `${isPrivate} ${fields}` },
  );

  constructor(private readonly page: HTMLElement, settings: Settings) {
    this.own = settings.own;
    const place = page.querySelector<HTMLElement>("[data-viewer]");
    if (!place) throw new Error("the page has no place for the body");
    this.body = new MovingBody(settings.answer, page, place);
    this.dress();
    page.addEventListener("input", (event) => this.change(event.target as HTMLInputElement));
    page.addEventListener("submit", (event) => {
      if (event.target === this.form) event.preventDefault();
    });
    followStories((next) => this.step(next), () => this.failed());
    void this.body.arrive();
  }

  /** A step of a story replaces the form, so it is looked up each time. */
  private get form(): HTMLFormElement {
    const form = this.page.querySelector<HTMLFormElement>("form[data-ask]");
    if (!form) throw new Error("the page has no form");
    return form;
  }

  private async ask({ fields, isPrivate }: Question): Promise<Answer> {
    const address = this.page.dataset["answer"] ?? "";
    const response = isPrivate
      ? await fetch(address, { method: "POST", body: fields })
      : await fetch(`${address}?${fields}`);
    if (!response.ok) throw new Error("no answer came");
    return (await response.json()) as Answer;
  }

  private took(answer: Answer): void {
    show(document, answer);
    this.body.show(answer);
    this.keepAddress(answer);
    this.say(spoken(answer));
  }

  private step(settings: Settings): void {
    this.own = settings.own;
    this.dress();
    show(document, settings.answer);
    this.body.show(settings.answer);
    this.keepShare(settings.answer);
    this.say(document.getElementById("story")?.dataset["spoken"] ?? spoken(settings.answer));
  }

  private change(moved: HTMLInputElement): void {
    if (moved.name === "hip") this.own = false;
    this.label();
    const isPrivate = this.own || this.form.querySelector("[name=height]") !== null;
    const fields = new URLSearchParams();
    new FormData(this.form).forEach((value, name) => {
      if (isPrivate || SHARED.has(name)) fields.set(name, String(value));
    });
    this.asker.put({ fields, isPrivate });
  }

  /** A size is never in an address; neither is a hip range of one's own, until the slider is moved by hand. */
  private keepAddress(answer: Answer): void {
    if (!this.own) history.replaceState(null, "", answer.address);
    this.keepShare(answer);
    for (const field of document.querySelectorAll<HTMLInputElement>("[data-size-form] input[type=hidden]")) {
      const value = new FormData(this.form).get(field.name);
      if (field.name !== "csrfmiddlewaretoken" && typeof value === "string") field.value = value;
    }
  }

  private keepShare(answer: Answer): void {
    const share = document.querySelector<HTMLAnchorElement>("[data-share]");
    if (!share) return;
    share.hidden = this.own;
    share.href = answer.address;
  }

  private say(words: string): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      const live = this.page.querySelector("[data-part=live]");
      if (live) live.textContent = words;
    }, SAY_AFTER_MS);
  }

  private failed(): void {
    this.say(this.form.dataset["failed"] ?? "");
  }

  private dress(): void {
    this.label();
    for (const part of this.form.querySelectorAll<HTMLElement>("[data-without-script]")) part.hidden = true;
  }

  /** In some tasks the first slider takes away another way of the hip, and less of it. */
  private nameHip(): void {
    const task = this.form.querySelector<HTMLInputElement>("[name=task]:checked");
    const hip = this.form.querySelector<HTMLInputElement>("[name=hip][data-slider]");
    if (!task?.dataset["hipMost"] || !hip) return;
    hip.max = task.dataset["hipMost"];
    this.put("[data-hip-name]:not(input)", task.dataset["hipName"]);
    this.put("[data-most-says]:not(input)", task.dataset["mostSays"]);
  }

  private put(place: string, words: string | undefined): void {
    const found = this.form.querySelector(place);
    if (found && words) found.textContent = words;
  }

  private label(): void {
    this.nameHip();
    for (const slider of this.form.querySelectorAll<HTMLInputElement>("[data-slider]")) {
      slider.setAttribute("aria-valuetext", `${slider.value} ${slider.dataset["unit"] ?? ""}`);
      const output = this.form.querySelector<HTMLOutputElement>(`[data-shows=${slider.name}]`);
      if (output) output.textContent = `${slider.value}${output.dataset["unit"] ?? ""}`;
    }
  }
}

const page = document.querySelector<HTMLElement>("[data-connection]");
if (page) new ConnectionPage(page, readSettings(document));

function spoken(answer: Answer): string {
  return `${answer.shift} ${answer.headline}`;
}
