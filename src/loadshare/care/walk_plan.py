"""Walks that go on for six months, with a look each month.

In the trial that built up walking over six months the next bout came later (`pocovi-2024`). Longer by a fifth
a week at most, five days a week, up to half an hour (`loadshare-judgement`).
"""

import datetime as dt

from loadshare.care.case import Case
from loadshare.care.leads import choose_lead
from loadshare.care.walking import EASY_MOST_MINUTES, WALK_GOAL_DAYS, WALK_GOAL_MINUTES, grown, walking_is_out
from loadshare.knowledge._base import Entry
from loadshare.knowledge.template import WalkStyle

WEEKS, WEEKS_OF_A_MONTH = 26, 4
FEW_DAYS = 3
"""Fewer walks a week than this: the length stays until there are more."""
LEAST_MINUTES = 5


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

    @property
    def look_on(self) -> dt.date:
        """When to look again."""
        return self.months[0].starts + dt.timedelta(weeks=WEEKS_OF_A_MONTH)


def is_look_due(*, began: dt.date, looked: dt.date, today: dt.date) -> bool:
    """Whether a month went by since the last look, within the six months."""
    return looked + dt.timedelta(weeks=WEEKS_OF_A_MONTH) <= today < began + dt.timedelta(weeks=WEEKS)


def walk_plan(
    *, began: dt.date, looked: dt.date, minutes: int, days: int, case: Case, may_grow: bool
) -> WalkPlan | None:
    """What is left of the six months after this look; None where walking is left out, or they are over.

    `minutes` is how long a comfortable walk takes now, `days` on how many days of a week there was one. Where
    nothing may grow, the first month stays as it is. Raises `NoProgrammeError` where no programme is allowed.
    """
    allowance = case.allowance
    if walking_is_out(allowance=allowance):
        return None
    lead = choose_lead(check=case.check, facts=case.facts, allowance=allowance)
    goal = EASY_MOST_MINUTES if lead.walk is WalkStyle.EASY else WALK_GOAL_MINUTES
    left = WEEKS - (looked - began).days // 7
    if left <= 0:
        return None
    lengths = _lengths(
        min(max(minutes, LEAST_MINUTES), goal), goal, left, waits=days < FEW_DAYS or not may_grow
    )
    first = (looked - began).days // 7 // WEEKS_OF_A_MONTH
    return WalkPlan(
        goal_minutes=goal,
        months=tuple(
            WalkMonth(
                month=first + place + 1,
                starts=looked + dt.timedelta(weeks=week),
                days=WALK_GOAL_DAYS,
                minutes=lengths[week : week + WEEKS_OF_A_MONTH],
            )
            for place, week in enumerate(range(0, left, WEEKS_OF_A_MONTH))
        ),
    )


def _lengths(minutes: int, goal: int, weeks: int, *, waits: bool) -> tuple[int, ...]:
    """Week by week; where they wait, the first month is no longer than a walk is now."""
    lengths = []
    for week in range(weeks):
        lengths.append(minutes)
        if not (waits and week < WEEKS_OF_A_MONTH):
            minutes = grown(minutes, goal)
    return tuple(lengths)
