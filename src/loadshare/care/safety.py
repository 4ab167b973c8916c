"""Safety level: the highest item met wins, with the exact items that led to it.

The rules are data (`knowledge/safety/`, and the levels of `knowledge/look_alikes/`). An open answer counts
one level lower. Rules hold no "none", so a further warning sign can only raise the level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from loadshare.care.answers import Answers, is_answered
from loadshare.care.conditions import Facts, Truth, evaluate, facts_behind
from loadshare.care.facts import facts_of, walk
from loadshare.care.telling import sentence_to_say, told_of
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Question, Section
from loadshare.knowledge.safety import Level, LookAlike, PlanPermission, SafetyItem, SafetyRule

_ONE_LOWER = {
    Level.EMERGENCY: Level.SAME_DAY,
    Level.SAME_DAY: Level.DAYS,
    Level.DAYS: Level.CARE_CHANGED,
    Level.CARE_CHANGED: Level.CARE,
    Level.CARE: Level.CARE,
}
_PLAN_BY_LEVEL: dict[Level, PlanPermission | None] = {
    Level.EMERGENCY: PlanPermission.NONE,
    Level.SAME_DAY: PlanPermission.NONE,
    Level.DAYS: PlanPermission.RESTRICTED,
    Level.CARE_CHANGED: PlanPermission.ADAPTED,
    Level.CARE: None,
}
_STRICTEST_FIRST = (PlanPermission.NONE, PlanPermission.RESTRICTED, PlanPermission.ADAPTED, None)


OF_THE_MIND = "mind"
"""The group of items about somebody's mind and safety, not their back."""


class SafetyReason(Entry):
    """One item or look-alike that led to a level."""

    item: str
    name: str
    told: tuple[str, ...] = ()
    """What the person ticked, as it is named to them; empty in results of older rules."""
    level: Level
    certain: bool
    """False when the answer was "not sure", which counts one level lower."""
    do: str
    say: str
    within_days: int | None
    plan: PlanPermission | None
    """None where the reason leaves the programme as it is."""
    facts: tuple[str, ...]
    """The answers that met the rule, as fact names."""


class SafetyResult(Entry):
    """The level, and every reason that stands, most urgent first."""

    level: Level
    reasons: tuple[SafetyReason, ...]
    plan: PlanPermission | None
    """The strictest permission among the reasons; None when a normal programme is allowed."""


def check_safety(*, answers: Answers, knowledge: Knowledge) -> SafetyResult:
    """The safety level of the answers so far; may be asked after every screen.

    An unanswered question counts as a no, so the level of unfinished answers can still rise.
    """
    return judge_safety(facts=facts_of(answers=answers, knowledge=knowledge), knowledge=knowledge)


def judge_safety(*, facts: Facts, knowledge: Knowledge) -> SafetyResult:
    """The safety level that these facts lead to."""
    reasons = sorted(_reasons(facts, knowledge), key=_urgency)
    return SafetyResult(
        level=reasons[0].level if reasons else Level.CARE,
        reasons=tuple(reasons),
        plan=strictest(reason.plan for reason in reasons),
    )


def level_about(*, fact: str, facts: Facts, knowledge: Knowledge) -> Level:
    """The highest level among the reasons of `judge_safety` that rest on this fact, among others."""
    standing = (_most_urgent(entry, facts) for entry in _entries_by_fact(knowledge).get(fact, ()))
    levels = (one.level for one in standing if one is not None and fact in one.behind(facts))
    return max(levels, key=lambda level: level.urgency, default=Level.CARE)


@cache
def _entries_by_fact(knowledge: Knowledge) -> Mapping[str, tuple[SafetyItem | LookAlike, ...]]:
    found: dict[str, dict[str, SafetyItem | LookAlike]] = {}
    for entry in _entries(knowledge):
        conditions = [rule.when for rule in entry.rules if rule.when is not None]
        conditions += [entry.when] if isinstance(entry, LookAlike) else []
        for fact in (fact for condition in conditions for fact in facts_in(condition)):
            found.setdefault(fact, {})[entry.id] = entry
    return {fact: tuple(entries.values()) for fact, entries in found.items()}


def _entries(knowledge: Knowledge) -> tuple[SafetyItem | LookAlike, ...]:
    return (*knowledge.safety.values(), *knowledge.look_alikes.values())


