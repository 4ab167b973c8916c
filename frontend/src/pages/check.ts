/** A page of the check, made quicker: number keys, the drawn body, a draft. All of it works without. */
import { exclusiveTicks } from "../check/ticks";
import { bodyMap } from "../check/body-map";
import { keepDraft } from "../check/draft";
import { numberKeys } from "../check/keys";

const errors = document.querySelector<HTMLElement>("[data-errors]");

const question = document.querySelector<HTMLElement>("[data-question]");
if (question) {
  const form = question.querySelector<HTMLFormElement>("[data-page-form]");
  const person = document.querySelector<HTMLMetaElement>("meta[name=loadshare-person]")?.content ?? "";
  if (form && !errors) keepDraft(form, sessionStorage, `${person}${location.pathname}`);
  numberKeys(question);
  exclusiveTicks(question);
  question.querySelectorAll<HTMLElement>("[data-body-map]").forEach((map) => bodyMap(map, question));
}
