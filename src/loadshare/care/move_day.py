"""A session on another day of the running week.

Every exercise keeps its dose and its number of days, and strength keeps a day between, also towards the week
that follows. The next week is laid out as always.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import pairwise

from loadshare.care.choices import ChoiceError
from loadshare.care.programme_types import DAYS_IN_WEEK, DayKind, Programme, ProgrammeDay, Stage
from loadshare.care.words import words
from loadshare.knowledge._base import Entry

Order = tuple[int, ...]
"""For each day of the week, from its first on, which day of the plan it holds."""
PLANNED: Order = tuple(range(DAYS_IN_WEEK))


class Move(Entry):
    """A day that a session may go to, and the sessions that go along so that strength keeps a day between."""

    to: dt.date
    along: tuple[tuple[dt.date, dt.date], ...]
    """From which day to which."""


def moves_of(
    *, programme: Programme, on: dt.date, today: dt.date, done: Collection[dt.date]
) -> tuple[Move, ...]:
    """Every day from today on that a session may go to; none for one that is done, or a rest day."""
    return tuple(
        Move(to=to, along=tuple(_along(programme, order, on)))
        for to, order in _ways(programme, on, today, done)
    )


def move_session(
    *, programme: Programme, on: dt.date, to: dt.date, today: dt.date, done: Collection[dt.date]
) -> Programme:
    """The programme with the session of a day on another one. Raises `ChoiceError` where it may not go."""
    for day, order in _ways(programme, on, today, done):
        if day == to:
            return in_order(programme=programme, order=order)
    raise ChoiceError(words("refused.day"))


def in_order(*, programme: Programme, order: Order) -> Programme:
    """The week with its days in this order; walks stay where they are."""
    if not order or order == PLANNED:
        return programme
    before = programme.order or PLANNED
    return programme.model_copy(
        update={
            "days": tuple(
                _holding(day, programme.days[order[place]]) for place, day in enumerate(programme.days)
            ),
            "order": tuple(before[place] for place in order),
        }
    )


def as_moved(*, programme: Programme, like: Programme) -> Programme:
    """A week laid out anew, with its sessions moved as those of `like` were, where that still goes."""
    moved = in_order(programme=programme, order=like.order)
    return moved if _rests_between(moved.days) else programme


def _holding(day: ProgrammeDay, other: ProgrammeDay) -> ProgrammeDay:
    return day.model_copy(update={"kind": other.kind, "items": other.items, "minutes": other.minutes})


def _ways(
    programme: Programme, on: dt.date, today: dt.date, done: Collection[dt.date]
) -> Iterator[tuple[dt.date, Order]]:
    """Days with the order that brings the session there: it changes places with another, or pushes on."""
    days = [programme.starts + dt.timedelta(days=offset) for offset in PLANNED]
    if programme.stage is Stage.UPKEEP:  # any two days of a week do
        return
    if on not in days or on in done or not programme.days[days.index(on)].items:
        return
    source = days.index(on)
    for target, day in enumerate(days):
        if target == source or day < today or day in done:
            continue
        for order in (_swap(source, target), _push(programme, source, target)):
            if order is None or _moves_a_done_one(order, days, done) or _ends_before(today, programme, order):
                continue
            moved = in_order(programme=programme, order=order).days
            if moved != programme.days and _rests_between(moved):
                yield day, order
                break


def _swap(source: int, target: int) -> Order:
    order = list(PLANNED)
    order[source], order[target] = target, source
    return tuple(order)


def _push(programme: Programme, source: int, target: int) -> Order | None:
    """The session and all that follow it as many days later; the rest days at the end come first."""
    by = target - source
    freed = PLANNED[DAYS_IN_WEEK - by :] if by > 0 else ()
    if not freed or any(programme.days[place].items for place in freed):
        return None
    return (*PLANNED[:source], *freed, *PLANNED[source : DAYS_IN_WEEK - by])


def _moves_a_done_one(order: Order, days: list[dt.date], done: Collection[dt.date]) -> bool:
    return any(days[place] in done and place != now for now, place in enumerate(order))


def _ends_before(today: dt.date, programme: Programme, order: Order) -> bool:
    """Whether a session would go to a day that is over."""
    return any(
        place != now and programme.days[place].items and programme.starts + dt.timedelta(days=now) < today
        for now, place in enumerate(order)
    )


def _rests_between(days: tuple[ProgrammeDay, ...]) -> bool:
    """No strength on two days running; the week after begins with strength."""
    strong = [day.kind is DayKind.STRENGTH for day in days]
    return not any(one and other for one, other in pairwise((*strong, any(strong))))


def _along(programme: Programme, order: Order, on: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    for now, place in enumerate(order):
        was = programme.starts + dt.timedelta(days=place)
        if now != place and was != on and programme.days[place].items:
            yield was, programme.starts + dt.timedelta(days=now)
