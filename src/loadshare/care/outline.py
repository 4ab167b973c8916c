"""The whole block at a glance: what grows when, if the weeks go well."""

import datetime as dt
from collections.abc import Iterator

from loadshare.care.case import Case
from loadshare.care.programme import build_programme
from loadshare.care.programme_types import Programme
from loadshare.care.words import joined, words
from loadshare.knowledge._base import Entry

WEEKS = 6


class WeekOutline(Entry):
    """One week of the block as it is planned."""

    week: int
    starts: dt.date
    exercises: tuple[str, ...]
    joins: tuple[str, ...]
    """Exercises new this week."""
    session_minutes: float
    """The longest session of the week."""
    walk_minutes: int
    text: str


def outline_weeks(*, programme: Programme, case: Case) -> tuple[WeekOutline, ...]:
    """This week and the weeks after it up to the sixth, as planned today.

    Doses stay as they are now: how fast they grow depends on how the sessions go.
    Raises `NoProgrammeError` where the person may have no programme.
    """
    return tuple(_weeks(programme, case))


def _weeks(programme: Programme, case: Case) -> Iterator[WeekOutline]:
    yield _outline(programme, frozenset(item.exercise for item in programme.items), case)
    for week in range(programme.week + 1, WEEKS + 1):
        before = frozenset(item.exercise for item in programme.items)
        programme = build_programme(
            check=case.check,
            preferences=case.preferences,
            facts=case.facts,
            knowledge=case.knowledge,
            starts=programme.starts + dt.timedelta(weeks=1),
            week=week,
            previous=programme,
            unlocked=case.unlocked,
        )
        yield _outline(programme, before, case)


def _outline(programme: Programme, before: frozenset[str], case: Case) -> WeekOutline:
    exercises = tuple(item.exercise for item in programme.items)
    joins = tuple(name for name in exercises if name not in before)
    walk = max(day.walk_minutes for day in programme.days)
    return WeekOutline(
        week=programme.week,
        starts=programme.starts,
        exercises=exercises,
        joins=joins,
        session_minutes=max(day.minutes for day in programme.days),
        walk_minutes=walk,
        text=_text(programme.week, joins, walk, case),
    )


def _text(week: int, joins: tuple[str, ...], walk: int, case: Case) -> str:
    names = [case.knowledge.exercises[name].name for name in joins]
    parts = []
    if len(names) == 1:
        parts.append(words("outline.joins", name=names[0]))
    elif names:
        parts.append(words("outline.join", names=joined(names)))
    parts.append(words("outline.walks", n=walk))
    if week == 1:
        parts.append(words("outline.first"))
    elif not names and week < WEEKS:
        parts.append(words("outline.grows"))
    if week == WEEKS:
        parts.append(words("outline.last"))
    return " ".join(parts)
