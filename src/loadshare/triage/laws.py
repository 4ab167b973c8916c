"""Laws that hold whoever the person is: how a tool's word must follow a change of the case.

A law needs no expert: it compares two answers of the same tool.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from loadshare.knowledge import Knowledge
from loadshare.knowledge.question import Kind
from loadshare.triage.cases import Urgency, Vignette, VignetteSet, filled

NO, NOT_SURE = "no", "not-sure"


class Law(StrEnum):
    """What must hold between a case and its variant."""

    SIGN_NEVER_LOWERS = "sign-never-lowers"
    SIGN_IS_SEEN = "sign-is-seen"
    NOT_SURE_NEVER_BELOW_NO = "not-sure-never-below-no"
    RETOLD_KEEPS = "retold-keeps"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A changed case, the law it tests, and how soon the tool must say at least."""

    law: Law
    of: str
    case: Vignette
    at_least: Urgency = Urgency.SELF_CARE

    def holds(self, before: Urgency, after: Urgency) -> bool:
        """Whether the law holds for what a tool said of the case and of its variant."""
        if self.law is Law.RETOLD_KEEPS:
            return after == before
        return after >= before if self.law is not Law.SIGN_IS_SEEN else after >= self.at_least


def variants_of(cases: VignetteSet, *, knowledge: Knowledge) -> Iterator[Variant]:
    """Every variant of every case, names unlike any other."""
    for case in cases.cases:
        if case.retold:
            retold = case.model_copy(update={"name": f"{case.name}+retold", "story": case.retold})
            yield Variant(law=Law.RETOLD_KEEPS, of=case.name, case=retold)
        for sign in cases.signs:
            with_sign = case.model_copy(
                update={
                    "name": f"{case.name}+{sign.id}",
                    "story": f"{case.story.strip()} {sign.sentence}",
                    "answers": _added(case.answers, sign.answers, knowledge=knowledge),
                }
            )
            yield Variant(law=Law.SIGN_NEVER_LOWERS, of=case.name, case=with_sign)
            yield Variant(law=Law.SIGN_IS_SEEN, of=case.name, case=with_sign, at_least=sign.at_least)
        yield from _unsure(case, knowledge=knowledge)


def _unsure(case: Vignette, *, knowledge: Knowledge) -> Iterator[Variant]:
    """The case with one plain no after another turned into "not sure"."""
    for question in knowledge.questions.values():
        if not question.not_sure:
            continue
        said = case.answers.get(question.id)
        if question.kind is Kind.FLAGS and said in ("none", []):
            for option in question.options:
                changed = filled(case.answers, {option.value: NOT_SURE}, knowledge=knowledge)
                yield _doubted(case, option.value, option.label, changed)
        elif said == NO:
            yield _doubted(case, question.id, question.text, {**case.answers, question.id: NOT_SURE})


def _doubted(case: Vignette, what: str, words: str, answers: Mapping[str, Any]) -> Variant:
    changed = case.model_copy(
        update={
            "name": f"{case.name}+not-sure-{what}",
            "story": f"{case.story.strip()} I am not sure about this: {words}",
            "answers": answers,
        }
    )
    return Variant(law=Law.NOT_SURE_NEVER_BELOW_NO, of=case.name, case=changed)


def _added(answers: Mapping[str, Any], more: Mapping[str, Any], *, knowledge: Knowledge) -> dict[str, Any]:
    """Items are added to a list, single answers replaced."""
    merged = dict(answers)
    for key, value in more.items():
        question = knowledge.questions[key]
        if not isinstance(value, list):
            merged[key] = value
            continue
        said = merged.get(key)
        items = {option.value for option in question.options}
        if said is None and items & set(merged):  # given item by item
            merged |= dict.fromkeys(value, "yes")
        else:
            merged[key] = [*dict.fromkeys([*(said if isinstance(said, list) else []), *value])]
    return merged
