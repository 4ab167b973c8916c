"""How long the check takes somebody: pages, words, taps and minutes."""

from collections.abc import Iterator, Mapping
from functools import cache
from statistics import median
from typing import Any

from loadshare.care.answers import Answers, read_answers
from loadshare.care.asking import PageAsked, pages_to_ask
from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.care.facts import facts_of, visible_options, walk
from loadshare.care.letter import letter
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question, Section

WORDS_A_MINUTE = 238
"""Grown-ups, reading in silence. Source: loadshare-judgement."""

SECONDS_A_TAP = 1.5
"""Source: loadshare-judgement."""


class Length(Entry):
    """What the check asks of one person, from its first page to its answer."""

    screens: int
    """Pages of questions, and the look over the answers."""
    words: int
    """Of the questions: what stands open on their pages."""
    read_back: int
    """Of the look over the answers."""
    taps: int
    """One for each answer, tick and typed number, one to go on from each page."""

    @property
    def minutes(self) -> float:
        """All of it read, at a usual pace, and tapped."""
        return (self.words + self.read_back) / WORDS_A_MINUTE + self.taps * SECONDS_A_TAP / 60


def length_of(*, answers: Answers, knowledge: Knowledge) -> Length:
    """How long the check is for somebody who gives these answers."""
    facts = facts_of(answers=answers, knowledge=knowledge)
    pages = pages_to_ask(answers=answers, knowledge=knowledge)
    told = letter(answers=answers, knowledge=knowledge)
    return Length(
        screens=len(pages) + 1,
        words=sum(_count(text) for page in pages for text in _texts(page, facts)),
        read_back=sum(_count(text) for part in told for text in (part.title, *part.sentences)),
        taps=sum(_taps(page, facts) for page in pages) + 1,
    )


def answers_of_person(person: str, *, knowledge: Knowledge) -> Answers:
    """The answers of one of the built-in people, complete: what is not said of them is quiet."""
    known = {**knowledge.usual, **knowledge.people[person].answers}
    given: dict[str, Any] = {}
    while True:
        answers = read_answers({"answers": given}, knowledge=knowledge, complete=False)
        shown = walk(answers=answers, knowledge=knowledge).questions
        new = {q.id: known.get(q.id, _quiet(q)) for q in shown if q.id not in given}
        if not new:
            return answers
        given |= new


@cache
def usual_minutes(knowledge: Knowledge) -> int:
    """The median of the built-in people, in whole minutes, rounded up."""
    lengths = [
        length_of(answers=answers_of_person(person, knowledge=knowledge), knowledge=knowledge)
        for person in knowledge.people
    ]
    return -int(-median(length.minutes for length in lengths) // 1)


def _quiet(question: Question) -> Any:
    match question.kind:
        case Kind.FLAGS:
            return "none"
        case Kind.YES_NO:
            return "no"
        case Kind.NUMBER | Kind.SCALE:
            return int(question.least or 0)
        case Kind.CHOICES | Kind.BODY:
            return [question.options[0].value]
        case Kind.CHOICE:
            return question.options[0].value


def _texts(page: PageAsked, facts: Mapping[str, FactValue]) -> Iterator[str]:
    is_alone = len(page.questions) == 1
    yield page.title
    yield "" if is_alone else page.page.hint
    if any(question.kind is Kind.YES_NO for question in page.questions):
        yield "Yes No Not sure"
    for question in page.questions:
        yield "" if is_alone or question.text == page.title else question.text
        yield question.hint
        yield from (question.low_label, question.high_label)
        for option in visible_options(question, facts):
            yield option.label
            is_open = question.section is Section.SAFETY and not option.folded
            yield option.hint if is_alone or is_open else ""


def _taps(page: PageAsked, facts: Mapping[str, FactValue]) -> int:
    goes_on = len(page.questions) == 1 and page.questions[0].kind in {Kind.YES_NO, Kind.CHOICE}
    return sum(_answer_taps(question, facts) for question in page.questions) + (0 if goes_on else 1)


def _answer_taps(question: Question, facts: Mapping[str, FactValue]) -> int:
    if question.kind is Kind.FLAGS:
        return sum(facts.get(option.value) in {"yes", NOT_SURE} for option in question.options)
    value = facts.get(question.id)
    if isinstance(value, list | tuple):
        return len(value)
    return 1 if value is not None else 0


def _count(text: str) -> int:
    return len(text.split())
