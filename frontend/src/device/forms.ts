/**
 * Forms that work offline: `<form data-outbox="pain" method="post" …>`.
 *
 * What is sent is put on the device first and from there to the server, so that a cut connection, a closed tab
 * or a second tap cost nothing. Without script, or where nothing can be kept, the form is sent as ever.
 */
import type { Answer } from "../offline/outbox";
import type { Outbox } from "./outbox";

export const PUT = "outbox:put";
/** The server has answered. A listener that prevents it stays on the page; else the page goes on. */
export const ANSWERED = "outbox:answered";
/** Longer than this nobody is kept waiting; what was put down is safe. */
const PATIENCE_MS = 8000;

export interface Page {
  go(address: string): void;
  /** The entry waits on this device. */
  waits(form: HTMLFormElement, pressed: HTMLElement | null): void;
}

export function formsThatWait(outbox: Outbox, page: Page): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const kind = form.dataset["outbox"];
    if (kind === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset["sending"] !== undefined || !isComplete(form)) return;
    form.dataset["sending"] = "";
    void putAndSend(form, kind, event.submitter, outbox, page).finally(() => delete form.dataset["sending"]);
  });
}

async function putAndSend(
  form: HTMLFormElement, kind: string, pressed: HTMLElement | null, outbox: Outbox, page: Page,
): Promise<void> {
  const id = form.dataset["outboxId"] ?? crypto.randomUUID();
  try {
    await outbox.put(id, kind, fieldsOf(new FormData(form, pressed)));
  } catch {
    // This browser keeps nothing, in a private window for example: send it the plain way.
    delete form.dataset["outbox"];
    if (pressed instanceof HTMLButtonElement) form.requestSubmit(pressed);
    else form.requestSubmit();
    return;
  }
  form.dispatchEvent(new CustomEvent(PUT, { bubbles: true }));
  const answer = await Promise.race([outbox.sendAndFind(id), patience()]);
  if (answer === null) return page.waits(form, pressed);
  const goesOn = form.dispatchEvent(new CustomEvent(ANSWERED, { bubbles: true, cancelable: true, detail: answer }));
  if (goesOn) page.go(nextPage(answer, form));
}

export function nextPage(answer: Answer, form: HTMLFormElement): string {
  if (answer.outcome === "refused") return form.dataset["back"] ?? location.href;
  return answer.next || (form.dataset["back"] ?? location.href);
}

/** Text fields only; the token belongs to this page and is of no use later. */
export function fieldsOf(data: FormData): Record<string, string> {
  const texts = [...data].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return Object.fromEntries(texts.filter(([name]) => name !== "csrfmiddlewaretoken"));
}

/** Groups marked with `data-missing` need a choice; the words are shown where it misses. */
function isComplete(form: HTMLFormElement): boolean {
  const groups = [...form.querySelectorAll<HTMLElement>("[data-missing]")];
  const missing = groups.filter((group) => !group.querySelector("input:checked"));
  for (const group of groups) sayMissing(group, missing.includes(group));
  missing[0]?.querySelector<HTMLElement>("input")?.focus();
  return missing.length === 0;
}

function sayMissing(group: HTMLElement, isMissing: boolean): void {
  group.querySelector("[data-missing-words]")?.remove();
  if (!isMissing) return;
  const words = document.createElement("p");
  words.className = "field__error";
  words.dataset["missingWords"] = "";
  words.setAttribute("role", "alert");
  words.textContent = group.dataset["missing"] ?? "";
  group.querySelector("legend")?.after(words);
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
}
