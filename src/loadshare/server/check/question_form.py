"""A Django form for any question, made from its data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.knowledge.question import Kind, Option, Question

NONE = "none-of-these"
SKIP = "skip"
WEEKS_IN = {"days": 1 / 7, "weeks": 1.0, "months": 365.25 / 12 / 7, "years": 365.25 / 7}
"""How long each unit is, for people who do not count in weeks."""


class QuestionForm(forms.Form):
    """One question; its fields carry its id, so that any number of them can stand on one page.

    After `is_valid`, `answers` are the facts to keep; `is_passed_over` says that it was left out.
    """

    def __init__(
        self,
        question: Question,
        *,
        options: Sequence[Option],
        data: Any = None,
        known: Mapping[str, FactValue] | None = None,
        is_list_answered: bool = False,
    ) -> None:
        super().__init__(data)
        self.question = question
        self.shown = tuple(options)
        self.known = dict(known or {})
        self.answers: dict[str, Any] = {}
        self.is_passed_over = False
        self._is_list_answered = is_list_answered
        self._build()

    @property
    def name(self) -> str:
        """What the field of the answer is called."""
        return self.question.id

    @property
    def unit_name(self) -> str:
        """What the field of the unit is called."""
        return f"{self.question.id}-unit"

    @property
    def counts_time(self) -> bool:
        """Whether a length of time may be given in another unit."""
        return self.question.unit == "weeks" and (self.question.most or 0) > 100

    def _build(self) -> None:
        question = self.question
        match question.kind:
            case Kind.FLAGS:
                states = [("yes", ""), *([(NOT_SURE, "")] if question.not_sure else [])]
                for option in self.shown:
                    self.fields[option.value] = forms.MultipleChoiceField(
                        choices=states, required=False, label=option.label
                    )
            case Kind.CHOICES | Kind.BODY:
                choices = [(option.value, option.label) for option in self.shown]
                self.fields[self.name] = forms.MultipleChoiceField(
                    choices=choices,
                    required=False,
                    error_messages={"invalid_choice": _("Choose from the list.")},
                )
            case _:
                self.fields[self.name] = forms.CharField(required=False, max_length=40)
                self.fields[self.unit_name] = forms.ChoiceField(
                    choices=[(unit, unit) for unit in WEEKS_IN], required=False
                )

    def clean(self) -> dict[str, Any]:
        """Turn what was sent into facts."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        question = self.question
        if SKIP in self.data and not question.required:
            self.is_passed_over = True
        elif question.kind is Kind.FLAGS:
            self._clean_flags(cleaned)
        elif question.not_sure and NOT_SURE in self.sent(self.name):
            self.answers = {question.id: NOT_SURE}
        elif question.kind in {Kind.CHOICES, Kind.BODY}:
            self._clean_choices(cleaned)
        elif not str(cleaned.get(self.name, "")).strip() and not question.required:
            self.is_passed_over = True
        elif question.kind in {Kind.NUMBER, Kind.SCALE}:
            self._clean_number(cleaned)
        else:
            self._clean_choice(cleaned)
        return cleaned

    def sent(self, name: str) -> list[str]:
        """Every value that came under this name."""
        getlist = getattr(self.data, "getlist", None)
        if getlist:
            return list(getlist(name))
        value = self.data.get(name, [])
        return [value] if isinstance(value, str) else list(value)

    def _clean_flags(self, cleaned: dict[str, Any]) -> None:
        states = {option.value: cleaned.get(option.value) or [] for option in self.shown}
        # A tick always wins over "none of these": a sign must never be lost to a slip of the thumb.
        if not (any(states.values()) or self._is_list_answered or NONE in self.data):
            self.add_error(None, self._missing(_("Choose what applies to you, or “None of these”.")))
            return
        self.answers = {
            item: "yes" if "yes" in state else NOT_SURE if NOT_SURE in state else "no"
            for item, state in states.items()
        }

    def _clean_choice(self, cleaned: dict[str, Any]) -> None:
        allowed = (
            ("yes", "no")
            if self.question.kind is Kind.YES_NO
            else tuple(option.value for option in self.shown)
        )
        value = cleaned.get(self.name, "")
        if value not in allowed:
            self.add_error(self.name, self._missing(_("Choose one answer.")))
            return
        self.answers = {self.question.id: value}

    def _clean_choices(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get(self.name) or []
        alone = [option.value for option in self.shown if option.excludes_others]
        if not chosen and self.question.required:
            self.add_error(self.name, self._missing(_("Choose at least one answer.")))
        elif not chosen:
            self.is_passed_over = True
        elif len(chosen) > 1 and any(value in chosen for value in alone):
            self.add_error(
                self.name, _("“None of these” does not go with other answers. Choose one or the other.")
            )
        else:
            self.answers = {self.question.id: [o.value for o in self.shown if o.value in chosen]}

    def _clean_number(self, cleaned: dict[str, Any]) -> None:
        question = self.question
        text = str(cleaned.get(self.name, "")).strip().replace(",", ".")
        least, most = question.least or 0, question.most if question.most is not None else math.inf
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if self.counts_time and math.isfinite(number):
            number = round(number * WEEKS_IN.get(cleaned.get(self.unit_name) or "weeks", 1.0), 1)
        if not text:
            is_scale = question.kind is Kind.SCALE
            words = _("Tap the number that fits best.") if is_scale else _("Write a number.")
            self.add_error(self.name, self._missing(words))
        elif not math.isfinite(number):
            self.add_error(
                self.name, _("Write it in digits, for example %(example)g.") % {"example": max(least, 4)}
            )
        elif not least <= number <= most:
            bounds = {"least": f"{least:g}", "most": f"{most:g}"}
            self.add_error(self.name, _("Write a number from %(least)s to %(most)s.") % bounds)
        elif question.whole and number != int(number):
            self.add_error(self.name, _("Write a whole number, without a point."))
        else:
            self.answers = {question.id: int(number) if number == int(number) else number}

    def _missing(self, usual: str) -> str:
        """What to do where the answer is missing, in the question's own words where it has some."""
        return self.question.missing or usual
