"""The forms of the weekly review: three numbers, the signs, and what to make of the changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.conditions import NOT_SURE
from loadshare.care.programme_types import Stage
from loadshare.care.proposal import ProposedChange
from loadshare.care.review import Choice
from loadshare.care.signs_again import YES, SignsAsked
from loadshare.server.check.question_form import NONE
from loadshare.server.session.session_form import SCALE

KEEP_ALL = "keep-all"


class WeekForm(forms.Form):
    """Pain, one own activity, confidence."""

    pain_average = forms.TypedChoiceField(
        choices=SCALE,
        coerce=int,
        label=gettext_lazy("How strong was your pain, on average, this week?"),
        error_messages={"required": gettext_lazy("Choose a number for your pain.")},
    )
    activity_words = forms.CharField(required=False, max_length=80)
    activity = forms.TypedChoiceField(choices=SCALE, coerce=int, required=False, empty_value=None)
    confidence = forms.TypedChoiceField(
        choices=SCALE,
        coerce=int,
        label=gettext_lazy("How sure are you that you can keep moving next week?"),
        error_messages={"required": gettext_lazy("Choose a number for how sure you are.")},
    )

    def __init__(self, data: Any = None, *, activity: str = "") -> None:
        super().__init__(data)
        self.known_activity = activity
        words = _("How well can you do this now: %(activity)s?") % {"activity": activity}
        self.fields["activity"].label = words if activity else _("How well can you do it now?")

    def clean(self) -> dict[str, Any]:
        """A new activity comes with its number, and a number with its activity."""
        cleaned = super().clean() or {}
        cleaned["activity_words"] = words = " ".join(str(cleaned.get("activity_words") or "").split())
        if self.known_activity or self.errors:
            return cleaned
        if words and cleaned.get("activity") is None:
            raise ValidationError(_("Choose a number for how well you can do it, or leave both empty."))
        if not words and cleaned.get("activity") is not None:
            raise ValidationError(_("Write down which activity the number is for, or leave both empty."))
        return cleaned


class SignsForm(forms.Form):
    """The safety signs, asked again; fields are named by their place."""

    def __init__(self, asked: Sequence[SignsAsked], data: Any = None) -> None:
        super().__init__(data)
        self._names: dict[str, str] = {}
        for place, sign in enumerate(sign for part in asked for sign in part.signs):
            self._names[f"sign-{place}"] = sign.value
            self.fields[f"sign-{place}"] = forms.MultipleChoiceField(
                choices=[(YES, ""), (NOT_SURE, "")], required=False, label=sign.label
            )

    @property
    def said(self) -> dict[str, str]:
        """`yes`, or `not-sure` where that was said too; what was not ticked is left out."""
        ticked = {name: self.cleaned_data[field] for field, name in self._names.items()}
        return {name: NOT_SURE if NOT_SURE in states else YES for name, states in ticked.items() if states}

    def clean(self) -> dict[str, Any]:
        """A tick always wins over "none of these": a sign must never be lost to a slip of the thumb."""
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and NONE not in self.data:
            raise ValidationError(_("Choose what applies to you, or “None of these”."))
        return cleaned


class ChangesForm(forms.Form):
    """What the person makes of each change; a change without a choice is accepted."""

    mark = forms.CharField(max_length=16)
    stage = forms.TypedChoiceField(
        choices=[(stage.value, "") for stage in Stage], coerce=Stage, required=False, empty_value=None
    )

    def __init__(self, changes: Sequence[ProposedChange], data: Any = None) -> None:
        super().__init__(data)
        self._changes = tuple(changes)
        for place, change in enumerate(self._changes):
            self.fields[f"change-{place}"] = forms.ChoiceField(
                choices=[(choice.value, "") for choice in change.choices], required=False
            )

    @property
    def choices(self) -> dict[str, Choice]:
        """Choices by exercise, accepted ones left out."""
        found = {}
        for place, change in enumerate(self._changes):
            sent = self.cleaned_data.get(f"change-{place}") or Choice.ACCEPT.value
            if KEEP_ALL in self.data and Choice.KEEP in change.choices:
                sent = Choice.KEEP.value
            if sent != Choice.ACCEPT.value:
                found[change.exercise] = Choice(sent)
        return found
