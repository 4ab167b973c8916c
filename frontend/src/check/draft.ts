/**
 * What is ticked and typed on a page that was not sent yet outlives a reload and a locked phone. It stays in this
 * tab, goes with it, and is forgotten when the page is sent.
 */
export function keepDraft(form: HTMLFormElement, store: Storage, place: string): void {
  const key = `draft:${place}`;
  const kept = store.getItem(key);
  if (kept !== null) fill(form, JSON.parse(kept) as [string, string][]);
  form.addEventListener("input", () => store.setItem(key, JSON.stringify(said(form))));
  form.addEventListener("submit", () => store.removeItem(key));
}

export function said(form: HTMLFormElement): [string, string][] {
  const pairs = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return pairs.map(([name, value]) => [name, String(value)]);
}

export function fill(form: HTMLFormElement, pairs: [string, string][]): void {
  const has = new Set(pairs.map(([name, value]) => `${name}=${value}`));
  const texts = new Map(pairs);
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field.name === "csrfmiddlewaretoken") continue;
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      field.checked = has.has(`${field.name}=${field.value}`);
    } else if (texts.has(field.name)) {
      field.value = texts.get(field.name) ?? "";
    }
  }
}
