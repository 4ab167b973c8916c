"""Twenty made-up people for a demonstration, and what a practitioner is to find in each of them.

They live twelve weeks through the real rules: a check, sessions, a look back each week. What is planted shows
only in what they note, so that the alerts are found by the rules and not written down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from loadshare.care.alerts import AlertKind


class Planted(StrEnum):
    """What is true of somebody."""

    WELL = "well"
    PAIN_RISES = "pain-rises"
    SORE_AFTER = "sore-after"
    SPREADS = "spreads"
    QUIET = "quiet"
    STALLS = "stalls"
    WORSE = "worse"
    TURNS_FURTHER = "turns-further"
    RED_FLAG = "red-flag"
    ENDS_SOON = "ends-soon"
    UNFINISHED = "unfinished"
    WAITS = "waits"


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """One of them."""

    called: str
    lives_like: str
    """One of the people of the library: their answers."""
    planted: Planted = Planted.WELL
    minutes: str = "20"
    days: int = 4
    expected: frozenset[AlertKind] = field(default_factory=frozenset)
    """Every alert that the rules are to give, and no other."""


def _one(called: str, lives_like: str, planted: Planted = Planted.WELL, *kinds: AlertKind) -> DemoPerson:
    return DemoPerson(called=called, lives_like=lives_like, planted=planted, expected=frozenset(kinds))


DEMO_PEOPLE = (
    _one("Amara", "desk-woman"),
    _one("Ben", "desk-man"),
    _one("Chloe", "runner"),
    _one("Dev", "warehouse"),
    _one("Ewa", "known-pain"),
    _one("Farid", "worried"),
    _one("Grace", "older"),
    _one("Hana", "desk-woman", Planted.PAIN_RISES, AlertKind.PAIN_RISING),
    _one("Ivan", "desk-man", Planted.PAIN_RISES, AlertKind.PAIN_RISING),
    _one("Jo", "runner", Planted.SORE_AFTER, AlertKind.AFTER_SESSIONS),
    _one("Kwame", "warehouse", Planted.SPREADS, AlertKind.SPREAD),
    _one("Lena", "known-pain", Planted.QUIET, AlertKind.QUIET),
    _one("Mo", "desk-man", Planted.QUIET, AlertKind.QUIET),
    _one("Nadia", "desk-woman", Planted.STALLS, AlertKind.STALLED_SCORE),
    _one("Owen", "warehouse", Planted.WORSE, AlertKind.WORSE_SCORE),
    _one("Pia", "runner", Planted.TURNS_FURTHER, AlertKind.MEASUREMENT),
    _one("Rosa", "desk-woman", Planted.RED_FLAG, AlertKind.RED_FLAG),
    _one("Sam", "known-pain", Planted.ENDS_SOON, AlertKind.ENDS_SOON),
    _one("Tess", "desk-man", Planted.UNFINISHED, AlertKind.UNFINISHED),
    _one("Umar", "runner", Planted.WAITS, AlertKind.UNANSWERED),
)
