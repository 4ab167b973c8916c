"""The kinds of things a device may send, and which function keeps which. A room adds one with
`@keeper("kind")`.

A keeper gets the person, locked for this transaction, and what was done. It stores it and returns
`KeptEntry`, or raises `RefusedError` with words for the person; what it wrote before is undone then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from loadshare.server.offline.entries import TimedEntry
from loadshare.server.records.models import Person


class RefusedError(Exception):
    """It cannot be kept; the text tells the person why."""


@dataclass(frozen=True, kw_only=True)
class KeptEntry:
    """It is kept."""

    stop: str = ""
    """Why a session was stopped, where the person has still to be asked about it."""
    next: str = ""
    """The name of the page that tells more."""
    tell: Mapping[str, Any] = field(default_factory=dict)
    """What that page shows once."""


Keeper = Callable[[Person, TimedEntry], KeptEntry]
_KEEPERS: dict[str, Keeper] = {}
_STOPS: dict[str, Callable[[TimedEntry], str]] = {}


def keeper(kind: str, *, stop_in: Callable[[TimedEntry], str] | None = None) -> Callable[[Keeper], Keeper]:
    """Make a function the keeper of a kind.

    `stop_in` finds why somebody stopped, to be asked about also where the rest cannot be kept.
    """

    def register(function: Keeper) -> Keeper:
        if kind in _KEEPERS:
            raise ValueError(f"{kind} has a keeper already")
        _KEEPERS[kind] = function
        if stop_in is not None:
            _STOPS[kind] = stop_in
        return function

    return register


def keeper_of(kind: str) -> Keeper | None:
    """The function that keeps this kind, or none."""
    return _KEEPERS.get(kind)


def stop_in(done: TimedEntry) -> str:
    """Why somebody stopped who did this, where that has still to be asked about."""
    find = _STOPS.get(done.kind)
    return find(done) if find is not None else ""
