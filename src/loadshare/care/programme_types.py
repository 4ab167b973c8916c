"""What a programme is made of; `loadshare.care.programme` builds it and is where to import from."""

import datetime as dt
from enum import StrEnum

from pydantic import Field, field_validator

from loadshare.knowledge._base import Entry
from loadshare.knowledge.evidence import Grade
from loadshare.knowledge.exercise import Dose, Equipment, Position, Strand


class NoProgrammeError(Exception):
    """No programme may be shown now.

    `why` says the reason and `do` the next step, with `{emergency}` and `{urgent}` standing for the country's
    numbers where the safety item says so. `item` is the safety item, empty for the age limit.
    """

    def __init__(self, *, why: str, do: str, item: str = "") -> None:
        super().__init__(f"{why} {do}")
        self.why = why
        self.do = do
        self.item = item


class ItemSide(StrEnum):
    """Which side an item is done on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> "ItemSide":
        """The opposite side; BOTH stays BOTH."""
        return {ItemSide.LEFT: ItemSide.RIGHT, ItemSide.RIGHT: ItemSide.LEFT, ItemSide.BOTH: ItemSide.BOTH}[
            self
        ]


class Preferences(Entry):
    """What fits into this person's life."""

    days_per_week: int = Field(ge=2, le=7)
    minutes: int = Field(ge=5, le=45)
    """Longest session, in minutes."""
    equipment: frozenset[Equipment]
    positions: frozenset[Position]
    goal: str = ""
    sits_hours: float = 0
    beginner: bool = True
    """Starts with two or three exercises a session; False for somebody who exercises already."""
    walk_minutes: int = Field(default=10, ge=1, le=120)
    """How long a walk is comfortable now."""


class ProgrammeItem(Entry):
    """One exercise as this person does it now."""

    exercise: str
    strand: Strand
    dose: Dose
    first_side: ItemSide
    """LEFT or RIGHT for a two-sided exercise (the weaker or stiffer side first), BOTH otherwise."""
    minutes: float
    """Time it takes, getting ready, both sides and rests included."""
    why: str
    grade: Grade
    adaptations: tuple[str, ...]
    """How to do it differently, because of an active filter."""
    easier: str | None
    harder: str | None
    swaps: tuple[str, ...]
    """Equivalent exercises this person can do and afford."""
    counts_from: dt.date | None = None
    """Sessions before this day say nothing about a step up: somebody put one back."""


class DayKind(StrEnum):
    """What a day holds."""

    STRENGTH = "strength"
    MOBILITY = "mobility"
    REST = "rest"


class ProgrammeDay(Entry):
    """One day of the week, Monday is 0. Rest days keep their breaks and, but for two, their walk."""

    weekday: int = Field(ge=0, le=6)
    kind: DayKind
    items: tuple[str, ...]
    """Exercise ids, in the order done: release, stretch, strengthen."""
    minutes: float
    walk_minutes: int


class ExclusionKind(StrEnum):
    """Why something usual is left out."""

    HEALTH = "health"
    GENTLE_ONLY = "gentle-only"
    EQUIPMENT = "equipment"
    POSITION = "position"
    UNLOCK = "unlock"
    TIME = "time"
    LATER = "later"
    RANGE = "range"
    NO_NEED = "no-need"
    """Nothing measured or told calls for it."""
    COVERED = "covered"
    ASKED = "asked"
    """A practitioner took it out."""


class Exclusion(Entry):
    """Something that would be usual and is left out, with the reason."""

    what: str
    """An exercise id, or `strand:release` and the like for a whole strand."""
    reason: str
    kind: ExclusionKind = ExclusionKind.HEALTH


class Before(Entry):
    """What stood in a place before it was changed."""

    exercise: str
    dose: Dose


