"""What an installation can say about its use: from rows of people to numbers that name nobody.

No report is made of a part of the people, and none of an open quarter.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loadshare.care.blur import NOISE_95, ROUNDED_TO, SUPPRESSED_UP_TO, Blur
from loadshare.care.outcomes import Direction
from loadshare.care.still_using import FollowedUp, still_using
from loadshare.care.use import CONTENT, EffectGrade, LeavingReason
from loadshare.knowledge._base import Entry

AWAY_DAYS = 28
"""Whoever did nothing for so long has left, on the last day on which they did something."""
MOST_SESSIONS = 14
"""A week; more are counted as so many."""
MOST_EVENTS = 10
"""Of one person; more are counted as so many, so that nobody stands out."""
OUTCOME_WEEKS = (4, 8, 12, 26, 52)


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeSeen:
    """How one measure of a person had changed by a week."""

    outcome: str
    week: int
    direction: Direction
    better_by: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonUse:
    """The use of one person up to the end of the quarter."""

    started: dt.date
    used: dt.date
    """The last day on which they did something."""
    rests_since: dt.date | None = None
    """A pause that holds: they are followed up to it, and have not left."""
    sessions: int = 0
    red: int = 0
    effects: tuple[EffectGrade, ...] = ()
    reason: LeavingReason | None = None
    content: int | None = None
    seen: tuple[OutcomeSeen, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PastPeople:
    """People whose rows are gone: how many, and from which day on they no longer used it."""

    days: int
    people: int


class CountCell(Entry):
    """How many people."""

    name: str
    people: int | None
    """None where there are too few to tell."""


class RetentionCell(Entry):
    """Still using on a day, in percent; None where too few began so long ago."""

    day: int
    share_pct: float | None
    low_pct: float | None
    high_pct: float | None


class OutcomeCell(Entry):
    """A measure at a week, for those who gave it then: beyond the least change that counts, or not."""

    outcome: str
    week: int
    better: int | None
    same: int | None
    worse: int | None
    better_pct: float | None
    mean_better_by: float | None


class RateCell(Entry):
    """How many people had one at all, and how many there were in 100 weeks of one person."""

    name: str
    people: int | None
    per_100_weeks: float | None


class UseReport(Entry):
    """The use of an installation up to the end of a quarter."""

    format: str = "loadshare-evidence"
    version: int = 1
    quarter: str
    until: dt.date
    """The first day that is not in it."""
    suppressed_up_to: int = SUPPRESSED_UP_TO
    rounded_to: int = ROUNDED_TO
    started: int | None
    """People who began a programme, those included whose rows are gone."""
    retention: tuple[RetentionCell, ...]
    sessions_a_week: tuple[CountCell, ...]
    outcomes: tuple[OutcomeCell, ...]
    red_sessions: RateCell
    unwanted: tuple[RateCell, ...]
    """By how bad the worst of a person was."""
    reasons: tuple[CountCell, ...]
    content: tuple[CountCell, ...]


def quarter_before(today: dt.date) -> tuple[str, dt.date]:
    """The last whole quarter: its name, and the first day after it."""
    month = 3 * ((today.month - 1) // 3) + 1
    until = dt.date(today.year, month, 1)
    return quarter_of(until - dt.timedelta(days=1)), until


def quarter_of(day: dt.date) -> str:
    """The name of a day's quarter, as 2026-Q3; later ones sort after earlier ones."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def report_of_use(
    *,
    people: Sequence[PersonUse],
    past: Sequence[PastPeople],
    outcomes: Iterable[str],
    quarter: str,
    until: dt.date,
    secret: bytes,
) -> UseReport:
    """The report. `people` are all of the installation, with what they did before `until`."""
    blur = Blur(secret=secret, period=quarter)
    weeks = sum(_weeks(one) for one in people)
    return UseReport(
        quarter=quarter,
        until=until,
        started=blur.count("started", len(people) + sum(one.people for one in past)),
        retention=_retention(people, past, until, blur),
        sessions_a_week=_sessions(people, blur),
        outcomes=tuple(_outcome(name, week, people, blur) for name in outcomes for week in OUTCOME_WEEKS),
        red_sessions=_rate("red", [one.red for one in people], weeks, blur),
        unwanted=_unwanted(people, weeks, blur),
        reasons=_counts("reason", LeavingReason, (one.reason for one in people), blur),
        content=_counts("content", range(CONTENT[0], CONTENT[1] + 1), (one.content for one in people), blur),
    )


