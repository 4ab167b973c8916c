"""Building, keeping and changing a person's programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet, UUIDField

from loadshare.care import move_day
from loadshare.care.case import Case
from loadshare.care.choices import make_easier, make_harder, put_back, swap_item
from loadshare.care.course import gentle_only
from loadshare.care.logs import is_away, unlocked_by
from loadshare.care.once import Length, at_length
from loadshare.care.pause import days_paused
from loadshare.care.pins import beyond_of
from loadshare.care.programme import (
    NoProgrammeError,
    Programme,
    ProgrammeItem,
    build_programme,
    preferences_from,
)
from loadshare.care.programme_types import Change, Stage, look_back_on
from loadshare.care.running_week import keep_within
from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking
from loadshare.server.diary.logbook import logs_of
from loadshare.server.installation.standing import given, standing
from loadshare.server.records import current
from loadshare.server.records.hold import held
from loadshare.server.records.models import Check, Person, SessionLog, WeeklyReview
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.records.resting import pauses_of

WEEKS = 6
LONG_PAUSE = dt.timedelta(weeks=8)
_IN_FORCE = "_loadshare_check_in_force"


class EditDirection(StrEnum):
    """What a person asked for."""

    EASIER = "easier"
    HARDER = "harder"
    SWAP = "swap"
    BACK = "back"


def build_first_week(person: Person, run: Check, *, today: dt.date) -> StoredProgramme:
    """A new block of six weeks that starts today.

    Raises `NoProgrammeError` where none is allowed; nothing is changed then.
    """
    case = case_of(run)
    programme = build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        starts=today,
    )
    return keep_programme(person, run, programme)


def bring_within(person: Person) -> tuple[Change, ...]:
    """Bring the running week inside what the newest check allows, and tell what changed for it.

    Where that check allows no programme at all, the gate is shut and nothing is changed.
    """
    with held(person.pk):
        stored = person.programmes.filter(is_current=True).select_related("made_from").first()
        if stored is None:
            return ()
        programme = programme_of(stored)
        unlocked = unlocked_by(logs=logs_of(person), knowledge=load_knowledge())
        try:
            kept = keep_within(programme=programme, case=case_for(stored, unlocked=unlocked))
        except NoProgrammeError:
            return ()
        if kept is not programme:
            rewrite(stored, kept)
            current.forget_current(person)
        return tuple(change for change in kept.changes if change not in programme.changes)


def exchange_item(
    stored: StoredProgramme, *, exercise: str, direction: EditDirection, to: str, today: dt.date
) -> Programme:
    """Make one exercise easier or harder, swap it, or put back what it replaced.

    Raises `ChoiceError` with words for the person, `KeyError` when it is not in the programme, and
    `NoProgrammeError` where the newest answers allow none.
    """
    with held(stored.person_id):
        read_again(stored)
        programme = programme_of(stored)
        unlocked = unlocked_by(logs=logs_of(stored.person), knowledge=load_knowledge())
        case = case_for(stored, unlocked=unlocked)
        match direction:
            case EditDirection.EASIER:
                changed = make_easier(programme=programme, exercise=exercise, case=case)
            case EditDirection.HARDER:
                changed = make_harder(programme=programme, exercise=exercise, case=case)
            case EditDirection.SWAP:
                changed = swap_item(programme=programme, exercise=exercise, to=to, case=case)
            case EditDirection.BACK:
                changed = put_back(programme=programme, exercise=exercise, case=case, today=today)
        rewrite(stored, changed)
    return changed


def move_session(stored: StoredProgramme, *, on: dt.date, to: dt.date, today: dt.date) -> Programme:
    """Put the session of a day on another one. Raises `ChoiceError` where it may not go there."""
    with held(stored.person_id):
        read_again(stored)
        moved = move_day.move_session(
            programme=programme_of(stored), on=on, to=to, today=today, done=done_days(stored)
        )
        rewrite(stored, moved)
    return moved


def done_days(stored: StoredProgramme) -> frozenset[dt.date]:
    """Days on which a session of this week was done."""
    kept = stored.sessions.filter(kind=SessionLog.Kind.DAY)
    return frozenset(kept.values_list("on", flat=True))


def programme_of(stored: StoredProgramme) -> Programme:
    """The programme as the care room knows it."""
    return Programme.model_validate(stored.content)


def items_of_day(programme: Programme, on: dt.date) -> tuple[ProgrammeItem, ...]:
    """What a day holds. On a rest day somebody may still want to: the first session of the week."""
    return programme.session(on) or _first_session(programme)


def session_at_length(stored: StoredProgramme, *, on: dt.date, length: Length) -> tuple[ProgrammeItem, ...]:
    """The session of a day shorter or longer this once; empty where there is no other length."""
    return _at_lengths(stored, on=on, lengths=(length,))[length]


def lengths_of(stored: StoredProgramme, *, on: dt.date) -> dict[Length, float]:
    """Minutes of the session of a day at the other lengths it has."""
    found = _at_lengths(stored, on=on, lengths=tuple(Length))
    return {length: sum(item.minutes for item in items) for length, items in found.items() if items}


def _at_lengths(
    stored: StoredProgramme, *, on: dt.date, lengths: Collection[Length]
) -> dict[Length, tuple[ProgrammeItem, ...]]:
    programme, case = programme_of(stored), case_for(stored)
    items = items_of_day(programme, on)
    return {
        length: at_length(items=items, length=length, programme=programme, case=case) for length in lengths
    }


def _first_session(programme: Programme) -> tuple[ProgrammeItem, ...]:
    names = next((day.items for day in programme.days if day.items), ())
    return tuple(programme.item(name) for name in names)


def is_week_over(stored: StoredProgramme, *, today: dt.date) -> bool:
    """Whether the next week may be made."""
    return today >= due_on(stored)


def due_on(stored: StoredProgramme) -> dt.date:
    """The day from which a week can be looked back at."""
    return look_back_on(stored.starts, stage_of(stored))


def stage_of(stored: StoredProgramme) -> Stage:
    """Whether it grows or keeps what was reached; programmes from before know only the first."""
    return Stage(stored.content.get("stage", Stage.COURSE))


def is_back_after_weeks(stored: StoredProgramme, *, last_session: dt.date | None, today: dt.date) -> bool:
    """Whether two weeks or more went by without a session."""
    return is_away(since=last_session or stored.starts, today=today)


def keep_programme(person: Person, run: Check, programme: Programme) -> StoredProgramme:
    """Make this the current programme; the one before becomes history."""
    with held(person.pk):
        person.programmes.filter(is_current=True).update(is_current=False)
        current.forget_current(person)
        return StoredProgramme.objects.create(
            person=person,
            made_from=run,
            starts=programme.starts,
            week=programme.week,
            rules_version=programme.rules_version,
            content=programme.model_dump(mode="json"),
        )


def rewrite(stored: StoredProgramme, programme: Programme) -> None:
    stored.content = programme.model_dump(mode="json")
    stored.save(update_fields=["content"])


def case_of(run: Check, *, unlocked: frozenset[str] = frozenset()) -> Case:
    """The case of a finished check."""
    facts = checking.facts_of_run(run)
    return Case(
        check=checking.result_of(run),
        preferences=preferences_from(facts=facts),
        facts=facts,
        knowledge=load_knowledge(),
        unlocked=unlocked,
    )


def case_for(stored: StoredProgramme, *, unlocked: frozenset[str] = frozenset()) -> Case:
    """The case of the newest answers: gentle exercises only, where the review of the week said so."""
    case = case_of(check_in_force(stored), unlocked=unlocked).at_stage(stage_of(stored))
    if stored.content.get("pins"):
        case = replace(case, beyond=beyond_of(programme_of(stored)))
    made_by: WeeklyReview | None = getattr(stored, "made_by", None)
    if made_by is None or not made_by.gentle:
        return case
    return replace(case, check=gentle_only(check=case.check))


def check_in_force(stored: StoredProgramme) -> Check:
    """The newest finished check; looked up once a request where its page has done so."""
    known: Check | None = getattr(stored, _IN_FORCE, None)
    return known or checking.last_check_of(stored.person) or stored.made_from


def filters_of(stored: StoredProgramme) -> frozenset[str]:
    """The filters that are on by the newest answers."""
    return frozenset(active.filter for active in checking.result_of(check_in_force(stored)).filters)


def read_again(stored: StoredProgramme) -> None:
    """Once it is held: as it is now, under the newest answers, whatever was looked up before."""
    stored.refresh_from_db(fields=("content",))
    vars(stored).pop(_IN_FORCE, None)


def keep_check_in_force(stored: StoredProgramme, last: Check | None) -> None:
    """The newest finished check, where this request has looked it up already."""
    setattr(stored, _IN_FORCE, last or stored.made_from)


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseBegun:
    """How a stretch of programmes began."""

    on: dt.date
    pain_average: object
    """As it stood in the answers its first programme was made from; None where it was not asked."""


def course_begun(person: Person) -> CourseBegun | None:
    """The beginning of this stretch of programmes; one after a long time without a word begins a new one."""
    current.current_programme(person)  # looks up as well whether they ever paused
    rows = _begins.rows(person=person.pk)
    if not rows:
        return None
    begun, pauses = rows[0], pauses_of(person)
    for before, row in pairwise(rows):
        rested = dt.timedelta(days=days_paused(pauses=pauses, since=before[0], until=row[0]))
        if row[0] - before[0] - rested > LONG_PAUSE:
            begun = row
    return CourseBegun(on=begun[0], pain_average=begun[1])


@standing
def _begins() -> QuerySet[Any]:
    kept = StoredProgramme.objects.filter(person=given("person", UUIDField())).order_by("starts", "made_at")
    return kept.values_list("starts", "made_from__answers__pain-average")


def course_start(person: Person) -> dt.date | None:
    """The first day of this stretch of programmes."""
    begun = course_begun(person)
    return begun.on if begun else None
