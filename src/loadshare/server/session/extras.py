"""What rooms above this one add to a session: exercises that stand after those of the programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from loadshare.care.doses import describe
from loadshare.care.session import BesidesItem
from loadshare.server.records.models import Person

Keeper = Callable[[Person, Mapping[str, str], dt.date], None]
_KEEPERS: list[Keeper] = []
EASED = "-eased"
"""Behind the name of an exercise in the form: that it was done in its easier version."""


@dataclass(frozen=True, kw_only=True)
class ExtraExercise:
    """One that stands in this session besides the programme's, and is no part of it."""

    item: BesidesItem
    """Its id is its name in the form that ends the session."""
    about: str
    """Who gave it, and why."""
    less: str
    """Why it is less than it was; empty where it is not."""
    file: str
    """The address of a picture or film; empty where there is none."""
    file_type: str
    shows: str
    is_new: bool
    """Whether it was never done."""

    @property
    def amount(self) -> str:
        """How much, in words."""
        return describe(dose=self.item.dose, per_side=self.item.per_side)

    @property
    def eased(self) -> str:
        """The field that says that it was made easier."""
        return f"{self.item.id}{EASED}"


Offerer = Callable[[HttpRequest, Person], list[ExtraExercise]]
_OFFERERS: list[Offerer] = []


def add_extras(*, offerer: Offerer, keeper: Keeper) -> None:
    """Called once by a room that adds something to sessions."""
    _OFFERERS.append(offerer)
    _KEEPERS.append(keeper)


def extras_of(request: HttpRequest, person: Person) -> tuple[ExtraExercise, ...]:
    """What this session has besides; asked anew at every page."""
    return tuple(one for offerer in _OFFERERS for one in offerer(request, person))


def keep_extras(person: Person, body: Mapping[str, str], *, on: dt.date) -> None:
    """Hand on what was said of them."""
    for keeper in _KEEPERS:
        keeper(person, body, on)
