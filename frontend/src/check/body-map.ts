/** The drawn body and the list beside it are two views of the same ticks. */
export function bodyMap(map: HTMLElement, question: HTMLElement): void {
  const places = [...map.querySelectorAll<SVGElement>("[data-place]")];
  if (places.length === 0) return;
  const tickOf = (place: string | undefined): HTMLInputElement | null =>
    question.querySelector<HTMLInputElement>(`input[type=checkbox][value="${CSS.escape(place ?? "")}"]`);

  map.addEventListener("click", (event) => {
    const place = (event.target as Element).closest<SVGElement>("[data-place]");
    tickOf(place?.dataset["place"])?.click();
  });
  question.addEventListener("change", show);
  show();

  function show(): void {
    for (const place of places) {
      place.classList.toggle("is-chosen", tickOf(place.dataset["place"])?.checked ?? false);
    }
  }
}
