"""An exercise that a practice wrote itself: when a person may be given it, by the rules of the library.

What speaks against it is filled in before it can be used at all, and acts as a caution of the library does:
with the filters of this person, at every session anew. It is never one of the gentle ones.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import Field

from loadshare.care.doses import describe, seconds_of
from loadshare.care.programme_types import Programme
from loadshare.care.selection import Allowance, missing_for, things_of
from loadshare.care.words import words
from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.exercise import Dose, Effort, Equipment, Position, Strand

MOST_GIVEN = 3
"""To one person at a time (`loadshare-judgement`)."""
MOST_STEPS = 8
REST_S, PREPARE_S, DAYS = 30, 10, 3
HURT_TO_WAIT = 2
"""Stopped because it hurt so often in a row, it waits (`loadshare-judgement`)."""


class DoneHow(StrEnum):
    """What became of it in one session."""

    DONE = "done"
    PART = "part"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class AfterPain(StrEnum):
    """What pain in it leaves of it."""

    WHOLE = "whole"
    LESS = "less"
    WAITS = "waits"


class OwnExercise(Entry):
    """What the practice says of it."""

    name: Text = Field(max_length=80)
    steps: tuple[Text, ...] = Field(min_length=1, max_length=MOST_STEPS)
    strand: Strand
    position: Position
    equipment: tuple[Equipment, ...] = ()
    per_side: bool = False
    sets: int = Field(ge=1, le=5)
    count: int = Field(ge=1, le=30)
    hold_s: int = Field(default=0, ge=0, le=60)
    cautions: tuple[Id, ...] = ()
    """The filters under which it is not for somebody."""
    shows: str = Field(default="", max_length=200)
    """What its picture or film shows, in words."""

    @property
    def dose(self) -> Dose:
        """The same at every session: it grows only where the practice says so."""
        return Dose(
            effort=Effort.HOLD if self.hold_s else Effort.REPETITIONS,
            sets=self.sets,
            sets_most=self.sets,
            count=self.count,
            count_most=self.count,
            hold_s=self.hold_s,
            hold_most_s=self.hold_s,
            rest_s=REST_S,
            prepare_s=PREPARE_S,
            days_per_week=DAYS,
        )

    @property
    def amount(self) -> str:
        """How much, in words."""
        return describe(dose=self.dose, per_side=self.per_side)

    @property
    def seconds(self) -> float:
        """How long it takes, both sides and rests included."""
        return seconds_of(dose=self.dose, per_side=self.per_side)


def after_pain(days: Sequence[DoneHow]) -> AfterPain:
    """By the days on which it was tried, oldest first: less after it hurt, and none after it hurt again.

    It is never stepped up: whoever gave it may give it anew.
    """
    tried = [how for how in days if how is not DoneHow.SKIPPED]
    if len(tried) >= HURT_TO_WAIT and set(tried[-HURT_TO_WAIT:]) == {DoneHow.STOPPED}:
        return AfterPain.WAITS
    return AfterPain.LESS if tried[-1:] == [DoneHow.STOPPED] else AfterPain.WHOLE


def speaks_against(*, exercise: OwnExercise, allowance: Allowance) -> str | None:
    """Why a person does not get it, health first; None where nothing speaks against it."""
    if not allowance.knowledge.filters.keys() >= set(exercise.cautions):
        return words("own-exercise.older")
    hit = next((name for name in exercise.cautions if name in allowance.filters), None)
    if hit is not None:
        return words("own-exercise.caution", what=allowance.knowledge.filters[hit].name)
    if allowance.gentle_only:
        return words("left-out.gentle")
    if exercise.position not in allowance.positions:
        return words(f"left-out.position.{exercise.position}")
    if missing := missing_for(equipment=exercise.equipment, allowance=allowance):
        return words("left-out.equipment", things=things_of(missing))
    return None


def has_room(
    *, exercise: OwnExercise, others: Iterable[OwnExercise], programme: Programme, minutes: int
) -> bool:
    """Whether the longest session of the week still fits the person's minutes with it."""
    longest_s = max((day.minutes for day in programme.days), default=0.0) * 60
    return longest_s + exercise.seconds + sum(one.seconds for one in others) <= minutes * 60