def followed(one: PersonUse, *, until: dt.date) -> FollowedUp:
    """How long this person was followed, and whether they left.

    Of the last weeks nobody knows yet who is only away: everybody is followed up to the day before them.
    """
    last = _last_day(until)
    if one.rests_since is not None:
        end, left = min(max(one.used, one.rests_since), last), False
    else:
        end, left = min(one.used, last), one.used < last
    return FollowedUp(days=max(0, (end - one.started).days), left=left)


def _last_day(until: dt.date) -> dt.date:
    return until - dt.timedelta(days=AWAY_DAYS)


def _retention(
    people: Sequence[PersonUse], past: Sequence[PastPeople], until: dt.date, blur: Blur
) -> tuple[RetentionCell, ...]:
    """One person moves a share by one part of those who could have used it so long: so large is the noise.

    The interval is as much wider.
    """
    known = [followed(one, until=until) for one in people]
    gone = [FollowedUp(days=one.days, left=True) for one in past for _ in range(one.people)]
    cells = []
    for found in still_using(followed=[*known, *gone]):
        could = len(gone) + sum((_last_day(until) - one.started).days >= found.day for one in people)
        share = blur.mean(f"still/{found.day}", total=found.share * could, n=could, most=1)
        if share is None:
            cells.append(RetentionCell(day=found.day, share_pct=None, low_pct=None, high_pct=None))
            continue
        wider = NOISE_95 / could
        low, high = min(found.low - wider, share), max(found.high + wider, share)
        cells.append(
            RetentionCell(day=found.day, share_pct=_pct(share), low_pct=_pct(low), high_pct=_pct(high))
        )
    return tuple(cells)


def _sessions(people: Sequence[PersonUse], blur: Blur) -> tuple[CountCell, ...]:
    rates = [min(one.sessions / _weeks(one), MOST_SESSIONS) for one in people]
    bands = Counter(min(int(rate), 5) for rate in rates)
    names = [f"{band} to {band + 1}" for band in range(5)] + ["5 or more"]
    return tuple(
        CountCell(name=name, people=blur.count(f"sessions/{name}", bands[band]))
        for band, name in enumerate(names)
    )


def _outcome(name: str, week: int, people: Sequence[PersonUse], blur: Blur) -> OutcomeCell:
    seen = [one for who in people for one in who.seen if (one.outcome, one.week) == (name, week)]
    ways = Counter(one.direction for one in seen)
    cell = f"outcome/{name}/{week}"
    told = {way: blur.count(f"{cell}/{way.value}", ways[way]) for way in Direction}
    total = sum(max(-10.0, min(10.0, one.better_by)) for one in seen)
    share = blur.mean(f"{cell}/share", total=ways[Direction.BETTER], n=len(seen), most=1)
    mean = blur.mean(f"{cell}/mean", total=total, n=len(seen), most=20)
    return OutcomeCell(
        outcome=name,
        week=week,
        better=told[Direction.BETTER],
        same=told[Direction.SAME],
        worse=told[Direction.WORSE],
        better_pct=None if share is None or told[Direction.BETTER] is None else _pct(share),
        mean_better_by=None if mean is None else round(mean, 1),
    )


def _rate(name: str, events: Sequence[int], weeks: float, blur: Blur) -> RateCell:
    some = [min(number, MOST_EVENTS) for number in events if number]
    people = blur.count(f"{name}/people", len(some))
    if people is None:
        return RateCell(name=name, people=None, per_100_weeks=None)
    mean = blur.mean(f"{name}/events", total=sum(some), n=len(some), most=MOST_EVENTS) or 0.0
    return RateCell(name=name, people=people, per_100_weeks=_figures(max(0.0, mean * people / weeks * 100)))


def _unwanted(people: Sequence[PersonUse], weeks: float, blur: Blur) -> tuple[RateCell, ...]:
    order = list(EffectGrade)
    return tuple(
        _rate(
            f"unwanted/{grade.value}",
            [
                len(one.effects) if one.effects and max(one.effects, key=order.index) is grade else 0
                for one in people
            ],
            weeks,
            blur,
        )
        for grade in order
    )


def _counts(kind: str, names: Iterable[object], given: Iterable[object], blur: Blur) -> tuple[CountCell, ...]:
    found = Counter(given)
    return tuple(
        CountCell(name=str(name), people=blur.count(f"{kind}/{name}", found[name])) for name in names
    )


def _weeks(one: PersonUse) -> float:
    """Weeks of use, one at least."""
    return max(1.0, ((one.used - one.started).days + 1) / 7)


def _pct(share: float) -> float:
    return float(round(100 * max(0.0, min(1.0, share))))


def _figures(value: float) -> float:
    """Two figures: more would say more than there is."""
    return float(f"{value:.2g}")