def strictest(permissions: Iterable[PlanPermission | None]) -> PlanPermission | None:
    """The permission that allows least; None, a normal programme, where there is none."""
    return min(permissions, key=_STRICTEST_FIRST.index, default=None)


def clarifying_question(*, answers: Answers, knowledge: Knowledge) -> Question | None:
    """The follow-up of the emergency screens that is still open, or None.

    The emergency page is right to show at once; this question may be offered on it, because its answer can
    show that the sign is old and steady (then the same day rather than the same hour).
    """
    walked = walk(answers=answers, knowledge=knowledge)
    return next(
        (
            question
            for question in walked.questions
            if question.section is Section.SAFETY
            and question.assumed
            and not is_answered(question, answers=answers, facts=walked.facts)
        ),
        None,
    )


def _urgency(reason: SafetyReason | _Standing) -> tuple[int, int, bool]:
    return (-reason.level.urgency, _STRICTEST_FIRST.index(reason.plan), not reason.certain)


def _reasons(facts: Facts, knowledge: Knowledge) -> Iterator[SafetyReason]:
    for entry in _entries(knowledge):
        most = _most_urgent(entry, facts)
        if most is not None:
            yield _reason(most, facts, knowledge)


class _Standing(NamedTuple):
    """A rule that holds, or may, before it is put into words."""

    entry: SafetyItem | LookAlike
    rule: SafetyRule
    level: Level
    certain: bool
    plan: PlanPermission | None

    def behind(self, facts: Facts) -> tuple[str, ...]:
        """The facts that met it."""
        conditions = [self.entry.when] if isinstance(self.entry, LookAlike) else []
        conditions += [self.rule.when] if self.rule.when is not None else []
        return tuple(
            dict.fromkeys(fact for condition in conditions for fact in facts_behind(condition, facts))
        )


def _most_urgent(entry: SafetyItem | LookAlike, facts: Facts) -> _Standing | None:
    """The rule of this entry that counts, with the strictest permission of all that hold."""
    found = []
    for rule in entry.rules:
        truth = _truth(entry, rule, facts)
        if truth is not Truth.NO:
            certain = truth is Truth.YES
            level = rule.level if certain else _ONE_LOWER[rule.level]
            found.append(_Standing(entry, rule, level, certain, _plan(rule, level, certain=certain)))
    if not found:
        return None
    return min(found, key=_urgency)._replace(plan=strictest(one.plan for one in found))


def _truth(entry: SafetyItem | LookAlike, rule: SafetyRule, facts: Facts) -> Truth:
    truth = Truth.YES
    if isinstance(entry, LookAlike):
        truth = evaluate(entry.when, facts)
    if rule.when is not None and truth is not Truth.NO:
        truth = min(truth, evaluate(rule.when, facts))
    return truth


def _reason(standing: _Standing, facts: Facts, knowledge: Knowledge) -> SafetyReason:
    entry, rule, level, certain, plan = standing
    behind = standing.behind(facts)
    do = rule.do or (entry.do if isinstance(entry, SafetyItem) else entry.plan_effect)
    ask = rule.ask or (entry.ask if isinstance(entry, SafetyItem) else "")
    return SafetyReason(
        item=entry.id,
        name=entry.name,
        told=told_of(behind, facts=facts, knowledge=knowledge),
        level=level,
        certain=certain,
        do=do if certain else words(f"unsure.{level.name.lower()}"),
        say=sentence_to_say(
            behind,
            ask=ask,
            facts=facts,
            with_age=level is not Level.EMERGENCY and getattr(entry, "group", "") != OF_THE_MIND,
            knowledge=knowledge,
        ),
        within_days=rule.within_days if certain else None,
        plan=plan,
        facts=behind,
    )


def _plan(rule: SafetyRule, level: Level, *, certain: bool) -> PlanPermission | None:
    """What the rule allows; never anything at E and S, and one step more where the answer was open."""
    usual = _PLAN_BY_LEVEL[level]
    if usual is PlanPermission.NONE or rule.plan is None:
        return usual
    if certain:
        return rule.plan
    place = _STRICTEST_FIRST.index(rule.plan)
    return strictest((usual, _STRICTEST_FIRST[place + 1])) if place < 2 else rule.plan
