"""People made up for the report of an installation, with a course of use and an effect that are known."""

import datetime as dt
import math
import random

from loadshare.care.outcomes import Direction
from loadshare.care.use import EffectGrade, LeavingReason
from loadshare.care.use_report import HealthSeen, OutcomeSeen, PersonUse

UNTIL = dt.date(2026, 10, 1)
YEAR = 365
HALF_LIFE_DAYS = 60
BETTER = 0.6
"""Share beyond the least change that counts, at week 8."""
SESSIONS_A_WEEK = 3
MILD = 0.2
"""Share with a mild unwanted effect, once."""

GOOD_AT_FIRST, GOOD_AT_WEEK_8 = 0.4, 0.7
"""Share that calls their health good or very good."""

RED = 0.1
"""Share with a red session, once."""


def planted(day: int) -> float:
    """The share that still uses it on a day."""
    return 0.5 ** (day / HALF_LIFE_DAYS)


def simulated(people: int, *, seed: int = 1) -> tuple[PersonUse, ...]:
    """People who began over two years, and leave with the same chance each day."""
    drawn = random.Random(seed)
    return tuple(_one(drawn) for _ in range(people))


def _one(drawn: random.Random) -> PersonUse:
    known = drawn.randrange(1, 2 * YEAR)
    started = UNTIL - dt.timedelta(days=known)
    stays = int(math.log(1 - drawn.random()) / math.log(0.5) * HALF_LIFE_DAYS)
    days = min(stays, known - 1)
    seen = ()
    health = [HealthSeen(week=0, is_good=drawn.random() < GOOD_AT_FIRST)]
    if days >= 56:
        way = Direction.BETTER if drawn.random() < BETTER else Direction.SAME
        by = 3.0 if way is Direction.BETTER else 0.0
        seen = (OutcomeSeen(outcome="pain", week=8, direction=way, better_by=by),)
        health.append(HealthSeen(week=8, is_good=drawn.random() < GOOD_AT_WEEK_8))
    left = stays < known - 1
    return PersonUse(
        started=started,
        used=started + dt.timedelta(days=days),
        sessions=max(1, round(SESSIONS_A_WEEK * (days + 1) / 7)),
        red=int(drawn.random() < RED),
        effects=(EffectGrade.MILD,) if drawn.random() < MILD else (),
        reason=drawn.choice([*LeavingReason]) if left and drawn.random() < 0.5 else None,
        content=drawn.choice([None, 3, 4, 5]),
        seen=seen,
        health=tuple(health),
    )
