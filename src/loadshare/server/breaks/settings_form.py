"""How a person wants their breaks: every field has a default nobody has to touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy

from loadshare.care.break_hours import EVERY_RANGE, BreakSettings, QuietHours

DAYS = tuple((str(number), name) for number, name in WEEKDAYS.items())
EVERY = tuple((str(minutes), str(minutes)) for minutes in (20, 25, 30, 35, 40, 45, 50, 60, 75, 90))
LENGTHS = tuple((str(minutes), str(minutes)) for minutes in (1, 2, 3))
ON_HOUR = "%H:%M"


class BreakForm(forms.Form):
    """The settings page."""

    every = forms.TypedChoiceField(choices=EVERY, coerce=int)
    minutes = forms.TypedChoiceField(choices=LENGTHS, coerce=int)
    days = forms.TypedMultipleChoiceField(choices=DAYS, coerce=int, required=False)
    quiet_from = forms.TimeField(input_formats=[ON_HOUR, "%H:%M:%S"])
    quiet_to = forms.TimeField(input_formats=[ON_HOUR, "%H:%M:%S"])
    zone = forms.CharField(max_length=60)
    short = forms.BooleanField(required=False)
    own = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, more: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own"].choices = tuple(more.items())  # type: ignore[attr-defined]

    def clean_zone(self) -> str:
        """A name the clock knows."""
        name: str = self.cleaned_data["zone"].strip()
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise forms.ValidationError(
                gettext_lazy("This place is not known. Write it like Europe/London or America/New_York.")
            ) from None
        return name

    def clean(self) -> dict[str, Any]:
        """Quiet hours need a length."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "quiet_from" in cleaned and cleaned["quiet_from"] == cleaned.get("quiet_to"):
            self.add_error(
                "quiet_to", gettext_lazy("Quiet hours start and end at the same time. Choose two times.")
            )
        return cleaned

    def settings(self, before: BreakSettings) -> BreakSettings:
        """The settings as chosen; what the page does not show stays."""
        chosen = self.cleaned_data
        return before.model_copy(
            update={
                "every_minutes": chosen["every"],
                "days": frozenset(chosen["days"]),
                "quiet": (QuietHours(start=chosen["quiet_from"], end=chosen["quiet_to"]),),
                "zone": chosen["zone"],
                "short_after_skips": chosen["short"],
            }
        )


def shown(settings: BreakSettings, *, minutes: int, own: Sequence[str]) -> dict[str, Any]:
    """The settings as the form shows them."""
    quiet = settings.quiet[0] if settings.quiet else QuietHours(start=dt.time(19), end=dt.time(8))
    return {
        "every": str(nearest_choice(settings.every_minutes)),
        "minutes": str(minutes),
        "days": [str(day) for day in sorted(settings.days)],
        "quiet_from": f"{quiet.start:{ON_HOUR}}",
        "quiet_to": f"{quiet.end:{ON_HOUR}}",
        "zone": settings.zone,
        "short": settings.short_after_skips,
        "own": list(own),
    }


def nearest_choice(minutes: int) -> int:
    """The choice that stands nearest to this rhythm."""
    least, most = EVERY_RANGE
    return min(
        (int(value) for value, _ in EVERY if least <= int(value) <= most), key=lambda v: abs(v - minutes)
    )


def tomorrow(*, now: dt.datetime, settings: BreakSettings) -> dt.datetime:
    """Midnight on the person's own clock: pauses end with the day."""
    wall = now.astimezone(ZoneInfo(settings.zone))
    return dt.datetime.combine(wall.date() + dt.timedelta(days=1), dt.time(), tzinfo=wall.tzinfo)
