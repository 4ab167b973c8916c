"""How one question looks on its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from loadshare.care.conditions import NOT_SURE
from loadshare.knowledge.question import Kind, Section
from loadshare.server.check.question_form import WEEKS_IN, QuestionForm

BUTTONS = "check/kinds/buttons.html"
"""A question alone on its page: an answer leads on."""

TEMPLATES = {
    Kind.FLAGS: "check/kinds/flags.html",
    Kind.YES_NO: "check/kinds/row.html",
    Kind.CHOICE: "check/kinds/choice.html",
    Kind.CHOICES: "check/kinds/choices.html",
    Kind.BODY: "check/kinds/body.html",
    Kind.NUMBER: "check/kinds/number.html",
    Kind.SCALE: "check/kinds/scale.html",
}


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One answer a person can choose."""

    value: str
    label: str
    hint: str
    key: int
    is_chosen: bool
    is_unsure: bool = False
    alone: bool = False
    is_folded: bool = False


class QuestionScreen:
    """Everything the template of a question needs."""

    def __init__(self, form: QuestionForm, *, is_alone: bool) -> None:
        self.form = form
        self.question = form.question
        self.is_alone = is_alone
        kind = form.question.kind
        as_buttons = is_alone and kind in {Kind.YES_NO, Kind.CHOICE}
        self.template = BUTTONS if as_buttons else TEMPLATES[kind]

    @property
    def goes_on_by_itself(self) -> bool:
        """Whether an answer is a button that leads on."""
        return self.template == BUTTONS

    @property
    def explained(self) -> tuple[AnswerRow, ...]:
        """Items whose meaning is told under the page."""
        return tuple(row for row in self.rows if row.hint and row.is_folded)

    def _folds(self, is_folded: bool) -> bool:
        """Whether a hint stands under the page: not where it adds to the item, nor where one is asked."""
        return not self.is_alone and (is_folded or self.question.section is not Section.SAFETY)

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        """The answers, with what was chosen before or just now."""
        return tuple(
            AnswerRow(
                value=value,
                label=label,
                hint=hint,
                key=key,
                is_chosen=self._is_chosen(value),
                is_unsure=self._is_unsure(value),
                alone=alone,
                is_folded=self._folds(is_folded),
            )
            for key, (value, label, hint, alone, is_folded) in enumerate(self._choices(), start=1)
        )

    def _choices(self) -> list[tuple[str, str, str, bool, bool]]:
        question = self.question
        rows = [(o.value, o.label, o.hint, o.excludes_others, o.folded) for o in self.form.shown]
        if question.kind is Kind.YES_NO:
            rows = [
                ("yes", pgettext("answer", "Yes"), "", False, False),
                ("no", pgettext("answer", "No"), "", False, False),
            ]
        if question.not_sure and question.kind in {Kind.YES_NO, Kind.CHOICE}:
            rows.append((NOT_SURE, _("Not sure"), "", False, False))
        return rows

    def _is_chosen(self, value: str) -> bool:
        if self.question.kind is Kind.FLAGS:
            return "yes" in self._sent(value) if self.form.is_bound else self.form.known.get(value) == "yes"
        if self.form.is_bound:
            return value in self._sent(self.question.id)
        known = self.form.known.get(self.question.id)
        return value in known if isinstance(known, list | tuple) else value == known

    def _is_unsure(self, value: str) -> bool:
        if self.question.kind is not Kind.FLAGS:
            return False
        if self.form.is_bound:
            return NOT_SURE in self._sent(value)
        return self.form.known.get(value) == NOT_SURE

    def _sent(self, name: str) -> list[str]:
        return self.form.sent(name)

    @property
    def value(self) -> str:
        """What stands in the number field."""
        if self.form.is_bound:
            return str(self.form.data.get(self.question.id, ""))
        known = self.form.known.get(self.question.id)
        return f"{known:g}" if isinstance(known, int | float) else ""

    @property
    def is_not_sure(self) -> bool:
        """Whether "not sure" is the answer that stands."""
        if self.form.is_bound:
            return NOT_SURE in self._sent(self.question.id)
        return self.form.known.get(self.question.id) == NOT_SURE

    @property
    def steps(self) -> tuple[tuple[int, bool], ...]:
        """The numbers of a scale, and which of them was chosen."""
        least, most = int(self.question.least or 0), int(self.question.most or 0)
        return tuple((number, str(number) == self.value) for number in range(least, most + 1))

    @property
    def units(self) -> tuple[tuple[str, str, bool], ...]:
        """Units to choose from, for a length of time."""
        if not self.form.counts_time:
            return ()
        words = {"days": _("days"), "weeks": _("weeks"), "months": _("months"), "years": _("years")}
        chosen = self.form.data.get(self.form.unit_name, "weeks") if self.form.is_bound else "weeks"
        return tuple((unit, words[unit], unit == chosen) for unit in WEEKS_IN)

    @property
    def errors(self) -> tuple[str, ...]:
        """What has to be put right."""
        return tuple(str(message) for messages in self.form.errors.values() for message in messages)

    @property
    def first_field(self) -> str:
        """The id of the element the error summary leads to."""
        match self.question.kind:
            case Kind.NUMBER:
                return self.question.id
            case Kind.SCALE:
                return f"{self.question.id}-{self.question.least or 0:g}"
            case _:
                return f"{self.question.id}-1"
