"""Let the programme rest, and come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from loadshare.server.programme import pausing
from loadshare.server.programme.views import open_programme
from loadshare.server.records.models import Pause, Person

REASONS = (
    (Pause.Reason.HOLIDAY.value, gettext_lazy("A holiday")),
    (Pause.Reason.ILLNESS.value, gettext_lazy("I am ill")),
    (Pause.Reason.OTHER.value, gettext_lazy("Something else")),
)
LONGEST = dt.timedelta(days=366)
_NOT_A_DAY = gettext_lazy("Give the day as a date, for example 2026-11-30.")


class PauseForm(forms.Form):
    """Why, from when, and until when; without an end it lasts until the person says so."""

    reason = forms.ChoiceField(
        choices=REASONS,
        widget=forms.RadioSelect,
        label=gettext_lazy("What is it?"),
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    starts = forms.DateField(
        label=gettext_lazy("First day of the pause"),
        error_messages={"required": gettext_lazy("Give the first day."), "invalid": _NOT_A_DAY},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        required=False,
        label=gettext_lazy("Last day of the pause"),
        error_messages={"invalid": _NOT_A_DAY},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: dt.date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._today = today

    def clean_starts(self) -> dt.date:
        """Somebody who fell ill some days ago may say so late."""
        day: dt.date = self.cleaned_data["starts"]
        if not abs(day - self._today) <= LONGEST:
            raise ValidationError(_("Choose a day within a year from today."))
        return day

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one, nor over already."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts is None or ends is None:
            return cleaned
        if ends < max(starts, self._today):
            self.add_error("ends", _("Choose a last day that is still to come, or leave it empty."))
        elif ends - starts > LONGEST:
            self.add_error("ends", _("Choose a day within a year from the first one, or leave it empty."))
        return cleaned


@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    """Choose a pause, change its days, or come back from it."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, _stored = opened
    today = timezone.localdate()
    rest = pausing.rest_of(person, today=today)
    if request.method == "POST" and request.POST.get("back"):
        return _back(request, person, rest, today)
    form = PauseForm(
        request.POST if request.method == "POST" else None, today=today, initial=_initial(rest, today)
    )
    if form.is_bound and form.is_valid():
        pausing.keep_pause(person, today=today, **form.cleaned_data)
        words = _("Your programme rests on these days. Nothing will remind you, and nothing is lost.")
        messages.success(request, words)
        return redirect("today")
    status = 422 if form.is_bound else 200
    return render(request, "programme/pause.html", {"form": form, "rest": rest}, status=status)


def _initial(rest: pausing.Rest | None, today: dt.date) -> dict[str, object]:
    if rest is None:
        return {"starts": today}
    return {"reason": rest.pause.reason, "starts": rest.pause.starts, "ends": rest.pause.ends}


def _back(request: HttpRequest, person: Person, rest: pausing.Rest | None, today: dt.date) -> HttpResponse:
    pausing.end_pause(person, today=today)
    if rest is not None and rest.is_now and rest.is_illness and rest.pause.starts < today:
        # Where its last day was known, Today has asked this already.
        messages.info(request, _("Welcome back. Is anything new since you were ill? Look at these signs."))
        return redirect("week_signs")
    if rest is not None and rest.pause.starts < today:
        messages.success(request, _("Welcome back. Your programme goes on where it was."))
    return redirect("today")
