"""What else the form that ends a session says, kept by rooms above this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from loadshare.server.records.models import Person

Keeper = Callable[[Person, Mapping[str, str], dt.date], None]
_KEEPERS: list[Keeper] = []


def add_keeper(keeper: Keeper) -> None:
    """Called once by a room that adds something to the form."""
    _KEEPERS.append(keeper)


def keep_extras(person: Person, body: Mapping[str, str], *, on: dt.date) -> None:
    """Hand on what was said beside the session itself."""
    for keeper in _KEEPERS:
        keeper(person, body, on)
