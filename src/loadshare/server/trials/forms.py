"""What to try, what to note, and for how long."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.trial import TrialLength, TrialOutcome, TrialQuestion
from loadshare.server.trials.words import LENGTHS, OUTCOMES, QUESTIONS

MOST_WORDS = 80


class TrialForm(forms.Form):
    """How a trial begins."""

    question = forms.ChoiceField(
        label=gettext_lazy("What do you want to try?"),
        error_messages={"required": gettext_lazy("Choose what to try.")},
    )
    outcome = forms.ChoiceField(
        choices=tuple(OUTCOMES.items()),
        label=gettext_lazy("What shall it make better?"),
        error_messages={"required": gettext_lazy("Choose what it shall make better.")},
    )
    words = forms.CharField(
        required=False,
        max_length=MOST_WORDS,
        label=gettext_lazy("If it is something of your own: what is it?"),
    )
    length = forms.TypedChoiceField(
        choices=tuple(LENGTHS.items()),
        coerce=int,
        label=gettext_lazy("For how long?"),
        error_messages={"required": gettext_lazy("Choose how long.")},
    )

    def __init__(self, data: Any = None, *, questions: Collection[TrialQuestion]) -> None:
        super().__init__(data)
        self.fields["question"].choices = [(one.value, QUESTIONS[one]) for one in questions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An own activity needs its name; nothing else has one."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("outcome") != TrialOutcome.ACTIVITY:
            values["words"] = ""
        elif not values.get("words"):
            self.add_error("words", _("Say what it is, in a few words."))
        for name, known in (("question", TrialQuestion), ("outcome", TrialOutcome), ("length", TrialLength)):
            if name in values:
                values[name] = known(values[name])
        if values.get("question") is TrialQuestion.ORDER and values.get("length") is TrialLength.SIX_WEEKS:
            self.add_error(
                "length", _("What comes first in a session needs 80 days: 40 have too few sessions.")
            )
        return values

    @property
    def choices(self) -> tuple[forms.BoundField, ...]:
        """The questions with a row of answers."""
        return tuple(self[name] for name in ("question", "outcome", "length"))
