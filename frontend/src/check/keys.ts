/** A digit chooses that answer, Enter goes on. Silent while somebody types. */
export function numberKeys(question: HTMLElement): void {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if ((event.target as Element).closest("input:not([type=checkbox]), select, textarea")) return;
    const answer = question.querySelector<HTMLElement>(`[data-key="${event.key}"]`);
    if (!answer) return;
    event.preventDefault();
    answer.focus();
    if (answer instanceof HTMLInputElement) answer.click();
  });
  document.addEventListener("keydown", (event) => {
    const tick = event.target;
    if (event.key !== "Enter" || !(tick instanceof HTMLInputElement) || tick.type !== "checkbox") return;
    event.preventDefault();
    const going = [...(tick.form?.querySelectorAll<HTMLButtonElement>(".actions .button") ?? [])];
    going.find((button) => button.offsetParent !== null)?.click();
  });
}
