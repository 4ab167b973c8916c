"""Which home tests a person may be offered."""

from loadshare.care.answers import Answers
from loadshare.care.facts import facts_of
from loadshare.care.look_alikes import active_filters, match_look_alikes
from loadshare.care.safety import judge_safety
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.safety import Level
from loadshare.knowledge.self_test import SelfTest

LEVELS_FIT_FOR_TESTS = frozenset({Level.CARE, Level.CARE_CHANGED})
"""Nobody who should be seen first is asked to try what hurts. Source: loadshare-judgement."""


def tests_to_offer(*, answers: Answers, knowledge: Knowledge) -> tuple[SelfTest, ...]:
    """The home tests that fit the answers given so far, those of the five-minute check first.

    None at level D and above; otherwise those whose `not_for` names no active filter.
    """
    facts = facts_of(answers=answers, knowledge=knowledge)
    safety = judge_safety(facts=facts, knowledge=knowledge)
    if safety.level not in LEVELS_FIT_FOR_TESTS:
        return ()
    look_alikes = match_look_alikes(facts=facts, knowledge=knowledge)
    filters = active_filters(facts=facts, safety=safety, look_alikes=look_alikes, knowledge=knowledge)
    active = {found.filter for found in filters}
    fit = [test for test in knowledge.self_tests.values() if active.isdisjoint(test.not_for)]
    return tuple(sorted(fit, key=lambda test: not test.default))
