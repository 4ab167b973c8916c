"""From what a button says to events of the care room."""

from __future__ import annotations

import datetime as dt

from django import forms
from pydantic import TypeAdapter, ValidationError

from loadshare.care.break_events import (
    BackAtDesk,
    BreakEvent,
    Done,
    Meeting,
    MeetingMinutes,
    SettingsChanged,
)
from loadshare.care.break_hours import BreakSettings
from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakPlan

PLAIN = {"short": "started"} | {
    kind: kind for kind in ("back", "moved", "started", "skipped", "later", "meeting-over")
}
"""What a button says, and the event it makes."""
KINDS = (*PLAIN, "meeting", "resume")
PAGES = {"started": "break", "short": "short_break"}
"""Where it goes on after these; after anything else on Today."""

EVENT: TypeAdapter[BreakEvent] = TypeAdapter(BreakEvent)


class SayForm(forms.Form):
    """What a button sends."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    minutes = forms.TypedChoiceField(
        choices=[(str(int(length)), "") for length in MeetingMinutes], coerce=int, required=False
    )
    zone = forms.CharField(required=False, max_length=60)

    def clean_minutes(self) -> int | None:
        """A meeting needs its length."""
        minutes = self.cleaned_data.get("minutes") or None
        if self.cleaned_data.get("kind") == "meeting" and minutes is None:
            raise forms.ValidationError("say how long the meeting lasts: 30, 60 or 120")
        return minutes

    def events(self, plan: BreakPlan, *, at: dt.datetime) -> tuple[BreakEvent, ...]:
        """What was said at this instant."""
        return (*self._device_zone(plan, at), self._event(plan, at))

    def _event(self, plan: BreakPlan, at: dt.datetime) -> BreakEvent:
        kind = self.cleaned_data["kind"]
        if kind == "meeting":
            return Meeting(at=at, minutes=MeetingMinutes(self.cleaned_data["minutes"]))
        if kind == "resume":
            on_again = {"paused": False, "paused_until": None}
            return SettingsChanged(at=at, settings=log.settings_of(plan).model_copy(update=on_again))
        return EVENT.validate_python({"kind": PLAIN[kind], "at": at})

    def _device_zone(self, plan: BreakPlan, at: dt.datetime) -> tuple[BreakEvent, ...]:
        """Until somebody chose otherwise, quiet hours are read on the clock of the device."""
        settings, zone = log.settings_of(plan), self.cleaned_data["zone"]
        if plan.is_chosen or not zone or zone == settings.zone:
            return ()
        try:
            moved = BreakSettings.model_validate({**settings.model_dump(), "zone": zone})
        except ValidationError:
            return ()
        return (SettingsChanged(at=at, settings=moved),)


def done_events(*, at: dt.datetime, exercises: tuple[str, ...], is_back: bool) -> tuple[BreakEvent, ...]:
    """A finished break, and whether sitting starts again with it."""
    done = Done(at=at, exercises=exercises)
    return (done, BackAtDesk(at=at)) if is_back else (done,)
