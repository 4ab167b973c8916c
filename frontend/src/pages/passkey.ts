/** Forms that ask the device for a passkey; and the recovery codes that come with the first one. */
import { canUsePasskeysAt } from "../account/can-use";
import { answerOf, creationOptions, requestOptions } from "../account/credential";
import "./print";

type Sent = { creation_options?: { publicKey: object }; request_options?: { publicKey: object } };

const canUsePasskeys = canUsePasskeysAt(window);

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  form.hidden = !canUsePasskeys;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}
for (const note of document.querySelectorAll<HTMLElement>("[data-passkey-missing]:not([data-quiet])")) {
  note.hidden = canUsePasskeys;
}
for (const part of document.querySelectorAll<HTMLElement>("[data-where-passkeys]")) part.hidden = !canUsePasskeys;
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-save-codes]")) {
  button.hidden = false;
  button.addEventListener("click", () => saveCodes(button.dataset.saveCodes ?? "codes.txt"));
}

/** One ceremony at a time; whatever goes wrong, the form says so and can be used again. */
async function ask(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button");
  const problem = form.querySelector<HTMLElement>("[data-passkey-problem]");
  if (!button || button.disabled) return;
  button.disabled = true;
  if (problem) problem.hidden = true;
  try {
    const credential = await passkey(await optionsOf(form));
    field(form, "credential").value = JSON.stringify(answerOf(credential));
    form.submit();
  } catch {
    button.disabled = false;
    if (problem) problem.hidden = false;
  }
}

async function optionsOf(form: HTMLFormElement): Promise<Sent> {
  if (form.dataset.options) return JSON.parse(form.dataset.options) as Sent;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()) as Sent;
}

async function passkey(sent: Sent): Promise<PublicKeyCredential> {
  const found = sent.creation_options
    ? await navigator.credentials.create({ publicKey: creationOptions({ ...sent.creation_options.publicKey }) })
    : await navigator.credentials.get({ publicKey: requestOptions({ ...sent.request_options?.publicKey }) });
  if (!(found instanceof PublicKeyCredential)) throw new Error("no passkey");
  return found;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

function saveCodes(name: string): void {
  const codes = [...document.querySelectorAll("[data-codes] li")].map((line) => line.textContent ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${codes.join("\r\n")}\r\n`], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
