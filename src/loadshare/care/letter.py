"""The answers told again, so that a person can look them over: a few sentences for each page."""

from collections.abc import Iterator, Mapping

from loadshare.care.answers import Answers
from loadshare.care.asking import pages_to_ask
from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.care.facts import facts_of, visible_options
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question


class Paragraph(Entry):
    """What was said on one page."""

    page: str
    title: str
    sentences: tuple[str, ...]


def letter(
    *, answers: Answers, knowledge: Knowledge, is_again: bool = False, after_ideas: bool = False
) -> tuple[Paragraph, ...]:
    """What was asked and what was said, page by page; a page without an answer says so."""
    facts = facts_of(answers=answers, knowledge=knowledge)
    pages = pages_to_ask(answers=answers, knowledge=knowledge, is_again=is_again, after_ideas=after_ideas)
    return tuple(
        Paragraph(
            page=asked.page.id,
            title=asked.page.name,
            sentences=tuple(_sentences(asked.questions, facts)) or (words("letter.nothing"),),
        )
        for asked in pages
    )


def _sentences(questions: tuple[Question, ...], facts: Mapping[str, FactValue]) -> Iterator[str]:
    if any(question.private for question in questions):
        yield words("letter.not-shown")
    for question in questions:
        if question.kind is Kind.FLAGS:
            yield from _flags(question, facts)
        elif question.kind is not Kind.YES_NO and question.id in facts:
            yield _said(question, facts[question.id])
    plain = [one for one in questions if one.kind is Kind.YES_NO and not one.private]
    for state in ("yes", "no", NOT_SURE):
        things = [question.letter for question in plain if facts.get(question.id) == state]
        if things:
            yield words(f"letter.answered.{state}", things="; ".join(things))


def _said(question: Question, value: FactValue) -> str:
    if value == NOT_SURE:
        return question.letter.format(words("letter.unsure")).capitalize()
    told = question.letter.format(in_words(question, value))
    return told[:1].upper() + told[1:]


def in_words(question: Question, value: FactValue) -> str:
    """An answer as it stands inside a sentence."""
    labels = {option.value: _lower(option.label) for option in question.options}
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(item, item) for item in value) or words("letter.none")
    return labels.get(value, value) if isinstance(value, str) else f"{value:g}"


def _flags(question: Question, facts: Mapping[str, FactValue]) -> Iterator[str]:
    asked = [option for option in visible_options(question, facts) if option.value in facts]
    ticked = [option.label for option in asked if facts[option.value] == "yes"]
    unsure = [option.label for option in asked if facts[option.value] == NOT_SURE]
    if ticked:
        yield words("letter.answered.yes", things="; ".join(ticked))
    if unsure:
        yield words("letter.answered.not-sure", things="; ".join(unsure))
    if asked and not (ticked or unsure):
        yield question.letter


def _lower(label: str) -> str:
    return label if label[:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]
