"""What a practitioner should look at first: why, with which numbers and dates, and what clears it.

Nothing is stored: an alert is there as long as its rule holds. What is not known gives none. The lines are
ours, chosen so that chance alone rarely crosses them; scores use the least change of their own measure
(`ostelo-2008`, `psfs-form`), measurements the error of their own test.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from loadshare.care.outcomes import GLOBAL, BareScore, Direction, items_of, score_change, series_of
from loadshare.care.words import words
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.safety import Level

QUIET_DAYS = 7
PAIN_DAYS, PAIN_ENTRIES, PAIN_RISE = 7, 3, 2.0
AFTER_RISE, AFTER_SESSIONS = 3, 2
STALLED_DAYS = 28
UNFINISHED_DAYS = 3
ENDS_DAYS = 14
ANSWER_DAYS = 3


class Severity(StrEnum):
    """In the order in which a caseload shows them."""

    FIRST = "first"
    SOON = "soon"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """The lower number comes first."""
        return _RANKS[self]


_RANKS = {severity: place for place, severity in enumerate(Severity)}


class AlertKind(StrEnum):
    """Which rule."""

    RED_FLAG = "red-flag"
    LEVEL_RAISED = "level-raised"
    PAIN_RISING = "pain-rising"
    AFTER_SESSIONS = "after-sessions"
    SPREAD = "spread"
    WORSE_SCORE = "worse-score"
    QUIET = "quiet"
    STALLED_SCORE = "stalled-score"
    MEASUREMENT = "measurement"
    ENDS_SOON = "ends-soon"
    UNFINISHED = "unfinished"
    WROTE = "wrote"
    UNANSWERED = "unanswered"


SEVERITY = {
    AlertKind.RED_FLAG: Severity.FIRST,
    AlertKind.LEVEL_RAISED: Severity.FIRST,
    AlertKind.PAIN_RISING: Severity.SOON,
    AlertKind.AFTER_SESSIONS: Severity.SOON,
    AlertKind.SPREAD: Severity.SOON,
    AlertKind.WORSE_SCORE: Severity.SOON,
    AlertKind.QUIET: Severity.SOON,
    AlertKind.STALLED_SCORE: Severity.NOTE,
    AlertKind.MEASUREMENT: Severity.NOTE,
    AlertKind.ENDS_SOON: Severity.NOTE,
    AlertKind.UNFINISHED: Severity.NOTE,
    AlertKind.WROTE: Severity.NOTE,
    AlertKind.UNANSWERED: Severity.SOON,
}


MOVES_DAILY = frozenset({AlertKind.PAIN_RISING, AlertKind.AFTER_SESSIONS})
"""Their newest evidence is another day's again and again; of all others new evidence is news."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to look at."""

    kind: AlertKind
    since: dt.date
    """From when on it holds, or the day of its newest evidence."""
    until: dt.date | None = None
    """The other end of its evidence, or when it ends."""
    about: str = ""
    """Which score, measurement, message or red flag, as an id."""
    says: str
    clears: str

    @property
    def severity(self) -> Severity:
        """How soon to look."""
        return SEVERITY[self.kind]

    @property
    def topic(self) -> str:
        """What it is about, whatever its evidence is."""
        return f"{self.kind}/{self.about}"

    @property
    def stays_put_off(self) -> bool:
        """Whether new evidence of the same is no news while it is put off."""
        return self.kind in MOVES_DAILY

    @property
    def key(self) -> str:
        """Another evidence is another key: what was seen before comes up again."""
        return f"{self.topic}/{self.since.isoformat()}"


class SessionPain(NamedTuple):
    """Pain round one session, 0 to 10, and whether it went further down the leg."""

    on: dt.date
    before: int | None = None
    after: int | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PainWeek:
    """What was tapped as pain, 0 to 10, in seven days."""

    entries: int
    mean: float
    newest: dt.date


