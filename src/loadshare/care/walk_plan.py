"""Walks that go on for six months, with a look each month.

In the trial that built up walking over six months the next bout came later (`pocovi-2024`). Longer by a fifth
a week at most, five days a week, up to half an hour (`loadshare-judgement`).
"""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum

from loadshare.care.case import Case
from loadshare.care.leads import choose_lead
from loadshare.care.walking import EASY_MOST_MINUTES, WALK_GOAL_DAYS, WALK_GOAL_MINUTES, grown, walking_is_out
from loadshare.knowledge._base import Entry
from loadshare.knowledge.template import WalkStyle

WEEKS, WEEKS_OF_A_MONTH = 26, 4
FEW_DAYS = 3
"""Fewer walks a week than this: the length stays until there are more."""
LEAST_MINUTES = 5


class Wait(StrEnum):
    """Why walks stay as they are for now."""

    PAIN = "pain"
    """Nothing may grow until the pain has settled."""
    FEW = "few"
    """There were too few walks a week."""


class WalkMonth(Entry):
    """Four weeks of it."""

    month: int
    starts: dt.date
    days: int
    minutes: tuple[int, ...]
    """Of one walk, week by week."""


class WalkPlan(Entry):
    """Six months from a look on."""

    goal_minutes: int
    months: tuple[WalkMonth, ...]
    now_minutes: int
    """Of one walk this week."""
    waits: Wait | None
    """Why the weeks ahead are no longer than this one."""

    @property
    def grows(self) -> bool:
        """Whether a walk gets longer in the weeks ahead."""
        return self.waits is None and self.now_minutes < self.months[-1].minutes[-1]

    @property
    def look_on(self) -> dt.date:
        """When to look again."""
        return self.months[0].starts + dt.timedelta(weeks=WEEKS_OF_A_MONTH)


def is_look_due(*, began: dt.date, looked: dt.date, today: dt.date) -> bool:
    """Whether a month went by since the last look, within the six months."""
    return looked + dt.timedelta(weeks=WEEKS_OF_A_MONTH) <= today < began + dt.timedelta(weeks=WEEKS)


def walk_plan(
    *,
    began: dt.date,
    looked: dt.date,
    minutes: int,
    days: int,
    case: Case,
    may_grow: Callable[[dt.date], bool],
    today: dt.date,
) -> WalkPlan | None:
    """What is left of the six months after this look; None where walking is left out, or they are over.

    `minutes` is how long a comfortable walk takes now, `days` on how many days of a week there was one.
    `may_grow` says whether anything may grow on a day, by what was known then: each week is settled on its
    first day and keeps its length, and the weeks ahead follow from today. Raises `NoProgrammeError` where no
    programme is allowed.
    """
    allowance = case.allowance
    if walking_is_out(allowance=allowance):
        return None
    lead = choose_lead(check=case.check, facts=case.facts, allowance=allowance)
    goal = EASY_MOST_MINUTES if lead.walk is WalkStyle.EASY else WALK_GOAL_MINUTES
    left = WEEKS - (looked - began).days // 7
    if left <= 0:
        return None
    waits = Wait.FEW if days < FEW_DAYS else None if may_grow(today) else Wait.PAIN
    starts = [looked + dt.timedelta(weeks=week) for week in range(left)]
    grows = [waits is not Wait.FEW and may_grow(min(start, today)) for start in starts[1:]]
    lengths = _lengths(min(max(minutes, LEAST_MINUTES), goal), goal, grows)
    first = (looked - began).days // 7 // WEEKS_OF_A_MONTH
    return WalkPlan(
        goal_minutes=goal,
        months=tuple(
            WalkMonth(
                month=first + place + 1,
                starts=starts[week],
                days=WALK_GOAL_DAYS,
                minutes=lengths[week : week + WEEKS_OF_A_MONTH],
            )
            for place, week in enumerate(range(0, left, WEEKS_OF_A_MONTH))
        ),
        now_minutes=lengths[min(max((today - looked).days // 7, 0), left - 1)],
        waits=waits,
    )


def _lengths(minutes: int, goal: int, grows: list[bool]) -> tuple[int, ...]:
    """Week by week, the first as a walk is now."""
    lengths = [minutes]
    for may in grows:
        lengths.append(grown(lengths[-1], goal) if may else lengths[-1])
    return tuple(lengths)
