""" "I was checked", and on which day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class CheckedForm(forms.Form):
    """A date between the check and today."""

    checked_on = forms.DateField(
        label=gettext_lazy("On which day were you checked?"),
        error_messages={
            "required": gettext_lazy("Give the day you were checked."),
            "invalid": gettext_lazy("Give the day as a date, for example 2026-11-30."),
        },
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, not_before: dt.datetime | None = None) -> None:
        super().__init__(data)
        self._not_before = timezone.localdate(not_before) if not_before else None

    def clean_checked_on(self) -> dt.date:
        """The day, if it can be."""
        day: dt.date = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise ValidationError(_("That day is still to come. Come back when you have been checked."))
        if self._not_before and day < self._not_before:
            raise ValidationError(
                _("That was before you answered the questions. You need to be seen since then.")
            )
        return day
