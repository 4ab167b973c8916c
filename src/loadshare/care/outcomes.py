"""Scores of pain and daily doing: counted as their authors count them, and compared by one rule.

The measures are data (`knowledge/outcomes/`). A score given elsewhere is typed in and marked so. Sources:
`ostelo-2008` (least change that counts: 2 of 10 for pain, 5 of 24 for the Roland-Morris score, or 30 %),
`psfs-form` (2 of 10), `roland-morris-form` (ticks only, a sentence that does not apply counts as no).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.outcome import Outcome, OutcomeKind

PAIN, ROLAND_MORRIS, ACTIVITIES, GLOBAL = "pain", "roland-morris", "psfs", "global-change"
HEALTH = "general-health"
AVERAGE = "average"
ACTIVITIES_APART = "; "
ONE_ACTIVITY_CHANGE = 3
"""Least change of a single activity that is more than chance (`psfs-form`)."""

EARLY_DAYS, LATE_DAYS = 3, 13
"""A measure of week 4 may be filled in from three days before to the end of the week after."""
FOLLOW_UP_WEEKS = (26, 52)
"""Six and twelve months: asked of those who do not say no, also long after the programme."""
FOLLOW_UP_LATE_DAYS = 27


class ScoreError(ValueError):
    """A score cannot be taken; the message says which value is allowed."""


class Origin(StrEnum):
    """Where a score comes from."""

    ANSWERED = "answered"
    TYPED = "typed"


class Score(Entry):
    """One score on one day."""

    outcome: str
    item: str = ""
    """What it speaks of: for pain `now`, `average` or `worst`, for own activities their names in one order.

    Empty for a whole measure, and for activities that nobody named here.
    """
    date: dt.date
    value: float
    origin: Origin = Origin.ANSWERED
    given_by: str = ""
    """Who gave a typed score, in the person's words."""


class BareScore(NamedTuple):
    """A score as a list of many people reads it: what is compared, and no more."""

    outcome: str
    item: str
    date: dt.date
    value: float


AnyScore = Score | BareScore
SomeScore = TypeVar("SomeScore", Score, BareScore)


def score_pain(
    *, now: int, average: int, worst: int, date: dt.date, knowledge: Knowledge
) -> tuple[Score, ...]:
    """The three numbers for pain, 0 to 10. Raises `ScoreError` for one out of range."""
    measure = knowledge.outcomes[PAIN]
    given = {"now": now, AVERAGE: average, "worst": worst}
    return tuple(
        Score(outcome=PAIN, item=item, date=date, value=_in_range(measure, value))
        for item, value in given.items()
    )


def score_roland_morris(
    *,
    ticked: Collection[str],
    date: dt.date,
    knowledge: Knowledge,
    not_applicable: Collection[str] = (),
) -> Score:
    """The number of sentences ticked, 0 to 24. Blank and "not about me" give none; nobody has to say no.

    Raises `ScoreError` for an unknown sentence, and for one that is both ticked and not applicable.
    """
    measure = knowledge.outcomes[ROLAND_MORRIS]
    known = {item.id for item in measure.items}
    unknown = sorted({*ticked, *not_applicable} - known)
    if unknown:
        raise ScoreError(words("score.sentence", name=unknown[0]))
    both = sorted(set(ticked) & set(not_applicable))
    if both:
        raise ScoreError(words("score.both", name=both[0]))
    return Score(outcome=ROLAND_MORRIS, date=date, value=len(set(ticked)))


def score_activities(*, ratings: Mapping[str, int], date: dt.date, knowledge: Knowledge) -> Score:
    """The mean of one to three own activities, by their names, 0 (cannot) to 10 (as before).

    Raises `ScoreError` for none, for more than three, or for a number out of range.
    """
    measure = knowledge.outcomes[ACTIVITIES]
    if not 1 <= len(ratings) <= measure.most_activities:
        raise ScoreError(words("score.activities", n=len(ratings), most=measure.most_activities))
    values = [_in_range(measure, value, whole=True) for value in ratings.values()]
    named = ACTIVITIES_APART.join(sorted(ratings))
    return Score(outcome=ACTIVITIES, item=named, date=date, value=sum(values) / len(values))


def score_choice(*, outcome: str, choice: str, date: dt.date, knowledge: Knowledge) -> Score:
    """The number that one of several answers stands for. Raises `ScoreError` for an unknown choice."""
    measure = knowledge.outcomes[outcome]
    try:
        value = measure.item(choice).score
    except KeyError as error:
        raise ScoreError(str(error.args[0])) from None
    return Score(outcome=outcome, date=date, value=value or 0)


def typed_score(
    *, outcome: str, value: float, date: dt.date, knowledge: Knowledge, item: str = "", given_by: str = ""
) -> Score:
    """A score given elsewhere. Raises `ScoreError` for an unknown measure or a value out of its range."""
    measure = knowledge.outcomes.get(outcome)
    if measure is None:
        raise ScoreError(words("score.measure", name=outcome, known=", ".join(knowledge.outcomes)))
    if measure.kind is OutcomeKind.SCALE and item not in {known.id for known in measure.items}:
        raise ScoreError(words("score.which", known=", ".join(known.id for known in measure.items)))
    if measure.kind is not OutcomeKind.SCALE:
        item = ""
    value = _in_range(measure, value)
    return Score(
        outcome=outcome, item=item, date=date, value=value, origin=Origin.TYPED, given_by=given_by.strip()
    )


