"""Which page comes next, and how far the check has come."""

from collections.abc import Iterator
from itertools import groupby

from loadshare.care.answers import Answers, is_answered
from loadshare.care.conditions import Facts
from loadshare.care.facts import walk
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Page, Question, Section

AFTER_THE_IDEAS = frozenset({Section.PLAN})
"""What only tailors the programme; it is asked when somebody wants one."""


def waits_for_the_ideas(question: Question) -> bool:
    """Whether it is asked only when somebody wants a programme: not where a safety rule waits for it."""
    return question.section in AFTER_THE_IDEAS and not question.required


class PageAsked(Entry):
    """One page with the questions on it that apply to this person."""

    page: Page
    questions: tuple[Question, ...]
    is_done: bool
    """Whether every needed question on it has its answer."""
    is_said: bool
    """Whether every question on it has."""

    @property
    def section(self) -> Section:
        """The part of the check it is in."""
        return self.questions[0].section

    @property
    def title(self) -> str:
        """What heads it: a question that stands alone heads its page itself."""
        return self.questions[0].text if len(self.questions) == 1 else self.page.title


def visible_questions(*, answers: Answers, knowledge: Knowledge) -> tuple[Question, ...]:
    """The questions that apply to this person so far, in the order asked."""
    return walk(answers=answers, knowledge=knowledge).questions


def pages_to_ask(
    *, answers: Answers, knowledge: Knowledge, is_again: bool = False, after_ideas: bool = False
) -> tuple[PageAsked, ...]:
    """The pages that apply to this person so far, in order.

    `is_again`: they were here before. `after_ideas`: the pages that only tailor the programme, in place of
    those of the check.
    """
    walked = walk(answers=answers, knowledge=knowledge)
    asked = (
        question
        for question in walked.questions
        if (is_again or not question.only_again) and waits_for_the_ideas(question) == after_ideas
    )
    return tuple(_pages(asked, answers, walked.facts, knowledge))


def _pages(
    questions: Iterator[Question], answers: Answers, facts: Facts, knowledge: Knowledge
) -> Iterator[PageAsked]:
    for page, found in groupby(questions, key=lambda question: question.page):
        on_page = tuple(found)
        open_ones = [one for one in on_page if not is_answered(one, answers=answers, facts=facts)]
        yield PageAsked(
            page=knowledge.pages[page],
            questions=on_page,
            is_done=not any(question.required for question in open_ones),
            is_said=not open_ones,
        )


def next_page(
    pages: tuple[PageAsked, ...], *, knowledge: Knowledge, after: str | None = None
) -> PageAsked | None:
    """The page to show next; None when nothing is left.

    With `after`, the page that follows it, answered or not, so that going on works while looking back; a page
    that no longer applies still has its place in the order. Without, the first that needs an answer.
    """
    if after is None:
        return next((page for page in pages if not page.is_done), None)
    order = _order(knowledge)
    return next((page for page in pages if order[page.page.id] > order[after]), None)


def previous_page(pages: tuple[PageAsked, ...], *, knowledge: Knowledge, before: str) -> PageAsked | None:
    """The page before this one; None at the first."""
    order = _order(knowledge)
    return next((page for page in reversed(pages) if order[page.page.id] < order[before]), None)


def _order(knowledge: Knowledge) -> dict[str, int]:
    pages = dict.fromkeys(question.page for question in knowledge.questions.values())
    return {page: place for place, page in enumerate(pages)}
