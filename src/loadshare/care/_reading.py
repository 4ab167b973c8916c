"""Checks raw answers one by one and gathers every problem, each with what is allowed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question
from loadshare.knowledge.self_test import Quantity, SelfTest

NONE = "none"
SIDES = ("left", "right")
TOP_KEYS = ("answers", "tests", "rules", "note")
YES_NO = ("yes", "no")


@dataclass(frozen=True, kw_only=True)
class AnswerProblem:
    """One thing wrong in the answers: where, what was found, why not, and what is allowed."""

    key: str
    value: Any
    message: str
    allowed: str
    is_missing: bool = False
    """Nothing is wrong but that there is no answer yet."""

    @property
    def shown(self) -> str | int | float | bool | None:
        """The value as data; a long or nested one in short words."""
        return plain_value(self.value)

    def __str__(self) -> str:
        found = "" if self.value is None else f" = {_short(self.value)}"
        return f"{self.key}{found}: {self.message}; allowed: {self.allowed}"


class NotAllowedError(Exception):
    """Carries the message for a value that does not fit."""


class AnswerReading:
    """One pass over raw answers; `problems` stays empty when all of it can be used."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.answers: dict[str, FactValue] = {}
        self.tests: dict[str, dict[str, Any]] = {}
        self.rules: str | None = None
        self.note = ""
        self.retired: list[str] = []
        self.problems: list[AnswerProblem] = []
        self._implied: set[str] = set()

    def read(self, raw: object) -> None:
        """Read the whole form: `answers`, `tests`, `rules`, `note`."""
        if not isinstance(raw, Mapping):
            self._refuse("(file)", raw, "this is not a table of answers", "a table with 'answers'")
            return
        for key in raw:
            if key not in TOP_KEYS:
                self._refuse(str(key), raw[key], "unknown key", ", ".join(TOP_KEYS))
        self._read_answers(raw.get("answers"))
        self._read_tests(raw.get("tests", {}))
        for name in ("rules", "note"):
            value = raw.get(name)
            if isinstance(value, str):
                setattr(self, name, value)
            elif value is not None:
                self._refuse(name, value, "wrong type", "text")

    @staticmethod
    def allowed_for(question: Question) -> str:
        """What may be answered, in words for a person editing a file."""
        more = f", {NOT_SURE}" if question.not_sure else ""
        values = ", ".join(option.value for option in question.options)
        match question.kind:
            case Kind.FLAGS:
                return f"'{NONE}', or a list of the items that apply out of: {values}"
            case Kind.YES_NO:
                return f"yes, no{more}"
            case Kind.CHOICE:
                return f"one of: {values}{more}"
            case Kind.CHOICES | Kind.BODY:
                return f"a list out of: {values}" + (f"; or {NOT_SURE}" if question.not_sure else "")
            case Kind.NUMBER | Kind.SCALE:
                whole = "a whole number" if question.whole else "a number"
                return f"{whole} from {question.least:g} to {question.most:g}{more}"

    def _refuse(self, key: str, value: object, message: str, allowed: str) -> None:
        self.problems.append(AnswerProblem(key=key, value=value, message=message, allowed=allowed))

    # --- answers ---------------------------------------------------------------------------------

    def _read_answers(self, given: object) -> None:
        if not isinstance(given, Mapping):
            message = "no answers here" if given is None else "wrong type"
            self._refuse("answers", given, message, "a table of question ids and answers")
            return
        facts = self._knowledge.answer_facts
        questions = self._knowledge.questions
        for key, value in given.items():
            question = questions.get(key) or facts.get(key)
            if key in self._knowledge.retired:
                self.retired.append(str(key))
            elif question is None:
                self._refuse(str(key), value, "unknown question", self._guess(str(key), (*questions, *facts)))
            elif question.kind is Kind.FLAGS:
                self._read_flags(question, key, value)
            else:
                self._keep(key, value, question)
        self._check_together()

    def _keep(self, key: str, value: object, question: Question) -> None:
        try:
            self.answers[key] = _read_value(question, value)
        except NotAllowedError as reason:
            self._refuse(key, value, str(reason), self.allowed_for(question))

    def _read_flags(self, question: Question, key: str, value: object) -> None:
        items = [option.value for option in question.options]
        states = (*YES_NO, NOT_SURE) if question.not_sure else YES_NO
        if key != question.id:
            if value not in states:
                self._refuse(key, value, "not an answer to this", ", ".join(states))
            else:
                self._set_flag(key, str(value))
            return
        chosen = [] if value == NONE else self._without_retired(value)
        if not isinstance(chosen, list | tuple) or any(item not in items for item in chosen):
            self._refuse(key, value, "not an answer to this", self.allowed_for(question))
            return
        for item in items:
            if item in chosen:
                self._set_flag(item, "yes")
            elif self.answers.get(item) != NOT_SURE:
                self._set_flag(item, "no")
                self._implied.add(item)

    def _without_retired(self, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        gone = [item for item in value if isinstance(item, str) and item in self._knowledge.retired]
        self.retired += gone
        return [item for item in value if item not in gone]

    def _set_flag(self, item: str, state: str) -> None:
        """A group and its items must not disagree; an item that is "not sure" beside a list does not."""
        if item in self._implied and state == NOT_SURE:
            self.answers[item] = state
            return
        before = self.answers.setdefault(item, state)
        if before != state:
            self._refuse(item, state, f"answered twice, also as {before!r}", "one answer")

    def _check_together(self) -> None:
        age, first = self.answers.get("age"), self.answers.get("age-first-pain")
        if isinstance(age, int | float) and isinstance(first, int | float) and first > age:
            self._refuse("age-first-pain", first, "later than your age", f"a number up to {age:g}")

    # --- self-tests --------------------------------------------------------------------------------

    def _read_tests(self, given: object) -> None:
        tests = self._knowledge.self_tests
        if not isinstance(given, Mapping):
            self._refuse("tests", given, "wrong type", "a table of self-tests")
            return
        for test_id, values in given.items():
            test = tests.get(test_id)
            if test is None:
                self._refuse(
                    f"tests.{test_id}", values, "unknown self-test", self._guess(str(test_id), tests)
                )
            elif not isinstance(values, Mapping):
                self._refuse(f"tests.{test_id}", values, "wrong type", "a table of results")
            else:
                self._read_test(test, values)

    def _read_test(self, test: SelfTest, values: Mapping[str, object]) -> None:
        quantities = {quantity.id: quantity for quantity in test.quantities}
        kept: dict[str, Any] = {}
        for name, value in values.items():
            key = f"tests.{test.id}.{name}"
            allowed = _allowed_result(name, quantities.get(name))
            if not allowed:
                names = (*quantities, "pain", "stopped-by-pain", "trials-agree")
                self._refuse(key, value, "unknown result", ", ".join(names))
                continue
            try:
                kept[name] = _read_result(name, quantities.get(name), value)
            except NotAllowedError as reason:
                self._refuse(key, value, str(reason), allowed)
        self.tests[test.id] = kept

    @staticmethod
    def _guess(key: str, known: Sequence[str] | Mapping[str, object]) -> str:
        close = get_close_matches(key, list(known), n=1)
        return f"did you mean {close[0]!r}?" if close else "an id listed by 'loadshare questions'"


def _read_value(question: Question, value: object) -> FactValue:
    if value == NOT_SURE and question.not_sure:
        return NOT_SURE
    options = tuple(option.value for option in question.options)
    match question.kind:
        case Kind.YES_NO:
            return _read_choice(value, YES_NO)
        case Kind.CHOICE:
            return _read_choice(value, options)
        case Kind.CHOICES | Kind.BODY:
            return _read_choices(question, value, options)
        case _:
            least, most = question.least, question.most
            return _read_number(
                value, least=least or 0, most=math.inf if most is None else most, whole=question.whole
            )


def _read_choice(value: object, options: Sequence[str]) -> str:
    if isinstance(value, bool):
        raise NotAllowedError('wrong type, write "yes" or "no" in quotes')
    if not isinstance(value, str):
        raise NotAllowedError("wrong type")
    if value not in options:
        raise NotAllowedError("not one of the answers")
    return value


def _read_choices(question: Question, value: object, options: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise NotAllowedError("wrong type")
    unknown = [item for item in value if item not in options]
    if unknown:
        raise NotAllowedError(f"{unknown[0]!r} is not one of the answers")
    if not value and question.required:
        raise NotAllowedError("choose at least one")
    alone = [option.value for option in question.options if option.excludes_others]
    if len(set(value)) > 1 and any(item in value for item in alone):
        raise NotAllowedError(f"{alone[0]!r} does not go with other answers")
    return tuple(option for option in options if option in value)


def _read_number(value: object, *, least: float, most: float, whole: bool) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAllowedError("wrong type")
    if not least <= value <= most:
        raise NotAllowedError("out of range")
    if whole and value != int(value):
        raise NotAllowedError("not a whole number")
    return int(value) if whole else value


def _allowed_result(name: str, quantity: Quantity | None) -> str:
    if quantity is None:
        return {"pain": "a number from 0 to 10", "stopped-by-pain": "yes, no", "trials-agree": "yes, no"}.get(
            name, ""
        )
    one = (
        f"one of: {', '.join(quantity.options)}"
        if quantity.options
        else f"a number from {quantity.least:g} to {quantity.most:g} ({quantity.unit})"
    )
    return f"for left, right or both, {one}" if quantity.per_side else one


def _read_result(name: str, quantity: Quantity | None, value: object) -> object:
    if quantity is None:
        return (
            _read_number(value, least=0, most=10, whole=False)
            if name == "pain"
            else _read_choice(value, YES_NO)
        )
    if not quantity.per_side:
        return _read_one_result(quantity, value)
    if not isinstance(value, Mapping) or not value or any(side not in SIDES for side in value):
        raise NotAllowedError("needs left, right or both")
    return {side: _read_one_result(quantity, value[side]) for side in SIDES if side in value}


def _read_one_result(quantity: Quantity, value: object) -> str | int | float:
    if quantity.options:
        return _read_choice(value, quantity.options)
    return _read_number(value, least=quantity.least, most=quantity.most, whole=False)


def plain_value(value: object) -> str | int | float | bool | None:
    """A number, a word or nothing as it is, anything long or nested in short words: what JSON can hold."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return _cut(value if isinstance(value, str) else repr(value))


def _short(value: object) -> str:
    return _cut(repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
