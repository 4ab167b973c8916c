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
from loadshare.care.words import words
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


class PainNews(Entry):
    """What is known about the pain, before anything that is not known yet."""

    headline: str
    more: str
    direction: Direction


def pain_news(*, series: tuple[Score, ...], knowledge: Knowledge) -> PainNews | None:
    """How average pain moved since the first score; None before there is a second one."""
    if len(series) < 2:
        return None
    before, latest = _last_changes(series, knowledge)
    headline = words(
        f"response-lead.{latest.direction}", first=f"{latest.first:g}", latest=f"{latest.latest:g}"
    )
    return PainNews(
        headline=headline, more=_compared(before, latest, n=len(series)), direction=latest.direction
    )


def doing_still_open(*, scores: Iterable[Score]) -> str:
    """What daily life still needs before it can be compared."""
    asked = any(score.outcome in (ROLAND_MORRIS, ACTIVITIES) for score in scores)
    return words("response.doing-one" if asked else "response.doing-none")


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


def _text(verdict: ResponseVerdict, pain: ScoreChange | None, doing: ScoreChange | None) -> str:
    if pain is None or doing is None or pain.direction is doing.direction:
        return words(f"response.{verdict}")
    return words(f"response.apart.{pain.direction}-{doing.direction}")


def _doubt(verdict: ResponseVerdict, told: Direction | None) -> str:
    if verdict is ResponseVerdict.NOT_YET:
        return words("response.doubt-one")
    if told is not None and told.value != verdict.value:
        return f"{words('response.doubt')} {words('response.doubt-own-view')}"
    return words("response.doubt")


def reading(*, series: tuple[Score, ...], knowledge: Knowledge) -> str:
    """What a series of scores of one measure says, in a sentence or two for the person.

    Up to three scores are only compared with the first one, never read as a course. From four on, the last
    two must both lie beyond the line to say that a change has lasted. Raises `ValueError` for an empty
    series, for one of several measures, and for a choice that is none of its answers.
    """
    if not series:
        raise ValueError("there is no score to read; give at least one")
    ordered = tuple(sorted(series, key=lambda score: score.date))
    measure = knowledge.outcomes[ordered[0].outcome]
    changes = _last_changes(ordered, knowledge)
    name = measure.short[:1].upper() + measure.short[1:]
    if measure.kind is OutcomeKind.CHOICE:
        choice = measure.choice_of(ordered[-1].value)
        if choice is None:
            raise ValueError(f"{ordered[-1].value:g} is no answer of {measure.id}; give the number of one")
        return words("reading.choice", name=name, choice=choice.text.lower())
    latest = changes[-1]
    said = words(
        "reading.latest",
        name=name,
        value=f"{latest.latest:g}",
        least=f"{measure.least:g}",
        most=f"{measure.most:g}",
    )
    if len(ordered) == 1:
        return f"{said} {words('reading.single')}"
    compared = _compared(changes[0], latest, n=len(ordered))
    return f"{said} {words('reading.first', value=f'{latest.first:g}')} {compared}"


def _last_changes(series: tuple[Score, ...], knowledge: Knowledge) -> list[ScoreChange]:
    """How the last two differ from the first score; one of another measure among them all is refused."""
    first = series[0]
    strange = [one for one in series if (one.outcome, one.item) != (first.outcome, first.item)]
    return [score_change(first=first, latest=one, knowledge=knowledge) for one in (*strange, *series[-2:])]


def _compared(last_but_one: ScoreChange, latest: ScoreChange, *, n: int) -> str:
    if latest.needed is None:
        return words("reading.unknown")
    if n <= FEW_POINTS:
        return f"{_beyond(latest)} {words('reading.few', n=n)}"
    before = last_but_one.direction
    if latest.direction is before and before is not Direction.SAME:
        return words("reading.both-better" if before is Direction.BETTER else "reading.both-worse")
    if latest.direction is Direction.SAME:
        return words("reading.within")
    return f"{_beyond(latest)} {words('reading.alone')}"


def _beyond(change: ScoreChange) -> str:
    return words(f"reading.beyond.{change.direction}")
