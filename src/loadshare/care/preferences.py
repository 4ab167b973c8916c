"""What fits into a person's life, read out of the answers of the check."""

from loadshare.care.conditions import Facts
from loadshare.care.programme_types import Preferences, Stage
from loadshare.knowledge.exercise import Equipment, Position

DAYS, DAYS_RANGE = 4, (2, 7)
MINUTES, MINUTES_RANGE = 15, (5, 45)
WALK_MINUTES = {"low": 5, "some": 10, "active": 20, "very-active": 30}
"""A comfortable walk to start from, by how active somebody is."""

USED_TO_EXERCISE = frozenset({"active", "very-active"})


def preferences_from(*, facts: Facts) -> Preferences:
    """Days, minutes, equipment, positions, goal and sitting hours; a missing answer takes a middle value.

    Numbers outside what a programme can hold are brought to the nearest bound; nobody is refused a
    programme for answering "1 day".
    """
    return Preferences(
        days_per_week=_whole(facts, "days-per-week", DAYS, DAYS_RANGE),
        minutes=_whole(facts, "session-minutes", MINUTES, MINUTES_RANGE),
        equipment=frozenset(Equipment(name) for name in several(facts, "equipment") if name in _EQUIPMENT),
        positions=frozenset(Position(name) for name in several(facts, "positions") if name in _POSITIONS)
        or frozenset(Position),
        goal=word(facts, "goal"),
        sits_hours=number(facts, "sitting-hours") or 0.0,
        beginner=word(facts, "activity-level") not in USED_TO_EXERCISE
        and word(facts, "programme-so-far") != "helped",
        walk_minutes=WALK_MINUTES.get(word(facts, "activity-level"), WALK_MINUTES["some"]),
    )


def number(facts: Facts, name: str) -> float | None:
    """A fact as a number, or None when it is missing or not one."""
    value = facts.get(name)
    if isinstance(value, str) and value.isdecimal():
        return float(value)
    return float(value) if isinstance(value, int | float) else None


def word(facts: Facts, name: str) -> str:
    """A fact as one word, empty when it is missing."""
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def several(facts: Facts, name: str) -> tuple[str, ...]:
    """A fact as a list of words; a single word counts as a list of one."""
    value = facts.get(name)
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _whole(facts: Facts, name: str, default: int, bounds: tuple[int, int]) -> int:
    value = number(facts, name)
    least, most = bounds
    return default if value is None else round(min(most, max(least, value)))


_EQUIPMENT = frozenset(Equipment)
_POSITIONS = frozenset(Position)


UPKEEP_DAYS = 2
"""Strength is kept with two days a week (`loadshare-judgement`)."""


def at_stage(*, preferences: Preferences, stage: Stage) -> Preferences:
    """The wishes as they hold now: while keeping what was reached, two sessions a week."""
    if stage is Stage.COURSE:
        return preferences
    return preferences.model_copy(update={"days_per_week": UPKEEP_DAYS})
