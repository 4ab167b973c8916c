"""What an installation can say about its use: from rows of people to numbers that name nobody.

No report is made of a part of the people, and none of an open quarter.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loadshare.care.blur import NOISE_95, ROUNDED_TO, SUPPRESSED_UP_TO, Blur
from loadshare.care.nudge_effect import MOST_SHARE, NudgeEffect, NudgePoint, form_effect, nudge_effect
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
MOST_WEEKS = 26.0
"""Of one person, for rates; who used it for longer counts with so many weeks, and events in proportion."""
OUTCOME_WEEKS = (4, 8, 12, 26, 52)
Z_95 = 1.959964


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeSeen:
    """How one measure of a person had changed by a week."""

    outcome: str
    week: int
    direction: Direction
    better_by: float


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthSeen:
    """What a person said of their health in general at a week, whether good or not."""

    week: int
    is_good: bool


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
    health: tuple[HealthSeen, ...] = ()
    nudges: tuple[NudgePoint, ...] = ()
    """Decisions about nudges that they let chance make."""


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


class HealthCell(Entry):
    """How many of those who said it at a week call their health good or very good. None for too few."""

    week: int
    good: int | None
    other: int | None
    good_pct: float | None


class RateCell(Entry):
    """How many people had one at all, and how many there were in 100 weeks of one person.

    The second is None also where the noise is larger than what there is.
    """

    name: str
    people: int | None
    per_100_weeks: float | None


class NudgeCell(Entry):
    """Of those who let chance leave nudges out: by how many points of 100 more often they say that they got
    up where a nudge was shown; or of its form, after the short one. None where too few took part."""

    people: int | None
    more_pct: float | None
    low_pct: float | None
    high_pct: float | None


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
    health: tuple[HealthCell, ...] = ()
    """Empty in reports from before it was asked."""
    red_sessions: RateCell
    unwanted: tuple[RateCell, ...]
    """People by how bad their worst was, and how many of just that grade there were."""
    reasons: tuple[CountCell, ...]
    content: tuple[CountCell, ...]
    nudges: NudgeCell | None = None
    """None in reports from before it was counted."""
    nudge_forms: NudgeCell | None = None


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
    outcomes: Mapping[str, float],
    health_weeks: Sequence[int],
    quarter: str,
    until: dt.date,
    secret: bytes,
) -> UseReport:
    """The report. `people` are all of the installation, with what they did before `until`.

    `outcomes` are the measures with the range of each, from the worst end to the best;
    `health_weeks` are the weeks in which health in general is asked.
    """
    blur = Blur(secret=secret, period=quarter)
    weeks = blur.total("weeks", total=math.fsum(_rate_weeks(one) for one in people), most=MOST_WEEKS)
    return UseReport(
        quarter=quarter,
        until=until,
        started=blur.count("started", len(people) + sum(one.people for one in past)),
        retention=_retention(people, past, until, blur),
        sessions_a_week=_sessions(people, blur),
        outcomes=tuple(
            _outcome(name, week, most, people, blur)
            for name, most in outcomes.items()
            for week in OUTCOME_WEEKS
        ),
        health=tuple(_health(week, people, blur) for week in health_weeks),
        red_sessions=_rate(
            "red",
            sum(one.red > 0 for one in people),
            [_in_weeks(one, one.red) for one in people],
            weeks,
            blur,
        ),
        unwanted=_unwanted(people, weeks, blur),
        reasons=_counts("reason", LeavingReason, (one.reason for one in people), blur),
        content=_counts("content", range(CONTENT[0], CONTENT[1] + 1), (one.content for one in people), blur),
        nudges=_nudges("nudges", nudge_effect(people=[one.nudges for one in people]), blur),
        nudge_forms=_nudges("forms", form_effect(people=[one.nudges for one in people]), blur),
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
    """Each share with an interval that is made of the told numbers only, or it would tell what they hide."""
    known = [followed(one, until=until) for one in people]
    gone = [FollowedUp(days=one.days, left=True) for one in past for _ in range(one.people)]
    cells = []
    for found in still_using(followed=[*known, *gone]):
        told = blur.share(f"still/{found.day}", share=found.share, n=found.at_risk)
        low, high = (None, None) if told is None else _around(*told)
        share = None if told is None else _pct(told[0])
        cells.append(RetentionCell(day=found.day, share_pct=share, low_pct=low, high_pct=high))
    return tuple(cells)


def _around(share: float, at_risk: int) -> tuple[float, float]:
    """Wilson's interval in percent, as of so many people as leave these at risk (Peto), and the noise."""
    n, wider = at_risk / share, NOISE_95 * share / at_risk
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + (Z_95 / (2 * n)) ** 2) / (1 + Z_95**2 / n)
    return _pct(middle - half - wider), _pct(middle + half + wider)


