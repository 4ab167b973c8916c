"""The questions of the check as a Questionnaire, and the answers to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from loadshare.interop.fhir.parts import OWN, Owner, Resource, narrative, text_of
from loadshare.knowledge import Knowledge
from loadshare.knowledge.question import Kind, Question
from loadshare.knowledge.words import words_of

URL = f"{OWN}questionnaire:check"
YES_NO = f"{OWN}yes-no"
words = words_of("interop")


def questionnaire(owner: Owner, knowledge: Knowledge) -> Resource:
    """Every question that the rules of today ask."""
    title = words("fhir.check")
    return {
        "resourceType": "Questionnaire",
        "id": owner.id_of("Questionnaire", knowledge.rules_version),
        "text": narrative(title),
        "url": URL,
        "version": knowledge.rules_version,
        "title": title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": [_asked(question) for question in knowledge.questions.values()],
    }


def response(owner: Owner, check: Mapping[str, Any], knowledge: Knowledge) -> Resource:
    """The answers of one check, in the order of the questions; answers no longer asked for come last."""
    return _response(owner, check, knowledge, check["answers"], [words("fhir.check"), *_level(check)])


def open_response(owner: Owner, check: Mapping[str, Any], knowledge: Knowledge) -> Resource:
    """The same without what was told in private, without what is not asked any more, and without the level,
    which may come from either.
    """
    told = {
        name
        for question in knowledge.questions.values()
        if not question.private
        for name in (question.id, *(one.value for one in question.options if question.kind is Kind.FLAGS))
    }
    answers = {name: value for name, value in check["answers"].items() if name in told}
    return _response(owner, check, knowledge, answers, [words("fhir.check")])


def _response(
    owner: Owner,
    check: Mapping[str, Any],
    knowledge: Knowledge,
    answers: Mapping[str, Any],
    said: list[str],
) -> Resource:
    items = [*_answered(answers, knowledge)]
    made: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": owner.id_of("QuestionnaireResponse", check["id"]),
        "text": narrative(*said),
        "questionnaire": f"{URL}|{check['rules_version'] or knowledge.rules_version}",
        "status": "completed" if check["finished_at"] else "in-progress",
        "subject": owner.subject,
        "author": owner.subject,
        "authored": check["finished_at"] or check["started_at"],
    }
    return made | ({"item": items} if items else {})


def _level(check: Mapping[str, Any]) -> Iterator[str]:
    """In words alone: a coded flag would read as somebody's judgement."""
    if check["level"]:
        yield words("fhir.level", level=check["level"])


def _asked(question: Question) -> Resource:
    item: Resource = {"linkId": question.id, "text": text_of(question.text)}
    match question.kind:
        case Kind.FLAGS:
            inner = [
                {"linkId": one.value, "text": text_of(one.label), "type": "choice", "answerOption": _yes_no()}
                for one in question.options
            ]
            return item | {"type": "group", "item": inner}
        case Kind.YES_NO:
            return item | {"type": "choice", "answerOption": _yes_no()}
        case Kind.CHOICE | Kind.CHOICES | Kind.BODY:
            options = [
                {"valueCoding": _coding(f"{OWN}{question.id}", one.value, one.label)}
                for one in question.options
            ]
            return item | {
                "type": "choice",
                "repeats": question.kind is not Kind.CHOICE,
                "answerOption": options,
            }
        case Kind.NUMBER | Kind.SCALE:
            return item | {"type": "integer" if question.whole else "decimal"}


def _yes_no() -> list[Resource]:
    return [{"valueCoding": _coding(YES_NO, value, words(f"fhir.yes-no.{value}"))} for value in YES_NO_VALUES]


YES_NO_VALUES = ("yes", "no", "not-sure")


def _coding(system: str, code: str, display: object) -> Resource:
    return {"system": system, "code": code, "display": text_of(display)}


def _answered(answers: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Resource]:
    left = dict(answers)
    for question in knowledge.questions.values():
        if question.kind is Kind.FLAGS:
            given = [
                {
                    "linkId": one.value,
                    "text": text_of(one.label),
                    "answer": _values(left.pop(one.value), None),
                }
                for one in question.options
                if one.value in left
            ]
            if given:
                yield {"linkId": question.id, "text": text_of(question.text), "item": given}
        elif question.id in left:
            values = _values(left.pop(question.id), question)
            if values:
                yield {"linkId": question.id, "text": text_of(question.text), "answer": values}
    for name, value in left.items():
        yield {"linkId": text_of(name), "answer": _values(value, None) or [{"valueString": "-"}]}


def _values(value: Any, question: Question | None) -> list[Resource]:
    if isinstance(value, list):
        return [one for part in value for one in _values(part, question)]
    if isinstance(value, bool):
        return [{"valueBoolean": value}]
    if isinstance(value, int) and (question is None or question.whole):
        return [{"valueInteger": value}]
    if isinstance(value, int | float):
        return [{"valueDecimal": value}]
    if value in YES_NO_VALUES and (question is None or question.kind is Kind.YES_NO):
        return [{"valueCoding": _coding(YES_NO, value, words(f"fhir.yes-no.{value}"))}]
    options = {option.value: option.label for option in question.options} if question else {}
    if question and isinstance(value, str) and value in options:
        return [{"valueCoding": _coding(f"{OWN}{question.id}", value, options[value])}]
    return [{"valueString": text_of(value if isinstance(value, str) else json.dumps(value))}]
