"""After a session: pain, effort, and how each exercise went. Two taps are enough."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy

from loadshare.server.diary.logbook import DosedExercise, Report

OUTCOMES = (
    ("done", gettext_lazy("Done")),
    ("part", gettext_lazy("In part")),
    ("skipped", gettext_lazy("Skipped")),
    ("stopped", gettext_lazy("It hurt")),
)
SCALE = [(str(n), str(n)) for n in range(11)]


class OutcomeSent(NamedTuple):
    """What was said about one exercise."""

    outcome: str
    eased: str


class SessionForm(forms.Form):
    """The report of one session; fields of exercises are named by their place."""

    client_id = forms.UUIDField(error_messages={"required": "", "invalid": ""})
    pain_after = forms.TypedChoiceField(
        choices=SCALE,
        coerce=int,
        label=gettext_lazy("How strong is the pain now?"),
        error_messages={"required": gettext_lazy("Choose a number for your pain.")},
    )
    effort = forms.TypedChoiceField(
        choices=SCALE,
        coerce=int,
        label=gettext_lazy("How hard was it?"),
        error_messages={"required": gettext_lazy("Choose a number for how hard it was.")},
    )
    stop_notes = forms.CharField(required=False, max_length=2000)

    def __init__(self, items: Sequence[DosedExercise], *, data: Any = None) -> None:
        super().__init__(data)
        self._items = tuple(items)
        for place in range(len(self._items)):
            self.fields[f"outcome-{place}"] = forms.ChoiceField(choices=OUTCOMES, required=False)
            self.fields[f"eased-{place}"] = forms.CharField(required=False, max_length=5)

    def given_for(self, exercise: str) -> OutcomeSent:
        """What was sent about an exercise, at whatever place the page had it."""
        names = [item.exercise for item in self._items]
        place = names.index(exercise) if exercise in names else -1
        return self.given(f"outcome-{place}", f"eased-{place}")

    def given(self, outcome: str, eased: str) -> OutcomeSent:
        """What was sent in these two fields, also where the rest cannot be kept yet; else done."""
        sent = self.data.get(outcome)
        known = {value for value, _ in OUTCOMES}
        return OutcomeSent(
            outcome=sent if sent in known else "done", eased="yes" if self.data.get(eased) == "yes" else ""
        )

    def report(self, *, on: dt.date, ended_at: dt.datetime, is_flare: bool) -> Report:
        """What was said, for the logbook."""
        sent = self.cleaned_data
        names = [item.exercise for item in self._items]
        return Report(
            client_id=sent["client_id"],
            on=on,
            ended_at=ended_at,
            is_flare=is_flare,
            pain_after=sent["pain_after"],
            effort=sent["effort"],
            outcomes={name: sent[f"outcome-{place}"] or "done" for place, name in enumerate(names)},
            eased=frozenset(name for place, name in enumerate(names) if sent[f"eased-{place}"] == "yes"),
            stops=stops_in(sent["stop_notes"]),
        )


def stops_in(notes: str) -> dict[str, frozenset[str]]:
    """`exercise:reason` pairs, as the player writes them."""
    found: dict[str, set[str]] = defaultdict(set)
    for note in notes.split():
        exercise, colon, reason = note.partition(":")
        if colon:
            found[exercise].add(reason)
    return {exercise: frozenset(reasons) for exercise, reasons in found.items()}
