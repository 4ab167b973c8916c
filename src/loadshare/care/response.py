"""Is it working: better, about the same, or worse, with the doubt in words.

Source: `ostelo-2008`, `loadshare-judgement`. Better is less pain by an amount that counts, together with more
doing by an amount that counts; worse is the same the other way round; everything else is about the same.
Where the Roland-Morris score began under 6 there is little room in it, and the own activities decide alone
(`hall-2011`).
"""

from collections.abc import Iterable
from enum import StrEnum

from loadshare.care.outcomes import (
    ACTIVITIES,
    AVERAGE,
    GLOBAL,
    PAIN,
    ROLAND_MORRIS,
    Direction,
    Score,
    ScoreChange,
    items_of,
    score_change,
    series_of,
)
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.outcome import OutcomeKind

LITTLE_ROOM = 6
"""Below this first Roland-Morris score the own activities decide (`loadshare-judgement`)."""

GLOBAL_BETTER_MOST, GLOBAL_WORSE_LEAST = 2, 6
FEW_POINTS = 3
"""With up to three scores nothing is said about a course."""


class ResponseVerdict(StrEnum):
    """The answer to "is it working", as far as the scores carry it."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_YET = "not-yet"


class Response(Entry):
    """The verdict, what it rests on, and what it does not say."""

    verdict: ResponseVerdict
    pain: ScoreChange | None
    doing: ScoreChange | None
    """The measure of daily doing that decided: Roland-Morris or own activities."""
    all_in_all: Direction | None
    """What the person says all in all; shown beside the verdict, never mixed into it."""
    text: str
    doubt: str


def response_of(*, scores: Iterable[Score], knowledge: Knowledge) -> Response:
    """Compare the latest scores with the first. NOT_YET while pain or daily doing has no second score."""
    kept = tuple(scores)
    pain = _change(kept, PAIN, AVERAGE, knowledge)
    doing = _doing(kept, knowledge)
    told = _all_in_all(kept)
    verdict = _verdict(pain, doing)
    return Response(
        verdict=verdict, pain=pain, doing=doing, all_in_all=told,
        text=_text(verdict, pain, doing), doubt=_doubt(verdict, told),
    )  # fmt: skip


def _change(scores: tuple[Score, ...], outcome: str, item: str, knowledge: Knowledge) -> ScoreChange | None:
    series = series_of(scores=scores, outcome=outcome, item=item)
    if len(series) < 2:
        return None
    return score_change(first=series[0], latest=series[-1], knowledge=knowledge)


def _doing(scores: tuple[Score, ...], knowledge: Knowledge) -> ScoreChange | None:
    """Of the two measures the one that moved; where they point apart, none of them did."""
    named = items_of(scores=scores, outcome=ACTIVITIES)
    own = _change(scores, ACTIVITIES, named[-1], knowledge) if named else None
    listed = _change(scores, ROLAND_MORRIS, "", knowledge)
    if listed is None or listed.first < LITTLE_ROOM:
        return own
    if own is None or own.direction in (Direction.SAME, listed.direction):
        return listed
    if listed.direction is Direction.SAME:
        return own
    return listed.model_copy(update={"direction": Direction.SAME})


def _verdict(pain: ScoreChange | None, doing: ScoreChange | None) -> ResponseVerdict:
    if pain is None or doing is None:
        return ResponseVerdict.NOT_YET
    if pain.direction is doing.direction:
        return ResponseVerdict(pain.direction.value)
    return ResponseVerdict.SAME


def _all_in_all(scores: tuple[Score, ...]) -> Direction | None:
    series = series_of(scores=scores, outcome=GLOBAL)
    if not series:
        return None
    value = series[-1].value
    if value <= GLOBAL_BETTER_MOST:
        return Direction.BETTER
    return Direction.WORSE if value >= GLOBAL_WORSE_LEAST else Direction.SAME


_VERDICTS = {
    ResponseVerdict.BETTER: "Your pain and what you can do are both better than at the start.",
    ResponseVerdict.WORSE: "Your pain and what you can do are both worse than at the start.",
    ResponseVerdict.NOT_YET: "It is too early to say. This needs two scores for pain and two for daily life.",
}
_PARTS = {
    Direction.BETTER: "better than at the start",
    Direction.SAME: "about the same as at the start",
    Direction.WORSE: "worse than at the start",
}


def _text(verdict: ResponseVerdict, pain: ScoreChange | None, doing: ScoreChange | None) -> str:
    if verdict is not ResponseVerdict.SAME or pain is None or doing is None:
        return _VERDICTS[verdict]
    if pain.direction is doing.direction:
        return "All in all about the same as at the start: no change so far that is sure to count."
    return f"Your pain is {_PARTS[pain.direction]}; what you can do is {_PARTS[doing.direction]}."


def _doubt(verdict: ResponseVerdict, told: Direction | None) -> str:
    if verdict is ResponseVerdict.NOT_YET:
        return "Scores go up and down from day to day, so one alone says little."
    words = (
        "Scores go up and down by themselves, and backs often change with time, so this does not show why."
    )
    if told is not None and told.value != verdict.value:
        words += (
            " You see it differently all in all. Both are right: people weigh pain and doing differently."
        )
    return words


def reading(*, series: tuple[Score, ...], knowledge: Knowledge) -> str:
    """What a series of scores of one measure says, in a sentence or two for the person.

    Up to three scores are only compared with the first one, never read as a course. From four on, the last
    two must both lie beyond the line to say that a change has lasted. Raises `ValueError` for an empty
    series, or one of several measures.
    """
    if not series:
        raise ValueError("there is no score to read; give at least one")
    ordered = tuple(sorted(series, key=lambda score: score.date))
    measure = knowledge.outcomes[ordered[0].outcome]
    changes = [score_change(first=ordered[0], latest=score, knowledge=knowledge) for score in ordered]
    name = measure.short[:1].upper() + measure.short[1:]
    if measure.kind is OutcomeKind.CHOICE:
        words = next(item.text for item in measure.items if item.score == ordered[-1].value)
        return f"{name}: {words.lower()}, in your own view."
    latest = changes[-1]
    said = f"{name}: {latest.latest:g} on a scale from {measure.least:g} to {measure.most:g}."
    if len(ordered) == 1:
        return f"{said} This is your first score. The next one can be compared with it."
    return f"{said} The first was {latest.first:g}. {_compared(changes, latest)}"


def _compared(changes: list[ScoreChange], latest: ScoreChange) -> str:
    if latest.needed is None:
        return "How much of a change counts is not known for this score."
    if len(changes) <= FEW_POINTS:
        return f"{_beyond(latest)} {len(changes)} scores are too few to say more."
    before = changes[-2].direction
    if latest.direction is before and before is not Direction.SAME:
        return f"The last two scores are both {_PARTS[before]}, by more than they move on their own."
    if latest.direction is Direction.SAME:
        return "That is within the ups and downs such scores have."
    return f"{_beyond(latest)} The score before it was not, so wait for the next one."


def _beyond(change: ScoreChange) -> str:
    match change.direction:
        case Direction.BETTER:
            return "That is better by an amount people usually notice."
        case Direction.WORSE:
            return "That is worse by an amount people usually notice."
        case Direction.SAME:
            return "The difference is too small to count."
