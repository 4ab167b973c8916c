/** The connection page: sliders that answer at once, an address to send on, and words for those who listen. */
import type { Answer } from "../connection/answer";
import { readSettings } from "../connection/answer";
import { Asker } from "../connection/asker";
import { MovingBody } from "../connection/moving-body";
import { show } from "../connection/show";

const SAY_AFTER_MS = 600;
const SHARED = new Set(["task", "hip", "glutes", "side"]);

interface Question {
  readonly fields: URLSearchParams;
  readonly isPrivate: boolean;
}

function start(page: HTMLElement, form: HTMLFormElement): void {
  const settings = readSettings(document);
  const body = new MovingBody(settings.answer);
  const live = page.querySelector<HTMLElement>("[data-part=live]");
  const share = document.querySelector<HTMLAnchorElement>("[data-share]");
  const sizeForm = document.querySelector<HTMLFormElement>("[data-size-form]");
  const hasSize = form.querySelector("[name=height]") !== null;
  let own = settings.own;
  let saying: ReturnType<typeof setTimeout> | undefined;

  const asker = new Asker<Question, Answer>(
    ask,
    (answer) => {
      show(document, answer);
      body.show(answer.viewer);
      keepAddress(answer);
      say(answer.headline);
    },
    () => say(form.dataset.failed ?? ""),
  );

  async function ask(question: Question): Promise<Answer> {
    const address = page.dataset.answer ?? "";
    const response = question.isPrivate
      ? await fetch(address, { method: "POST", body: question.fields })
      : await fetch(`${address}?${question.fields}`);
    if (!response.ok) throw new Error("no answer came");
    return (await response.json()) as Answer;
  }

  /** A size is never in an address; neither is a hip range of one's own, until the slider is moved by hand. */
  function keepAddress(answer: Answer): void {
    if (!own) history.replaceState(null, "", answer.address);
    if (share) {
      share.hidden = own;
      share.href = answer.address;
    }
    for (const field of sizeForm?.querySelectorAll<HTMLInputElement>("input[type=hidden]") ?? []) {
      const value = new FormData(form).get(field.name);
      if (field.name !== "csrfmiddlewaretoken" && typeof value === "string") field.value = value;
    }
  }

  function say(words: string): void {
    clearTimeout(saying);
    saying = setTimeout(() => {
      if (live) live.textContent = words;
    }, SAY_AFTER_MS);
  }

  function change(event: Event): void {
    const moved = event.target as HTMLInputElement;
    if (moved.name === "hip") own = false;
    for (const slider of form.querySelectorAll<HTMLInputElement>("[data-slider]")) label(form, slider);
    const isPrivate = hasSize || own;
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      if (isPrivate || SHARED.has(name)) fields.set(name, String(value));
    });
    asker.put({ fields, isPrivate });
  }

  for (const slider of form.querySelectorAll<HTMLInputElement>("[data-slider]")) label(form, slider);
  for (const part of form.querySelectorAll<HTMLElement>("[data-without-script]")) part.hidden = true;
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  whenIdle(() => {
    const place = page.querySelector<HTMLElement>("[data-viewer]");
    if (place) void body.arrive(page, place);
  });
}

function label(form: HTMLFormElement, slider: HTMLInputElement): void {
  slider.setAttribute("aria-valuetext", `${slider.value} ${slider.dataset.unit ?? ""}`);
  const output = form.querySelector<HTMLOutputElement>(`[data-shows=${slider.name}]`);
  if (output) output.textContent = `${slider.value}${output.dataset.unit ?? ""}`;
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(action, { timeout: 1000 });
  else setTimeout(action, 200);
}

document.querySelector<HTMLElement>("[data-errors]")?.focus();
const page = document.querySelector<HTMLElement>("[data-connection]");
const form = page?.querySelector<HTMLFormElement>("form[data-ask]");
if (page && form) start(page, form);
