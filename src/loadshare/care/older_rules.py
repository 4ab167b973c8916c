"""Answers that were given to older rules: how they are read today, and what was not asked then."""

from collections.abc import Mapping

from loadshare.care._given import Answers
from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.care.facts import visible_options, walk
from loadshare.care.words import words
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Option, Question

_FIRST_SPLIT = "2026.2"

_SPLIT: Mapping[str, str] = {"legs-both-new": "legs-both-tingling", "minor-injury": "", "pregnancy-urine": ""}
"""Answers that held two things: what the second one is called now. Empty where the graver is read alone."""


def is_newer(asked: Option | Question, *, than: str | None) -> bool:
    """Whether the rules that an answer was given to did not ask this yet. Without a version: today's."""
    return asked.since is not None and than is not None and _order(than) < _order(asked.since)


def read_as_today(answers: dict[str, FactValue], *, rules: str | None) -> dict[str, FactValue]:
    """The answers with what an older one leaves open written as "not sure", so that it is never a no."""
    if not _is_before_split(rules):
        return answers
    opened = {other: NOT_SURE for name, other in _SPLIT.items() if other and answers.get(name) == "yes"}
    return {**answers, **opened}


def notes_on_older(*, answers: Answers, knowledge: Knowledge) -> tuple[str, ...]:
    """What could not be carried over word for word, and what was not asked then: one sentence each."""
    if not _is_before_split(answers.rules):
        return ()
    walked = walk(answers=answers, knowledge=knowledge)
    notes = [words(f"older.{name}") for name in _SPLIT if answers.answers.get(name) == "yes"]
    for question in walked.questions:
        of_all = is_newer(question, than=answers.rules)
        if question.kind is not Kind.FLAGS:
            if of_all and question.id not in answers.answers:
                notes.append(words("older-unasked.question", text=question.text, id=question.id))
            continue
        for option in visible_options(question, walked.facts):
            if option.value not in answers.answers and (of_all or is_newer(option, than=answers.rules)):
                notes.append(words("older-unasked.option", text=option.label, id=option.value))
    return tuple(notes)


def _is_before_split(rules: str | None) -> bool:
    return rules is not None and _order(rules) < _order(_FIRST_SPLIT)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
