/** A slider with nudge buttons in the place of a plain number field, which stays what is sent. */
export function slider(scale: HTMLElement): void {
  const field = scale.querySelector<HTMLInputElement>("input");
  const { least = "0", most = "10", less = "Less", more = "More" } = scale.dataset;
  if (!field) return;

  const value = element("output", "scale__value number");
  value.htmlFor.add(field.id);
  const range = element("input", "scale__slider");
  Object.assign(range, { type: "range", min: least, max: most, step: "1" });
  range.setAttribute("aria-labelledby", "question-words");
  range.setAttribute("aria-describedby", "ends");
  const row = element("div", "scale__row");
  row.append(nudge("−", less, -1), range, nudge("+", more, 1));

  const label = document.querySelector("label[for=answer]");
  if (label) label.id = "question-words";
  label?.removeAttribute("for");
  field.type = "hidden";
  field.before(value, row);
  range.value = field.value || String(Math.round((Number(least) + Number(most)) / 2));
  show(field.value);

  range.addEventListener("input", () => show(range.value));
  range.addEventListener("keydown", (event) => {
    if (/^[0-9]$/.test(event.key)) show((range.value = event.key));
    if (event.key === "Enter") range.form?.requestSubmit();
  });
  range.addEventListener("click", () => show(range.value));

  function nudge(sign: string, name: string, by: number): HTMLButtonElement {
    const button = element("button", "scale__nudge");
    Object.assign(button, { type: "button", textContent: sign });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => {
      if (field?.value) range.value = String(Number(range.value) + by);
      show(range.value);
    });
    return button;
  }

  function show(text: string): void {
    if (field) field.value = text;
    value.textContent = text || "–";
    range.setAttribute("aria-valuetext", text || "no answer yet");
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}
