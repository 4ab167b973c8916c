"""What somebody can expect before they begin, from the length of their pain."""

from collections.abc import Iterator

from loadshare.care.conditions import Facts, Truth, evaluate
from loadshare.knowledge._base import Entry
from loadshare.knowledge.evidence import Grade, Source
from loadshare.knowledge.expectation import Expectation, ExpectationTopic
from loadshare.knowledge.library import Knowledge


class Expected(Entry):
    """One thing to expect, and how sure that is."""

    expectation: str
    text: str
    not_said: str
    """What the sources do not show."""
    grade: Grade
    sources: tuple[Source, ...]


def what_to_expect(*, facts: Facts, knowledge: Knowledge) -> tuple[Expected, ...]:
    """One of each topic: the first that fits; where that is open, the one that needs no answer."""
    return tuple(_told(one, knowledge) for one in _first_of_each(facts, knowledge))


def _first_of_each(facts: Facts, knowledge: Knowledge) -> Iterator[Expectation]:
    for topic in ExpectationTopic:
        of_it = (one for one in knowledge.expectations.values() if one.topic is topic)
        yield next(one for one in of_it if one.when is None or evaluate(one.when, facts) is Truth.YES)


def _told(one: Expectation, knowledge: Knowledge) -> Expected:
    return Expected(
        expectation=one.id,
        text=one.text,
        not_said=one.not_said,
        grade=one.grade,
        sources=knowledge.cited(one.sources),
    )