def _in_range(measure: Outcome, value: float, *, whole: bool = False) -> float:
    if not measure.least <= value <= measure.most:
        raise ScoreError(
            words("score.range", value=f"{value:g}", least=f"{measure.least:g}", most=f"{measure.most:g}")
        )
    if (whole or measure.whole) and value != int(value):
        raise ScoreError(words("score.whole", value=f"{value:g}", least=f"{measure.least:g}"))
    return float(value)


# --- change ----------------------------------------------------------------------------------------------


class Direction(StrEnum):
    """Which way, by an amount that counts."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class ScoreChange(Entry):
    """The difference between two scores of one measure."""

    outcome: str
    first: float
    latest: float
    better_by: float
    """Points towards the better end; negative where it is worse."""
    needed: float | None
    """Points that count from this first score; None where no line is known."""
    direction: Direction
    """SAME also where no line is known: without one nothing is called better or worse."""


def score_change(*, first: AnyScore, latest: AnyScore, knowledge: Knowledge) -> ScoreChange:
    """How a score differs from the first one, and whether that counts.

    It counts from the least change of the measure on, or from its share of the first score where that is
    less. Raises `ValueError` when the two are not of the same measure.
    """
    if (first.outcome, first.item) != (latest.outcome, latest.item):
        raise ValueError(f"{first.outcome} and {latest.outcome} cannot be compared; give one measure")
    measure = knowledge.outcomes[first.outcome]
    better_by = (latest.value - first.value) * (1 if measure.higher_is_better else -1)
    needed = _needed(measure, first.value)
    direction = Direction.SAME
    if needed is not None and abs(better_by) >= needed - 1e-9:
        direction = Direction.BETTER if better_by > 0 else Direction.WORSE
    return ScoreChange(
        outcome=first.outcome,
        first=first.value,
        latest=latest.value,
        better_by=better_by,
        needed=needed,
        direction=direction,
    )


def needed_change(*, outcome: str, first: float, knowledge: Knowledge) -> float | None:
    """Points that count from this first score; None where no line is known."""
    return _needed(knowledge.outcomes[outcome], first)


def _needed(measure: Outcome, first: float) -> float | None:
    if measure.change is None:
        return None
    share = first * (measure.change_pct or 0) / 100
    return min(measure.change, share) if share > 0 else measure.change


# --- what is due -----------------------------------------------------------------------------------------


class DueOutcome(Entry):
    """A measure to fill in now."""

    outcome: str
    week: int
    until: dt.date
    """The last day; afterwards it is left out without a word."""


def due_outcomes(
    *, started: dt.date, scores: Iterable[Score], today: dt.date, knowledge: Knowledge
) -> tuple[DueOutcome, ...]:
    """What is due today: the measures of weeks 0, 4, 8, 12, 26 and 52, how it is all in all from week 4 on.

    A measure is open from three days before its week to thirteen days after (four weeks at six and twelve
    months), and done once there is a score in that time, typed ones included.
    """
    done = {(score.outcome, score.date) for score in scores}
    return tuple(_due(started, done, today, knowledge))


def _due(
    started: dt.date, done: set[tuple[str, dt.date]], today: dt.date, knowledge: Knowledge
) -> Iterator[DueOutcome]:
    for measure in knowledge.outcomes.values():
        for week in measure.weeks:
            first, last = window_of(started=started, week=week)
            filled = any(name == measure.id and first <= date <= last for name, date in done)
            if first <= today <= last and not filled:
                yield DueOutcome(outcome=measure.id, week=week, until=last)


def window_of(*, started: dt.date, week: int) -> tuple[dt.date, dt.date]:
    """First and last day on which the measures of a week may be filled in."""
    day = started + dt.timedelta(weeks=week)
    early = dt.timedelta(days=EARLY_DAYS if week else 0)
    late = LATE_DAYS if week < FOLLOW_UP_WEEKS[0] else FOLLOW_UP_LATE_DAYS
    return day - early, day + dt.timedelta(days=late)


def items_of(*, scores: Iterable[AnyScore], outcome: str) -> tuple[str, ...]:
    """What the scores of one measure speak of, the one scored last at the end; named ones after unnamed.

    Scores of unlike activities are not comparable: each of these is a series of its own.
    """
    last: dict[str, dt.date] = {}
    for score in scores:
        if score.outcome == outcome:
            last[score.item] = max(score.date, last.get(score.item, score.date))
    return tuple(sorted(last, key=lambda item: (item != "", last[item], item)))


def series_of(*, scores: Iterable[SomeScore], outcome: str, item: str = "") -> tuple[SomeScore, ...]:
    """The scores of one measure, oldest first; of two on one day the later one given counts."""
    by_date = {score.date: score for score in scores if (score.outcome, score.item) == (outcome, item)}
    return tuple(by_date[date] for date in sorted(by_date))
