"""How one question looks on its screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from loadshare.care.asking import SectionProgress
from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.knowledge.question import Kind, Question, Section
from loadshare.server.check.question_form import ANSWER, WEEKS_IN, QuestionForm

SECTION_NAMES = {
    Section.SAFETY: gettext_lazy("Safety first"),
    Section.YOU: gettext_lazy("About you"),
    Section.PAIN: gettext_lazy("Your pain"),
    Section.SIGNS: gettext_lazy("The signs"),
    Section.HEALTH: gettext_lazy("Your health"),
    Section.LIFE: gettext_lazy("Your days"),
    Section.PLAN: gettext_lazy("Your plan"),
}

TEMPLATES = {
    Kind.FLAGS: "check/kinds/flags.html",
    Kind.YES_NO: "check/kinds/buttons.html",
    Kind.CHOICE: "check/kinds/buttons.html",
    Kind.CHOICES: "check/kinds/choices.html",
    Kind.BODY: "check/kinds/body.html",
    Kind.NUMBER: "check/kinds/number.html",
    Kind.SCALE: "check/kinds/scale.html",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer a person can choose."""

    value: str
    label: str
    hint: str
    key: int
    is_chosen: bool
    is_unsure: bool = False
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """One segment of the progress line."""

    name: str
    state: str
    share: int


class QuestionScreen:
    """Everything the template of a question needs."""

    def __init__(self, form: QuestionForm, *, progress: Sequence[SectionProgress]) -> None:
        self.form = form
        self.question = form.question
        self.template = TEMPLATES[form.question.kind]
        self._progress = tuple(progress)

    @property
    def section(self) -> str:
        """The name of the part this question is in."""
        return str(SECTION_NAMES[self.question.section])

    @property
    def place(self) -> str:
        """Where one is, in words."""
        parts = {"part": self._number(self.question.section), "parts": len(self.parts)}
        return _("Part %(part)s of %(parts)s") % parts

    @property
    def parts(self) -> tuple[Part, ...]:
        """The progress line."""
        here = self.question.section
        return tuple(
            Part(
                name=str(SECTION_NAMES[part.section]),
                state="here" if part.section is here else "done" if part.is_done and part.asked else "open",
                share=round(100 * part.answered / part.asked) if part.asked else 0,
            )
            for part in self._progress
        )

    def _number(self, section: Section) -> int:
        return [part.section for part in self._progress].index(section) + 1

    @property
    def rows(self) -> tuple[Row, ...]:
        """The answers, with what was chosen before or just now."""
        return tuple(
            Row(
                value=value,
                label=label,
                hint=hint,
                key=key,
                is_chosen=self._is_chosen(value),
                is_unsure=self._is_unsure(value),
                alone=alone,
            )
            for key, (value, label, hint, alone) in enumerate(self._choices(), start=1)
        )

    def _choices(self) -> list[tuple[str, str, str, bool]]:
        question = self.question
        rows = [(o.value, o.label, o.hint, o.excludes_others) for o in self.form.shown]
        if question.kind is Kind.YES_NO:
            rows = [
                ("yes", pgettext("answer", "Yes"), "", False),
                ("no", pgettext("answer", "No"), "", False),
            ]
        if question.not_sure and question.kind in {Kind.YES_NO, Kind.CHOICE}:
            rows.append((NOT_SURE, _("Not sure"), "", False))
        return rows

    def _is_chosen(self, value: str) -> bool:
        if self.question.kind is Kind.FLAGS:
            return "yes" in self._sent(value) if self.form.is_bound else self.form.known.get(value) == "yes"
        if self.form.is_bound:
            return value in self._sent(ANSWER)
        known = self.form.known.get(self.question.id)
        return value in known if isinstance(known, list | tuple) else value == known

    def _is_unsure(self, value: str) -> bool:
        if self.question.kind is not Kind.FLAGS:
            return False
        if self.form.is_bound:
            return NOT_SURE in self._sent(value)
        return self.form.known.get(value) == NOT_SURE

    def _sent(self, name: str) -> list[str]:
        getlist = getattr(self.form.data, "getlist", None)
        return list(getlist(name)) if getlist else list(self.form.data.get(name, []))

    @property
    def value(self) -> str:
        """What stands in the number field."""
        if self.form.is_bound:
            return str(self.form.data.get(ANSWER, ""))
        known = self.form.known.get(self.question.id)
        return f"{known:g}" if isinstance(known, int | float) else ""

    @property
    def is_not_sure(self) -> bool:
        """Whether "not sure" is the answer that stands."""
        return not self.form.is_bound and self.form.known.get(self.question.id) == NOT_SURE

    @property
    def has_answer(self) -> bool:
        """Whether something was answered before."""
        if self.question.kind is Kind.FLAGS:
            return all(option.value in self.form.known for option in self.form.shown)
        return self.question.id in self.form.known

    @property
    def units(self) -> tuple[tuple[str, str, bool], ...]:
        """Units to choose from, for a length of time."""
        if not self.form.counts_time:
            return ()
        words = {"days": _("days"), "weeks": _("weeks"), "months": _("months"), "years": _("years")}
        chosen = self.form.data.get("unit", "weeks") if self.form.is_bound else "weeks"
        return tuple((unit, words[unit], unit == chosen) for unit in WEEKS_IN)

    @property
    def errors(self) -> tuple[str, ...]:
        """What has to be put right."""
        return tuple(str(message) for messages in self.form.errors.values() for message in messages)

    @property
    def first_field(self) -> str:
        """The id of the element the error summary leads to."""
        if self.question.kind in {Kind.NUMBER, Kind.SCALE}:
            return "answer"
        return "answer-1"


def answer_in_words(question: Question, known: Mapping[str, FactValue]) -> str:
    """An answer as the review page shows it; empty where there is none."""
    if question.kind is Kind.FLAGS:
        return _flags_in_words(question, known)
    value = known.get(question.id)
    if value is None:
        return ""
    if value == NOT_SURE:
        return _("Not sure")
    if question.kind is Kind.YES_NO:
        return pgettext("answer", "Yes") if value == "yes" else pgettext("answer", "No")
    labels = {option.value: option.label for option in question.options}
    if isinstance(value, list | tuple):
        return "; ".join(labels.get(item, item) for item in value) or _("None")
    if isinstance(value, str):
        return labels.get(value, value)
    if question.kind is Kind.SCALE:
        return _("%(value)s of %(most)s") % {"value": f"{value:g}", "most": f"{question.most:g}"}
    return f"{value:g} {question.unit}".strip()


def _flags_in_words(question: Question, known: Mapping[str, FactValue]) -> str:
    asked = [option for option in question.options if option.value in known]
    if not asked:
        return ""
    yes = [option.label for option in asked if known[option.value] == "yes"]
    unsure = [
        _("%(item)s (not sure)") % {"item": option.label}
        for option in asked
        if known[option.value] == NOT_SURE
    ]
    return "; ".join([*yes, *unsure]) or _("None of these")
