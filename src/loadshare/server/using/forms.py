"""Why somebody left, how content they are, and something unwanted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.use import EffectAfter, EffectDone, EffectGrade, EffectKind, LeavingReason
from loadshare.server.records.models import LONG_WORDS

REASONS = (
    (LeavingReason.BETTER.value, gettext_lazy("I am better")),
    (LeavingReason.NO_HELP.value, gettext_lazy("It did not help")),
    (LeavingReason.TOO_LONG.value, gettext_lazy("It took too long")),
    (LeavingReason.HURT.value, gettext_lazy("It hurt")),
    (LeavingReason.FOUND_ELSE.value, gettext_lazy("I found something else")),
    (LeavingReason.OTHER.value, gettext_lazy("Something else")),
    (LeavingReason.UNSAID.value, gettext_lazy("I would rather not say")),
)
UNSAID = "unsaid"
CONTENTS = (
    ("1", gettext_lazy("Not at all")),
    ("2", gettext_lazy("A little")),
    ("3", gettext_lazy("So so")),
    ("4", gettext_lazy("Quite")),
    ("5", gettext_lazy("Very")),
    (UNSAID, gettext_lazy("I would rather not say")),
)
KINDS = (
    (EffectKind.MORE_PAIN.value, gettext_lazy("More of the pain I know")),
    (EffectKind.OTHER_PAIN.value, gettext_lazy("Pain somewhere else")),
    (EffectKind.DOWN_THE_LEG.value, gettext_lazy("Pain or tingling down the leg")),
    (EffectKind.SORE_MUSCLES.value, gettext_lazy("Sore muscles for days")),
    (EffectKind.DIZZY.value, gettext_lazy("I was dizzy or felt faint")),
    (EffectKind.FALL.value, gettext_lazy("I fell")),
    (EffectKind.SKIN.value, gettext_lazy("A bruise or sore skin")),
    (EffectKind.OTHER.value, gettext_lazy("Something else")),
)
AFTER = (
    (EffectAfter.SESSION.value, gettext_lazy("A session")),
    (EffectAfter.WALK.value, gettext_lazy("A walk")),
    (EffectAfter.BREAK.value, gettext_lazy("A break")),
    (EffectAfter.TEST.value, gettext_lazy("A home test")),
    (EffectAfter.UNKNOWN.value, gettext_lazy("I do not know")),
)
GRADES = (
    (EffectGrade.MILD.value, gettext_lazy("Mild: I went on as usual")),
    (EffectGrade.MODERATE.value, gettext_lazy("Moderate: I did less that day")),
    (EffectGrade.SEVERE.value, gettext_lazy("Severe: I could not do what I usually do, or had to be seen")),
)
DONE = (
    (EffectDone.NOTHING.value, gettext_lazy("Nothing, it passed")),
    (EffectDone.LESS.value, gettext_lazy("I did less or something easier")),
    (EffectDone.STOPPED.value, gettext_lazy("I stopped for some days")),
    (EffectDone.SEEN.value, gettext_lazy("Somebody looked at it")),
)
OLDEST = dt.timedelta(days=366)


class ReasonForm(forms.Form):
    """Why they stopped, or were away."""

    reason = forms.ChoiceField(
        choices=REASONS, error_messages={"required": gettext_lazy("Choose one answer.")}
    )


class ContentForm(forms.Form):
    """How content they are; `value` is None where they would rather not say."""

    content = forms.ChoiceField(choices=CONTENTS)

    @property
    def value(self) -> int | None:
        """1 to 5, or None."""
        sent = self.cleaned_data["content"]
        return None if sent == UNSAID else int(sent)


class EffectForm(forms.Form):
    """What, when, after what, how bad, and what was done."""

    kind = forms.ChoiceField(
        choices=KINDS,
        label=gettext_lazy("What was it?"),
        error_messages={"required": gettext_lazy("Choose what it was.")},
    )
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("Give the day as a date, for example 2026-11-30."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    after = forms.ChoiceField(
        choices=AFTER,
        label=gettext_lazy("After what?"),
        error_messages={"required": gettext_lazy("Choose after what it came.")},
    )
    grade = forms.ChoiceField(
        choices=GRADES,
        label=gettext_lazy("How bad was it?"),
        error_messages={"required": gettext_lazy("Choose how bad it was.")},
    )
    done = forms.ChoiceField(
        choices=DONE,
        label=gettext_lazy("What did you do?"),
        error_messages={"required": gettext_lazy("Choose what you did.")},
    )
    words = forms.CharField(
        required=False,
        max_length=LONG_WORDS,
        label=gettext_lazy("In your own words. You can leave this empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
        self._today = today

    def clean_on(self) -> dt.date:
        """A day of the last year, not to come."""
        day: dt.date = self.cleaned_data["on"]
        if not self._today - OLDEST <= day <= self._today:
            raise ValidationError(_("Give a day in the last year, today at the latest."))
        return day

    @property
    def choices(self) -> tuple[forms.BoundField, ...]:
        """The questions with a row of answers."""
        return tuple(self[name] for name in ("kind", "after", "grade", "done"))
