/**
 * A digit gives that answer to the row the focus is in, or to the first row without one, and moves to the next
 * row. Enter goes on. Silent while somebody types.
 */
export function numberKeys(question: HTMLElement): void {
  const rows = [...question.querySelectorAll<HTMLElement>("[data-row]")];
  const hint = question.querySelector<HTMLElement>("[data-keys]");
  if (hint) hint.hidden = !rows.some((row) => row.querySelector("[data-key]"));

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const target = event.target as Element;
    if (target.closest("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    const row = target.closest<HTMLElement>("[data-row]") ?? rows.find((one) => !isAnswered(one)) ?? rows[0];
    const answer =
      row?.querySelector<HTMLElement>(`[data-key="${event.key}"]`) ??
      question.querySelector<HTMLElement>(`.actions [data-key="${event.key}"]`);
    if (!answer) return;
    event.preventDefault();
    answer.focus();
    if (answer instanceof HTMLInputElement) answer.click();
    if (answer instanceof HTMLInputElement && answer.type === "radio" && row) firstOf(rows[rows.indexOf(row) + 1])?.focus();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !(field instanceof HTMLInputElement)) return;
    const going = [...(field.form?.querySelectorAll<HTMLButtonElement>(".actions .button") ?? [])];
    const shown = going.find((button) => button.offsetParent !== null);
    if (!shown) return;
    event.preventDefault();
    shown.click();
  });
}

function isAnswered(row: HTMLElement): boolean {
  const text = row.querySelector<HTMLInputElement>("input[type=text]");
  return row.querySelector(":checked:not(option)") !== null || Boolean(text?.value);
}

function firstOf(row: HTMLElement | undefined): HTMLElement | null {
  return row?.querySelector<HTMLElement>("input:checked, input") ?? null;
}
