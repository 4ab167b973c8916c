"""One form for every measure of progress, made from its data, and one for scores given elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.outcomes import (
    Score,
    ScoreError,
    score_activities,
    score_choice,
    score_pain,
    score_roland_morris,
    typed_score,
)
from loadshare.knowledge import Knowledge
from loadshare.knowledge.outcome import Outcome, OutcomeKind
from loadshare.server.session.session_form import SCALE

OLDEST_TYPED = dt.timedelta(days=365 * 20)


class OutcomeForm(forms.Form):
    """One measure. After `is_valid`, `scores(...)` and `answers` are what to keep."""

    def __init__(
        self, measure: Outcome, *, data: Any = None, activities: Sequence[str] = (), may_name: bool = False
    ) -> None:
        super().__init__(data)
        self.measure = measure
        self.known = tuple(activities)
        self.places = self._places(may_name)
        self._build()

    def _places(self, may_name: bool) -> range:
        if self.measure.kind is not OutcomeKind.ACTIVITIES:
            return range(0)
        return range(1, (self.measure.most_activities if may_name else len(self.known)) + 1)

    def _build(self) -> None:
        match self.measure.kind:
            case OutcomeKind.SCALE:
                for item in self.measure.items:
                    self.fields[item.id] = _scale(item.text)
            case OutcomeKind.TICKS:
                rows = [(item.id, item.text) for item in self.measure.items]
                self.fields["ticks"] = forms.MultipleChoiceField(choices=rows, required=False)
            case OutcomeKind.CHOICE:
                rows = [(item.id, item.text) for item in self.measure.items]
                missing = {"required": _("Choose one answer.")}
                self.fields["choice"] = forms.ChoiceField(choices=rows, error_messages=missing)
            case OutcomeKind.ACTIVITIES:
                for place in self.places:
                    known = self.known[place - 1] if place <= len(self.known) else ""
                    self.fields[f"words-{place}"] = forms.CharField(required=False, max_length=80)
                    label = f"{known[:1].upper()}{known[1:]}" or _("How well can you do it today?")
                    self.fields[f"rating-{place}"] = _scale(label, required=bool(known))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The activities with their fields."""
        return [
            {
                "place": place,
                "known": self.known[place - 1] if place <= len(self.known) else "",
                "words": self[f"words-{place}"],
                "rating": self[f"rating-{place}"],
            }
            for place in self.places
        ]

    def clean(self) -> dict[str, Any]:
        """An activity comes with its number, and there is at least one."""
        cleaned = super().clean() or {}
        if self.measure.kind is not OutcomeKind.ACTIVITIES or self.errors:
            return cleaned
        for place in self.places:
            words, rating = self._words(place), cleaned.get(f"rating-{place}")
            if (rating is None) != (not words):
                raise ValidationError(_("Each activity needs its words and its number."))
        if not self.named:
            raise ValidationError(_("Write down at least one activity, or skip this."))
        if len(set(self.named)) < len(self.named):
            raise ValidationError(_("Each activity is asked once. Write another one, or leave it empty."))
        return cleaned

    def _words(self, place: int) -> str:
        if place <= len(self.known):
            return self.known[place - 1]
        return " ".join(str(self.cleaned_data.get(f"words-{place}") or "").split())

    @property
    def named(self) -> tuple[str, ...]:
        """The activities, in their order."""
        return tuple(words for place in self.places if (words := self._words(place)))

    @property
    def answers(self) -> dict[str, Any]:
        """What the score was counted from."""
        sent = self.cleaned_data
        match self.measure.kind:
            case OutcomeKind.TICKS:
                return {"ticks": list(sent["ticks"])}
            case OutcomeKind.ACTIVITIES:
                named = {self._words(place): sent[f"rating-{place}"] for place in self.places}
                return {"ratings": {words: rating for words, rating in named.items() if words}}
        return {}

    def scores(self, *, date: dt.date, knowledge: Knowledge) -> tuple[Score, ...]:
        """What was said, counted as its authors count it."""
        sent = self.cleaned_data
        match self.measure.kind:
            case OutcomeKind.SCALE:
                pain = {item.id: sent[item.id] for item in self.measure.items}
                return score_pain(**pain, date=date, knowledge=knowledge)
            case OutcomeKind.TICKS:
                return (score_roland_morris(ticked=sent["ticks"], date=date, knowledge=knowledge),)
            case OutcomeKind.ACTIVITIES:
                ratings = self.answers["ratings"]
                return (score_activities(ratings=ratings, date=date, knowledge=knowledge),)
        return (score_choice(outcome=self.measure.id, choice=sent["choice"], date=date, knowledge=knowledge),)


class TypedForm(forms.Form):
    """A score somebody else gave: which, how much, when and by whom."""

    measure = forms.ChoiceField(label=gettext_lazy("Which score is it?"))
    value = forms.FloatField(
        label=gettext_lazy("The score"),
        localize=True,
        error_messages={
            "required": gettext_lazy("Write the score."),
            "invalid": gettext_lazy("Write the score in digits."),
        },
    )
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        error_messages={
            "required": gettext_lazy("Give the day of the score."),
            "invalid": gettext_lazy("Give the day as a date, for example 2026-11-30."),
        },
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    given_by = forms.CharField(
        label=gettext_lazy("Who gave it to you? You can leave this empty."), required=False, max_length=80
    )

    def __init__(self, knowledge: Knowledge, data: Any = None) -> None:
        super().__init__(data)
        self._knowledge = knowledge
        self.fields["measure"].choices = list(_typed_choices(knowledge))  # type: ignore[attr-defined]
        self.score: Score | None = None

    def clean_on(self) -> dt.date:
        """A day that has been, and not a lifetime ago."""
        day: dt.date = self.cleaned_data["on"]
        today = timezone.localdate()
        if not today - OLDEST_TYPED <= day <= today:
            raise ValidationError(_("Give a day in the last twenty years, today at the latest."))
        return day

    def clean(self) -> dict[str, Any]:
        """The score has to be one that this measure can give."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        outcome, _colon, item = cleaned["measure"].partition(":")
        try:
            self.score = typed_score(
                outcome=outcome,
                item=item,
                value=cleaned["value"],
                date=cleaned["on"],
                given_by=cleaned["given_by"],
                knowledge=self._knowledge,
            )
        except ScoreError as error:
            words = str(error)
            self.add_error("value", f"{words[:1].upper()}{words[1:]}.")
        return cleaned


def _scale(label: str, *, required: bool = True) -> forms.Field:
    return forms.TypedChoiceField(
        choices=SCALE,
        coerce=int,
        label=label,
        required=required,
        empty_value=None,
        error_messages={"required": _("Choose a number for “%(what)s”.") % {"what": label}},
    )


def _typed_choices(knowledge: Knowledge) -> list[tuple[str, str]]:
    rows = []
    for measure in knowledge.outcomes.values():
        bounds = f"{measure.least:g}–{measure.most:g}"
        if measure.kind is OutcomeKind.SCALE:
            rows += [
                (f"{measure.id}:{item.id}", f"{measure.name}: {item.text.lower()}") for item in measure.items
            ]
        elif measure.kind is not OutcomeKind.CHOICE:
            rows.append((measure.id, f"{measure.name}, {bounds}"))
    return rows