class Change(Entry):
    """A difference from before, with its reason."""

    exercise: str
    text: str
    was: Before | None = None
    """What can be put back in its place; none where nothing should be."""
    joined: bool = False
    """Added by a practitioner: it can be taken out again."""
    by: str = ""
    """The practitioner who made it; empty for the rules and for the person."""
    on: dt.date | None = None
    """The day, where somebody else made it."""


PINNED_REVIEWS = 2


class Pin(Entry):
    """What a practitioner set: it holds for two weekly reviews. Pain and safety go before it."""

    exercise: str
    reviews: int = Field(default=PINNED_REVIEWS, ge=1, le=PINNED_REVIEWS)
    """How many reviews it still holds for."""
    out: bool = False
    """Taken out: it does not come back by itself."""
    reason: str
    by: str = ""
    """The practitioner who set it; empty where that was not kept yet."""
    beyond: bool = False
    """It needs a thing the person did not tick: while this holds, that speaks against it no more."""


DAYS_IN_WEEK = 7


class Stage(StrEnum):
    """What a programme is for."""

    COURSE = "course"
    """Six weeks that grow."""
    UPKEEP = "upkeep"
    """Keeping what was reached, with few days and a look each month."""


LOOK_AFTER_DAYS = {Stage.COURSE: DAYS_IN_WEEK, Stage.UPKEEP: 4 * DAYS_IN_WEEK}


def look_back_on(starts: dt.date, stage: Stage) -> dt.date:
    """The day from which what began on `starts` can be looked back at."""
    return starts + dt.timedelta(days=LOOK_AFTER_DAYS[stage])


class Programme(Entry):
    """One week's programme out of a block of six, or of the time after it. `days` run from `starts` on, seven
    of them."""

    rules_version: str
    starts: dt.date
    week: int = Field(ge=1, le=6)
    emphasis: str
    """`general`, `gentle`, a mechanism id, a look-alike id, or the id of a condition's template."""
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
    session_size: int = Field(default=3, ge=1, le=6)
    """Most exercises in one session this week."""
    pins: tuple[Pin, ...] = ()
    """What a practitioner set and still holds."""
    loads: tuple[str, ...] = ()
    """Loads outside the sessions to go easier on, ids of `load_advice`."""
    block: int = Field(default=1, ge=1, le=1000)
    """Which six weeks these are, from the first on."""
    stage: Stage = Stage.COURSE
    order: tuple[int, ...] = ()
    """For each day which day of the plan it holds, where sessions were moved; empty where none was."""

    @field_validator("order")
    @classmethod
    def _each_day_once(cls, order: tuple[int, ...]) -> tuple[int, ...]:
        if order and sorted(order) != list(range(DAYS_IN_WEEK)):
            raise ValueError("each day of the plan stands once in the order")
        return order

    def item(self, exercise: str) -> ProgrammeItem:
        """The item of an exercise. Raises `KeyError` when it is not in this week's programme."""
        for item in self.items:
            if item.exercise == exercise:
                return item
        raise KeyError(f"{exercise} is not in this week's programme; look in its items")

    def day(self, date: dt.date) -> ProgrammeDay:
        """What a date holds; dates outside the week fall on the same weekday."""
        return next(day for day in self.days if day.weekday == date.weekday())

    def session(self, date: dt.date) -> tuple[ProgrammeItem, ...]:
        """The items of a date, in the order done; empty on a rest day."""
        return tuple(self.item(exercise) for exercise in self.day(date).items)


def week_from(programme: Programme, day: dt.date) -> dt.date:
    """The first day of the week to show: while keeping what was reached, of the one that holds the day."""
    weeks = max(0, (day - programme.starts).days) // DAYS_IN_WEEK if programme.stage is Stage.UPKEEP else 0
    return programme.starts + dt.timedelta(weeks=weeks)


def sessions_planned(programme: Programme) -> int:
    """Sessions from one look back to the next."""
    weeks = LOOK_AFTER_DAYS[programme.stage] // DAYS_IN_WEEK
    return weeks * sum(bool(day.items) for day in programme.days)
