"""A person's answers: read from a file, a form or a request, and written back without loss.

The form is that of an answer file: `{"answers": {...}, "tests": {...}}`, optionally `"rules"` (the version
of the rules the file was written for) and `"note"` (free words, never read by a rule)::

    [answers]
    emergency-nerves = "none"          # every item of the group is a no
    emergency-legs = ["legs-both-new"] # this item is a yes, every other item a no
    bladder-change = "not-sure"        # or each item by itself
    age = 38

    [tests.hip-rotation]
    internal = { left = 22, right = 24 }
    pain = 2
"""

from collections.abc import Mapping
from typing import Any

from loadshare.care._given import Answers, TestValue
from loadshare.care._reading import AnswerProblem, AnswerReading
from loadshare.care.conditions import FactValue
from loadshare.care.facts import visible_options, walk
from loadshare.care.older_rules import is_newer, read_as_today
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question

__all__ = ["Answers", "AnswersError", "TestValue", "is_answered", "missing_answers", "read_answers"]


class AnswersError(ValueError):
    """The answers cannot be used; `problems` names every key, its value and what is allowed."""

    def __init__(self, problems: tuple[AnswerProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def read_answers(raw: Mapping[str, Any], *, knowledge: Knowledge, complete: bool) -> Answers:
    """Check raw answers against the questions and self-tests.

    With `complete`, every required question that applies must be answered, the six safety groups always.
    Answers to questions that do not apply are kept, and ignored by every rule. Raises `AnswersError` with
    every problem found, so that a person can put all of them right at once.
    """
    reading = AnswerReading(knowledge)
    reading.read(raw)
    answers = Answers(
        answers=read_as_today(reading.answers, rules=reading.rules),
        tests=reading.tests,
        rules=reading.rules,
        note=reading.note,
        retired=tuple(dict.fromkeys(reading.retired)),
    )
    problems = [*reading.problems]
    if complete:
        wrong = {problem.key for problem in problems}
        problems += [
            problem
            for problem in missing_answers(answers=answers, knowledge=knowledge)
            if problem.key not in wrong
        ]
    if problems:
        raise AnswersError(tuple(problems))
    return answers


def missing_answers(*, answers: Answers, knowledge: Knowledge) -> tuple[AnswerProblem, ...]:
    """One problem for each required question that applies and has no full answer."""
    walked = walk(answers=answers, knowledge=knowledge)
    return tuple(
        AnswerProblem(
            key=question.id,
            value=None,
            message="this question needs an answer",
            allowed=AnswerReading.allowed_for(question),
            is_missing=True,
        )
        for question in walked.questions
        if question.required
        and not is_newer(question, than=answers.rules)
        and not is_answered(question, answers=answers, facts=walked.facts)
    )


def is_answered(question: Question, *, answers: Answers, facts: Mapping[str, FactValue]) -> bool:
    """Whether the question, and every item shown of a `flags` question, has an answer."""
    if question.kind is Kind.FLAGS:
        return all(
            option.value in answers.answers or is_newer(option, than=answers.rules)
            for option in visible_options(question, facts)
        )
    return question.id in answers.answers
