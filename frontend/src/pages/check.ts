/** A question of the check, made quicker: number keys, a slider, the drawn body. All of it works without. */
import { exclusiveTicks } from "../check/ticks";
import { bodyMap } from "../check/body-map";
import { numberKeys } from "../check/keys";
import { slider } from "../check/slider";

const errors = document.querySelector<HTMLElement>("[data-errors]");
errors?.focus();

const question = document.querySelector<HTMLElement>("[data-question]");
if (question) {
  numberKeys(question);
  exclusiveTicks(question);
  question.querySelectorAll<HTMLElement>("[data-scale]").forEach(slider);
  question.querySelectorAll<HTMLElement>("[data-body-map]").forEach((map) => bodyMap(map, question));
}
