/** The drawn body and the list beside it are two views of the same ticks. */
export function bodyMap(map: HTMLElement, question: HTMLElement): void {
  const places = [...map.querySelectorAll<SVGGeometryElement>("[data-place]")];
  if (places.length === 0) return;
  const chosen = map.querySelector<HTMLElement>("[data-chosen]");
  const tickOf = (place: string | undefined): HTMLInputElement | null =>
    question.querySelector<HTMLInputElement>(`input[type=checkbox][value="${CSS.escape(place ?? "")}"]`);

  map.addEventListener("click", (event) => {
    const drawing = (event.target as Element).closest("svg");
    if (!drawing) return;
    const here = places.filter((place) => drawing.contains(place));
    const inside = (event.target as Element).closest<SVGElement>("[data-place]");
    const place = nearest(here.filter(isSmall), event, BESIDE_PX) ?? inside ?? nearest(here, event, REACH_PX);
    tickOf(place?.dataset["place"])?.click();
  });
  question.addEventListener("change", show);
  show();

  function show(): void {
    const names = new Set<string>();
    for (const place of places) {
      const tick = tickOf(place.dataset["place"]);
      place.classList.toggle("is-chosen", tick?.checked ?? false);
      const name = tick?.checked ? tick.closest("label")?.querySelector(".answer__label")?.textContent : "";
      if (name) names.add(name);
    }
    if (chosen) chosen.textContent = [...names].join(", ");
  }
}

/** So far from a place a finger may land where nothing else is. */
const REACH_PX = 24;
/** So far from a small place within a large one it is still the small one that is meant. */
const BESIDE_PX = 10;
const SMALL_PX = 30;
const SAMPLES = 48;

function isSmall(place: SVGGeometryElement): boolean {
  return place.getBoundingClientRect().height < SMALL_PX;
}

function nearest(places: SVGGeometryElement[], tap: MouseEvent, reach: number): SVGGeometryElement | undefined {
  const away = (place: SVGGeometryElement): number => {
    const toScreen = place.getScreenCTM();
    if (!toScreen) return Infinity;
    const length = place.getTotalLength();
    const points = Array.from({ length: SAMPLES }, (_, n) =>
      place.getPointAtLength((n * length) / SAMPLES).matrixTransform(toScreen),
    );
    return Math.min(...points.map((point) => Math.hypot(point.x - tap.clientX, point.y - tap.clientY)));
  };
  const [best] = places.map((place) => ({ place, px: away(place) })).sort((a, b) => a.px - b.px);
  return best && best.px <= reach ? best.place : undefined;
}
