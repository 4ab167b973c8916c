"""Six weeks in four strands, chosen for one person, with a reason for every item."""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry
from loadshare.knowledge.evidence import Grade
from loadshare.knowledge.exercise import Dose, Equipment, Position, Strand


class Side(StrEnum):
    """Which side an item is done on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Preferences(Entry):
    """What fits into this person's life."""

    days_per_week: int = Field(ge=2, le=7)
    minutes: int = Field(ge=5, le=45)
    """Longest session, in minutes."""
    equipment: frozenset[Equipment]
    positions: frozenset[Position]
    goal: str = ""
    sits_hours: float = 0


class ProgrammeItem(Entry):
    """One exercise as this person does it now."""

    exercise: str
    strand: Strand
    dose: Dose
    first_side: Side
    """LEFT or RIGHT for a two-sided exercise (the weaker or stiffer side first), BOTH otherwise."""
    minutes: float
    """Time it takes, both sides and rests included."""
    why: str
    grade: Grade
    adaptations: tuple[str, ...]
    """How to do it differently, because of an active filter."""
    easier: str | None
    harder: str | None
    swaps: tuple[str, ...]
    """Equivalent exercises this person can do and afford."""


class DayKind(StrEnum):
    """What a day holds."""

    STRENGTH = "strength"
    MOBILITY = "mobility"
    REST = "rest"


class ProgrammeDay(Entry):
    """One day of the week, Monday is 0. Every day, rest included, has its walk and breaks."""

    weekday: int = Field(ge=0, le=6)
    kind: DayKind
    items: tuple[str, ...]
    """Exercise ids, in the order done: release, stretch, strengthen."""
    minutes: float
    walk_minutes: int


class Exclusion(Entry):
    """Something that would be usual and is left out, with the reason."""

    what: str
    """An exercise id, or `strand:release` and the like for a whole strand."""
    reason: str


class Change(Entry):
    """A difference from the week before, with its reason."""

    exercise: str
    text: str


class Programme(Entry):
    """One week's programme out of a block of six."""

    rules_version: str
    starts: dt.date
    week: int = Field(ge=1, le=6)
    emphasis: str
    """`general`, `gentle`, a mechanism id, or a look-alike id."""
    headline: str
    """One sentence: what this programme leans on, and why."""
    items: tuple[ProgrammeItem, ...]
    days: tuple[ProgrammeDay, ...]
    breaks: tuple[str, ...]
    break_every_minutes: int
    walk_goal: str
    flare_day: tuple[ProgrammeItem, ...]
    """Two gentle minutes for a bad day."""
    exclusions: tuple[Exclusion, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    safety_net: str
