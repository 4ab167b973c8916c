/** Puts an answer in the places the server drew. Nothing changes size, so nothing on the page jumps. */
import type { Answer, BarWords, Muscle, NumberWords } from "./answer";
import { place, setBar } from "./load-bar";

export function show(page: ParentNode, answer: Answer): void {
  for (const name of ["shift", "headline", "task_words", "cannot_hold"] as const) write(page, name, answer[name]);
  hideWhere(page.querySelector("[data-part=cannot_hold]"), !answer.cannot_hold);
  showPicture(page, answer);
  for (const [id, words] of Object.entries(answer.numbers)) showNumber(page.querySelector(`[data-number=${id}]`), words);
  for (const bar of page.querySelectorAll<HTMLElement>("[data-bar]")) showBar(bar, answer.bars[bar.dataset.bar ?? ""]);
  showAgainst(page, answer.against);
  page.querySelector("[data-muscles]")?.replaceChildren(...answer.muscles.map(muscleRow));
}

function write(part: ParentNode | null, name: string, words: string): void {
  const place = part?.querySelector(`[data-part=${name}]`);
  if (place && place.textContent !== words) place.textContent = words;
}

function hideWhere(place: Element | null, hidden: boolean): void {
  if (place) (place as HTMLElement).hidden = hidden;
}

/** The drawing comes from our own server, made of numbers alone. */
function showPicture(page: ParentNode, answer: Answer): void {
  const place = page.querySelector("[data-part=picture]");
  if (!place) return;
  const drawn = new DOMParser().parseFromString(answer.picture, "text/html").querySelector("svg");
  if (drawn) place.replaceChildren(document.adoptNode(drawn));
  place.setAttribute("aria-label", answer.picture_words);
}

function showNumber(card: Element | null, words: NumberWords): void {
  for (const name of ["value", "band", "small", "says"] as const) write(card, name, words[name]);
}

function showBar(bar: HTMLElement, words: BarWords | undefined): void {
  bar.hidden = words === undefined;
  if (!words) return;
  setBar(bar, words);
  place(bar, ".load-bar__before", { x: String(words.before ?? -9) });
  place(bar, ".load-bar__bar", { "aria-label": words.label });
  const note = bar.querySelector(".load-bar__note");
  if (note) note.textContent = words.note;
}

function showAgainst(page: ParentNode, lines: readonly string[]): void {
  page.querySelector("[data-part=against]")?.replaceChildren(
    ...lines.map((line) => {
      const words = document.createElement("p");
      words.textContent = line;
      return words;
    }),
  );
}

function muscleRow(muscle: Muscle): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "muscle";
  row.dataset.muscle = muscle.id;
  const name = span("muscle__name", muscle.side ? `${muscle.name}, ${muscle.side}` : muscle.name);
  const number = span("muscle__number number", `${Math.round(muscle.percent)}%`);
  if (muscle.change) number.append(" ", span("quiet", `(${muscle.change})`));
  row.append(name, number, span("muscle__band quiet small number", muscle.band), muscleBar(muscle));
  return row;
}

function span(name: string, words: string): HTMLSpanElement {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  return made;
}

function muscleBar(muscle: Muscle): SVGSVGElement {
  const bar = drawn("svg", { class: "muscle__bar", viewBox: "0 0 100 6", preserveAspectRatio: "none" });
  bar.setAttribute("aria-hidden", "true");
  const range = { x: `${muscle.low}`, y: "2.5", width: `${muscle.high - muscle.low}`, height: "1" };
  bar.append(
    drawn("rect", { class: "muscle__track", width: "100", height: "6" }),
    drawn("rect", { class: "muscle__fill", width: `${muscle.percent}`, height: "6" }),
    drawn("rect", { class: "muscle__range", ...range }),
    drawn("rect", { class: "muscle__before", x: `${muscle.before}`, width: "0.7", height: "6" }),
  );
  return bar as SVGSVGElement;
}

function drawn(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
