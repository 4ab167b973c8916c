"""All answers on one page, like a letter."""

from __future__ import annotations

from dataclasses import dataclass

from loadshare.care.answers import Answers
from loadshare.care.letter import letter
from loadshare.knowledge import Knowledge
from loadshare.server.check.checking import page_numbers


@dataclass(frozen=True, kw_only=True)
class ReviewPart:
    """One page of the check, told again."""

    number: int
    name: str
    sentences: tuple[str, ...]


def review_of(answers: Answers, *, knowledge: Knowledge, is_again: bool) -> tuple[ReviewPart, ...]:
    """What was asked and what was said, page by page, each with the number of its page."""
    numbers = page_numbers()
    return tuple(
        ReviewPart(number=numbers[part.page], name=part.title, sentences=part.sentences)
        for part in letter(answers=answers, knowledge=knowledge, is_again=is_again)
    )
