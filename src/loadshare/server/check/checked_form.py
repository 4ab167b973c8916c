""" "I was checked", and on which day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
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
        today, since = timezone.localdate(), self._not_before
        # Answers with a date ahead of the clock: one of the two is wrong, so neither can refuse the other's.
        is_moved = since is not None and since > today
        if day > (since if since and is_moved else today):
            words = _(
                "That day is still to come: it is %(today)s here. Come back when you have been checked. "
                "If the date here is wrong, the clock of this Loadshare has to be put right."
            )
            raise ValidationError(words % {"today": date_format(today, "j F Y")})
        if since and day < since and not is_moved:
            raise ValidationError(
                _("That was before you answered the questions. You need to be seen since then.")
            )
        return day