def _sessions(people: Sequence[PersonUse], blur: Blur) -> tuple[CountCell, ...]:
    rates = [min(one.sessions / _weeks(one), MOST_SESSIONS) for one in people]
    bands = Counter(min(int(rate), 5) for rate in rates)
    names = [f"{band} to {band + 1}" for band in range(5)] + ["5 or more"]
    return tuple(
        CountCell(name=name, people=blur.count(f"sessions/{name}", bands[band]))
        for band, name in enumerate(names)
    )


def _outcome(name: str, week: int, most: float, people: Sequence[PersonUse], blur: Blur) -> OutcomeCell:
    seen = [one for who in people for one in who.seen if (one.outcome, one.week) == (name, week)]
    ways = Counter(one.direction for one in seen)
    cell = f"outcome/{name}/{week}"
    told = {way: blur.count(f"{cell}/{way.value}", ways[way]) for way in Direction}
    total = math.fsum(max(-most, min(most, one.better_by)) for one in seen)
    share = blur.mean(f"{cell}/share", total=ways[Direction.BETTER], n=len(seen), most=1)
    mean = blur.mean(f"{cell}/mean", total=total, n=len(seen), most=2 * most)
    return OutcomeCell(
        outcome=name,
        week=week,
        better=told[Direction.BETTER],
        same=told[Direction.SAME],
        worse=told[Direction.WORSE],
        better_pct=None if share is None or told[Direction.BETTER] is None else _pct(share),
        mean_better_by=None if mean is None else round(mean, 1),
    )


def _health(week: int, people: Sequence[PersonUse], blur: Blur) -> HealthCell:
    said = [one.is_good for who in people for one in who.health if one.week == week]
    cell = f"health/{week}"
    good, other = (blur.count(f"{cell}/{name}", said.count(name == "good")) for name in ("good", "other"))
    share = blur.mean(f"{cell}/share", total=sum(said), n=len(said), most=1)
    return HealthCell(
        week=week,
        good=good,
        other=other,
        good_pct=None if share is None or good is None else _pct(share),
    )


def _nudges(cell: str, found: NudgeEffect | None, blur: Blur) -> NudgeCell:
    """The mean of what each person adds, held within one, with noise of one person; so is its spread."""
    hidden = NudgeCell(people=None, more_pct=None, low_pct=None, high_pct=None)
    if found is None:
        return hidden
    shares = [max(-MOST_SHARE, min(MOST_SHARE, share)) for share in found.shares]
    n = blur.count(f"{cell}/people", found.people)
    more = blur.mean(f"{cell}/more", total=math.fsum(shares), n=found.people, most=2 * MOST_SHARE)
    squares = blur.mean(f"{cell}/spread", total=math.fsum(s * s for s in shares), n=found.people, most=1)
    if n is None or more is None or squares is None:
        return hidden
    half = Z_95 * math.sqrt(max(0.0, squares - more**2) / n) + NOISE_95 * 2 * MOST_SHARE / n
    told = (more, more - half, more + half)
    return NudgeCell(people=n, **dict(zip(_NUDGE_TELLS, (_change(value) for value in told), strict=True)))


_NUDGE_TELLS = ("more_pct", "low_pct", "high_pct")


def _change(share: float) -> float:
    return float(round(100 * max(-1.0, min(1.0, share))))


def _rate(name: str, had: int, events: Iterable[float], weeks: float | None, blur: Blur) -> RateCell:
    people = blur.count(f"{name}/people", had)
    total = blur.total(f"{name}/events", total=math.fsum(events), most=MOST_EVENTS)
    if people is None or total is None or weeks is None:
        return RateCell(name=name, people=people, per_100_weeks=None)
    return RateCell(name=name, people=people, per_100_weeks=_figures(total / weeks * 100))


def _unwanted(people: Sequence[PersonUse], weeks: float | None, blur: Blur) -> tuple[RateCell, ...]:
    order = list(EffectGrade)
    worst = Counter(max(one.effects, key=order.index) for one in people if one.effects)
    return tuple(
        _rate(
            f"unwanted/{grade.value}",
            worst[grade],
            [_in_weeks(one, one.effects.count(grade)) for one in people],
            weeks,
            blur,
        )
        for grade in order
    )


def _in_weeks(one: PersonUse, events: int) -> float:
    """Of a person's events those that count: as many as fit their weeks that count."""
    return min(MOST_EVENTS, events * _rate_weeks(one) / _weeks(one))


def _rate_weeks(one: PersonUse) -> float:
    return min(MOST_WEEKS, _weeks(one))


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
