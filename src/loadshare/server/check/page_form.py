"""One page of questions, answered together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loadshare.care.asking import PageAsked
from loadshare.care.conditions import Facts, FactValue
from loadshare.care.facts import visible_options
from loadshare.knowledge.question import Kind
from loadshare.server.check.question_form import NONE, QuestionForm


class PageForm:
    """The forms of all questions of a page.

    After `is_valid`, `answers` are the facts to keep and `passed_over` the questions left out, also of a page
    on which something is still to be put right: what was well said is not lost.
    """

    def __init__(
        self, asked: PageAsked, *, facts: Facts, known: Mapping[str, FactValue], data: Any = None
    ) -> None:
        self.asked = asked
        self.is_bound = data is not None
        self.forms = tuple(
            QuestionForm(
                question,
                options=visible_options(question, facts),
                data=data,
                known=known,
                is_list_answered=self.is_bound and _ticks_anything(asked, data),
            )
            for question in asked.questions
        )

    def is_valid(self) -> bool:
        """Whether every question has an answer that can be read."""
        return not sum(not form.is_valid() for form in self.forms)  # every one is looked at

    @property
    def answers(self) -> dict[str, Any]:
        """The facts of the questions that were answered well."""
        good = [form for form in self.forms if form.is_valid()]
        return {fact: value for form in good for fact, value in form.answers.items()}

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The questions that were left out and may be."""
        return tuple(form.question.id for form in self.forms if form.is_valid() and form.is_passed_over)

    def add_error(self, question: str, words: str) -> None:
        """Say what is wrong at its question; at the first one, where it is none of this page."""
        form = next((form for form in self.forms if form.question.id == question), self.forms[0])
        form.add_error(None, words)


def _ticks_anything(asked: PageAsked, data: Any) -> bool:
    """All lists of a page are read as one: a tick in one of them says that the others were read too."""
    items = (o.value for q in asked.questions if q.kind is Kind.FLAGS for o in q.options)
    return NONE in data or any(data.get(item) for item in items)
