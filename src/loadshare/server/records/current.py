"""Which programme is this week's."""

from __future__ import annotations

from typing import cast

from loadshare.server.records.models import Person, Programme

_CURRENT = "_loadshare_current_programme"


def current_programme(person: Person) -> Programme | None:
    """This week's programme, if one was made; looked up once a request."""
    if not hasattr(person, _CURRENT):
        found = person.programmes.filter(is_current=True).select_related("made_from", "made_by").first()
        setattr(person, _CURRENT, found)
    return cast("Programme | None", getattr(person, _CURRENT))


def has_programme(person: Person) -> bool:
    """Whether a programme was made."""
    if hasattr(person, _CURRENT):
        return current_programme(person) is not None
    return person.programmes.filter(is_current=True).exists()


def forget_current(person: Person) -> None:
    """Another programme has become the current one."""
    vars(person).pop(_CURRENT, None)
