/** "None of these" and other answers push each other out; so do "yes" and "not sure" for one item. */
export function exclusiveTicks(question: HTMLElement): void {
  question.addEventListener("change", (event) => {
    const tick = event.target;
    if (!(tick instanceof HTMLInputElement) || tick.type !== "checkbox" || !tick.checked) return;
    for (const other of question.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(tick.name)}"]`)) {
      const apart = !("many" in tick.dataset) || "alone" in tick.dataset || "alone" in other.dataset;
      if (other !== tick && apart && other.checked) {
        other.checked = false;
        other.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  });
}
