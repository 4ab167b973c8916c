"""The whole check in one call: answers in, level, profile and look-alikes out."""

from loadshare.care.answers import Answers, AnswersError, missing_answers
from loadshare.care.facts import facts_of, unusable_tests
from loadshare.care.look_alikes import (
    ActiveFilter,
    LookAlikeMatch,
    active_filters,
    match_look_alikes,
)
from loadshare.care.profile import Profile, build_profile
from loadshare.care.safety import SafetyResult, judge_safety
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.safety import HELP_FIRST, Level

__all__ = ["ActiveFilter", "CheckResult", "LookAlikeMatch", "run_check"]


class CheckResult(Entry):
    """Everything the check says. Stored whole, with the version of the rules that said it."""

    rules_version: str
    safety: SafetyResult
    profile: Profile | None
    """None at E and S, where there is something more important to do."""
    look_alikes: tuple[LookAlikeMatch, ...]
    filters: tuple[ActiveFilter, ...]
    incomplete_tests: tuple[str, ...]
    """Tests that were typed in but not used, because pain stopped them or the trials disagreed."""


def run_check(*, answers: Answers, knowledge: Knowledge) -> CheckResult:
    """The result of the check. Pure: the same answers and knowledge give the same result.

    An emergency is reported whatever else is missing. Otherwise raises `AnswersError` naming every required
    question that applies and has no answer, so that a gap is never read as a no.
    """
    facts = facts_of(answers=answers, knowledge=knowledge)
    safety = judge_safety(facts=facts, knowledge=knowledge)
    if safety.level is not Level.EMERGENCY:
        missing = missing_answers(answers=answers, knowledge=knowledge)
        if missing:
            raise AnswersError(missing)
    look_alikes = match_look_alikes(facts=facts, knowledge=knowledge)
    filters = active_filters(facts=facts, safety=safety, look_alikes=look_alikes, knowledge=knowledge)
    profile = None
    if safety.level not in HELP_FIRST:
        profile = build_profile(
            facts=facts,
            filters=frozenset(active.filter for active in filters),
            look_alikes=frozenset(match.look_alike for match in look_alikes),
            knowledge=knowledge,
        )
    return CheckResult(
        rules_version=knowledge.rules_version,
        safety=safety,
        profile=profile,
        look_alikes=look_alikes,
        filters=filters,
        incomplete_tests=unusable_tests(answers),
    )
