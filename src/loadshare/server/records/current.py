"""Which programme is this week's."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet, Subquery, UUIDField

from loadshare.care.trial import Way
from loadshare.server.installation.standing import given, standing
from loadshare.server.records import resting, trying
from loadshare.server.records.models import Pause, Person, Programme, SingleTrial, WalkLook

_CURRENT = "_loadshare_current_programme"


def current_programme(person: Person) -> Programme | None:
    """This week's programme, if one was made; looked up once a request."""
    if not hasattr(person, _CURRENT):
        found = _with_what_goes_along.first_of(person)
        if found is not None and not found.has_paused:
            resting.never_paused(person)
        setattr(person, _CURRENT, found)
    return cast("Programme | None", getattr(person, _CURRENT))


@standing
def _with_what_goes_along() -> QuerySet[Any]:
    looks = WalkLook.objects.filter(person=OuterRef("person")).values("on")
    found: QuerySet[Any] = (
        Programme.objects.filter(person=given("person", UUIDField()), is_current=True)
        .select_related("made_from", "made_by")
        .annotate(
            has_paused=Exists(Pause.objects.filter(person=OuterRef("person"))),
            walks_began=Subquery(looks.order_by("on")[:1]),
            walks_looked=Subquery(looks.order_by("-on")[:1]),
            trial=trying.with_its_programme(),
            kept_order=trying.kept_order(),
        )[:1]
    )
    return found


def walks_of(stored: Programme) -> tuple[dt.date | None, dt.date | None]:
    """The first and the newest look at walks, as they were looked up with the programme of now."""
    return getattr(stored, "walks_began", None), getattr(stored, "walks_looked", None)


def trial_of(stored: Programme) -> SingleTrial | None:
    """The trial that is not ended, as it was looked up with the programme of now."""
    told = getattr(stored, "trial", None)
    return trying.row_of(told) if told else None


def kept_order_of(stored: Programme) -> Way | None:
    """What comes first in every session, looked up with the programme of now; None for the usual order."""
    kept = getattr(stored, "kept_order", None)
    return Way(kept) if kept else None


def has_programme(person: Person) -> bool:
    """Whether a programme was made."""
    if hasattr(person, _CURRENT):
        return current_programme(person) is not None
    return person.programmes.filter(is_current=True).exists()


def forget_current(person: Person) -> None:
    """Another programme has become the current one."""
    vars(person).pop(_CURRENT, None)