class MeasuredNumber(NamedTuple):
    """One number of one home test with the ends of its error bar, in the unit of the test."""

    quantity: str
    """Test, number and side: only the same are compared."""
    name: str
    on: dt.date
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What a practitioner may see of one person, as far as the rules read it. What is not shared is empty."""

    level: Level | None = None
    level_on: dt.date | None = None
    level_then: Level | None = None
    """When the practitioner last looked."""
    lock: Level | None = None
    lock_on: dt.date | None = None
    lock_said: str = ""
    """The moment it was said last, as an id: another red flag of the same day comes up again."""
    programme_from: dt.date | None = None
    last_session: dt.date | None = None
    rests: bool = False
    """The programme rests because the person said so."""
    back_on: dt.date | None = None
    """When they last came back from such a pause."""
    sessions: Sequence[SessionPain] = ()
    """Oldest first: the last `AFTER_SESSIONS`, and those of `QUIET_DAYS` in which pain went down the leg."""
    pain_now: PainWeek | None = None
    """Of the last `PAIN_DAYS`, today included."""
    pain_before: PainWeek | None = None
    """Of as many days before those."""
    scores: Sequence[BareScore] = ()
    readings: Sequence[MeasuredNumber] = ()
    unfinished_since: dt.date | None = None
    ends_on: dt.date | None = None
    wrote_on: dt.date | None = None
    """The first of their messages that is not answered."""
    wrote_last: str = ""
    """The newest of those, as an id: another one comes up again."""


def alerts_of(*, watched: Watched, today: dt.date, knowledge: Knowledge) -> tuple[Alert, ...]:
    """Everything to look at, the gravest first, then what has waited longest."""
    found = [
        *_level(watched),
        *_quiet(watched, today),
        *_pain(watched, today),
        *_after_sessions(watched, today),
        *_scores(watched, knowledge),
        *_measurements(watched),
        *_ends(watched, today),
        *_unfinished(watched, today),
        *_wrote(watched, today),
    ]
    return tuple(sorted(found, key=lambda one: (one.severity.rank, one.since, one.key)))


def _level(watched: Watched) -> Iterator[Alert]:
    if watched.lock is not None and watched.lock_on is not None:
        yield Alert(
            kind=AlertKind.RED_FLAG,
            since=watched.lock_on,
            about=watched.lock_said,
            says=words("alert.red-flag", level=watched.lock.value),
            clears=words("alert.clears.red-flag"),
        )
        return
    now, then = watched.level, watched.level_then
    if now is None or then is None or watched.level_on is None or now.urgency <= then.urgency:
        return
    yield Alert(
        kind=AlertKind.LEVEL_RAISED,
        since=watched.level_on,
        about=now.value,
        says=words("alert.level-raised", before=then.value, now=now.value),
        clears=words("alert.clears.level-raised"),
    )


def _quiet(watched: Watched, today: dt.date) -> Iterator[Alert]:
    """Whoever is to be seen first is not asked to exercise, nor who said that the programme rests."""
    if watched.programme_from is None or watched.lock is not None or watched.rests:
        return
    last = watched.last_session or watched.programme_from
    last = max(last, watched.back_on or last)
    days = (today - last).days
    if days >= QUIET_DAYS:
        yield Alert(
            kind=AlertKind.QUIET,
            since=last,
            says=words("alert.quiet", n=days),
            clears=words("alert.clears.quiet"),
        )


def _pain(watched: Watched, today: dt.date) -> Iterator[Alert]:
    now, then = watched.pain_now, watched.pain_before
    if now is None or then is None or min(now.entries, then.entries) < PAIN_ENTRIES:
        return
    if now.mean - then.mean >= PAIN_RISE - 1e-9:
        yield Alert(
            kind=AlertKind.PAIN_RISING,
            since=now.newest,
            until=today,
            says=words("alert.pain-rising", before=f"{then.mean:.1f}", now=f"{now.mean:.1f}", n=now.entries),
            clears=words("alert.clears.pain-rising"),
        )


def _after_sessions(watched: Watched, today: dt.date) -> Iterator[Alert]:
    spread = [one for one in watched.sessions if one.spread and 0 <= (today - one.on).days < QUIET_DAYS]
    if spread:
        yield Alert(
            kind=AlertKind.SPREAD,
            since=spread[-1].on,
            says=words("alert.spread"),
            clears=words("alert.clears.spread"),
        )
    rises = [
        one.after - one.before
        for one in watched.sessions[-AFTER_SESSIONS:]
        if one.after is not None and one.before is not None
    ]
    if len(rises) == AFTER_SESSIONS and min(rises) >= AFTER_RISE:
        yield Alert(
            kind=AlertKind.AFTER_SESSIONS,
            since=watched.sessions[-1].on,
            says=words("alert.after-sessions", n=len(rises), least=str(min(rises))),
            clears=words("alert.clears.after-sessions"),
        )


def _scores(watched: Watched, knowledge: Knowledge) -> Iterator[Alert]:
    by_outcome: dict[str, list[BareScore]] = {}
    for score in watched.scores:
        by_outcome.setdefault(score.outcome, []).append(score)
    for outcome in knowledge.outcomes:
        scores = by_outcome.get(outcome)
        if outcome == GLOBAL or not scores:
            continue
        items = items_of(scores=scores, outcome=outcome)
        series = series_of(scores=scores, outcome=outcome, item=items[-1])
        yield from _score(series, knowledge)


def _score(series: Sequence[BareScore], knowledge: Knowledge) -> Iterator[Alert]:
    first, latest = series[0], series[-1]
    if first.date == latest.date:
        return
    change = score_change(first=first, latest=latest, knowledge=knowledge)
    if change.needed is None:
        return
    measure = knowledge.outcomes[first.outcome]
    gaps = {
        "name": measure.name,
        "first": f"{first.value:g}",
        "latest": f"{latest.value:g}",
        "needed": f"{change.needed:g}",
    }
    about = f"{first.outcome}:{first.item}"
    if change.direction is Direction.WORSE:
        yield Alert(
            kind=AlertKind.WORSE_SCORE,
            since=latest.date,
            until=first.date,
            about=about,
            says=words("alert.worse-score", **gaps),
            clears=words("alert.clears.worse-score"),
        )
    elif change.direction is Direction.SAME and (latest.date - first.date).days >= STALLED_DAYS:
        yield Alert(
            kind=AlertKind.STALLED_SCORE,
            since=latest.date,
            until=first.date,
            about=about,
            says=words("alert.stalled-score", **gaps),
            clears=words("alert.clears.stalled-score"),
        )


def _measurements(watched: Watched) -> Iterator[Alert]:
    """The two newest of one number differ by more than both error bars; better or worse is not said."""
    by_quantity: dict[str, list[MeasuredNumber]] = {}
    for reading in sorted(watched.readings, key=lambda one: one.on):
        by_quantity.setdefault(reading.quantity, []).append(reading)
    for quantity, found in by_quantity.items():
        if len(found) < 2:
            continue
        before, now = found[-2:]
        if now.low > before.high or now.high < before.low:
            yield Alert(
                kind=AlertKind.MEASUREMENT,
                since=now.on,
                until=before.on,
                about=quantity,
                says=words(
                    "alert.measurement", name=now.name, before=f"{before.value:g}", now=f"{now.value:g}"
                ),
                clears=words("alert.clears.measurement"),
            )


def _ends(watched: Watched, today: dt.date) -> Iterator[Alert]:
    if watched.ends_on is None or (days := (watched.ends_on - today).days) > ENDS_DAYS:
        return
    yield Alert(
        kind=AlertKind.ENDS_SOON,
        since=watched.ends_on - dt.timedelta(days=ENDS_DAYS),
        until=watched.ends_on,
        says=words("alert.ends-soon", n=max(days, 0)),
        clears=words("alert.clears.ends-soon"),
    )


def _unfinished(watched: Watched, today: dt.date) -> Iterator[Alert]:
    began = watched.unfinished_since
    if began is None or (days := (today - began).days) < UNFINISHED_DAYS:
        return
    yield Alert(
        kind=AlertKind.UNFINISHED,
        since=began,
        says=words("alert.unfinished", n=days),
        clears=words("alert.clears.unfinished"),
    )


def _wrote(watched: Watched, today: dt.date) -> Iterator[Alert]:
    wrote = watched.wrote_on
    if wrote is None:
        return
    days = (today - wrote).days
    kind = AlertKind.UNANSWERED if days >= ANSWER_DAYS else AlertKind.WROTE
    yield Alert(
        kind=kind,
        since=wrote,
        about=watched.wrote_last,
        says=words("alert.unanswered", n=days) if kind is AlertKind.UNANSWERED else words("alert.wrote"),
        clears=words("alert.clears.wrote"),
    )
