"""The form of an answer file as a JSON Schema, written from the questions and self-tests.

The schema says what each key may hold. Which questions apply to a person depends on earlier answers and is
left to `loadshare.care.answers`.
"""

from typing import Any

from loadshare.care.conditions import NOT_SURE
from loadshare.care.review_reading import WeekToReview
from loadshare.care.words import words
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question
from loadshare.knowledge.self_test import Quantity, SelfTest

Schema = dict[str, Any]

_YES_NO = ["yes", "no"]


def answers_schema(*, knowledge: Knowledge) -> Schema:
    """A JSON Schema (2020-12) that every answer file which `read_answers` takes fits."""
    properties: Schema = {}
    for question in knowledge.questions.values():
        properties[question.id] = _question(question)
        if question.kind is Kind.FLAGS:
            for option in question.options:
                properties.setdefault(
                    option.value, {"description": option.label, "enum": _states(_YES_NO, question)}
                )
    for retired in knowledge.retired.values():
        properties[retired.id] = {"description": "not asked any more; read and left out", "deprecated": True}
        if retired.of is not None:
            _allow_in_list(properties[retired.of], retired.id)
    return {
        "title": "Answers",
        "description": words("schema.answers"),
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "answers": {"type": "object", "additionalProperties": False, "properties": properties},
            "tests": {
                "type": "object",
                "additionalProperties": False,
                "properties": {test.id: _test(test) for test in knowledge.self_tests.values()},
            },
            "rules": {
                "type": ["string", "null"],
                "description": "the version of the rules the answers were written for",
            },
            "note": {"type": ["string", "null"], "description": "free words; no rule reads them"},
        },
    }


def review_request_schema(*, knowledge: Knowledge, refs: str = "#/$defs/{model}") -> Schema:
    """A JSON Schema of a week to review: an answer file with a `review` beside the answers."""
    week = WeekToReview.model_json_schema(ref_template=refs)
    answers = answers_schema(knowledge=knowledge)
    parts = week.pop("$defs")
    parts["WeekToReview"] = week
    return {
        **answers,
        "title": "ReviewRequest",
        "description": words("schema.review"),
        "required": ["answers", "review"],
        "properties": {**answers["properties"], "review": {"$ref": refs.format(model="WeekToReview")}},
        "$defs": parts,
    }


def _question(question: Question) -> Schema:
    shape = _shape(question)
    if question.not_sure and question.kind not in {Kind.FLAGS, Kind.YES_NO, Kind.CHOICE}:
        shape = {"anyOf": [shape, {"const": NOT_SURE}]}
    return {"description": question.text, **shape}


def _shape(question: Question) -> Schema:
    options = [option.value for option in question.options]
    match question.kind:
        case Kind.FLAGS:
            return {"anyOf": [{"const": "none"}, {"type": "array", "items": {"enum": options}}]}
        case Kind.YES_NO:
            return {"enum": _states(_YES_NO, question)}
        case Kind.CHOICE:
            return {"enum": _states(options, question)}
        case Kind.CHOICES | Kind.BODY:
            least = {"minItems": 1} if question.required else {}
            return {"type": "array", "items": {"enum": options}, **least}
        case Kind.NUMBER | Kind.SCALE:
            return _number(question.least, question.most, whole=question.whole)


def _states(values: list[str], question: Question) -> list[str]:
    return [*values, NOT_SURE] if question.not_sure else values


def _number(least: float | None, most: float | None, *, whole: bool) -> Schema:
    bounds = {"minimum": least, "maximum": most}
    known = {name: int(bound) if whole else bound for name, bound in bounds.items() if bound is not None}
    return {"type": "integer" if whole else "number", **known}


def _test(test: SelfTest) -> Schema:
    properties: Schema = {quantity.id: _quantity(quantity) for quantity in test.quantities}
    properties["pain"] = _number(0, 10, whole=False)
    properties["stopped-by-pain"] = {"enum": _YES_NO}
    properties["trials-agree"] = {"enum": _YES_NO}
    return {
        "description": test.name,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _quantity(quantity: Quantity) -> Schema:
    one: Schema = (
        {"enum": list(quantity.options)}
        if quantity.options
        else _number(quantity.least, quantity.most, whole=False)
    )
    if not quantity.per_side:
        return {"description": f"{quantity.name} ({quantity.unit})", **one}
    return {
        "description": f"{quantity.name} ({quantity.unit}), for left, right or both",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"left": one, "right": one},
    }


def _allow_in_list(shape: Schema, item: str) -> None:
    shape["anyOf"][1]["items"]["enum"].append(item)
