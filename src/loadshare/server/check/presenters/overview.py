"""All answers on one page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loadshare.care.answers import Answers
from loadshare.care.asking import visible_questions
from loadshare.knowledge import Knowledge
from loadshare.knowledge.question import Section
from loadshare.server.check.checking import question_numbers
from loadshare.server.check.presenters.question import SECTION_NAMES, answer_in_words


@dataclass(frozen=True, kw_only=True)
class AnsweredQuestion:
    """One line of the review."""

    number: int
    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ReviewPart:
    """One section of the review."""

    name: str
    lines: tuple[AnsweredQuestion, ...]


def review_of(
    answers: Answers, *, knowledge: Knowledge, passed_over: Collection[str]
) -> tuple[ReviewPart, ...]:
    """Every question that applies, with its answer in words, by section."""
    questions = visible_questions(answers=answers, knowledge=knowledge)
    numbers = question_numbers()
    parts = []
    for section in Section:
        lines = tuple(
            AnsweredQuestion(
                number=numbers[question.id],
                text=question.text,
                answer=answer_in_words(question, answers.answers)
                or (_("Skipped") if question.id in passed_over else _("No answer")),
            )
            for question in questions
            if question.section is section
        )
        if lines:
            parts.append(ReviewPart(name=str(SECTION_NAMES[section]), lines=lines))
    return tuple(parts)
