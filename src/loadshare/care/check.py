"""The whole check in one call: answers in, level, profile and look-alikes out."""

from loadshare.care.profile import Profile
from loadshare.care.safety import SafetyResult
from loadshare.knowledge._base import Entry


class ActiveFilter(Entry):
    """A circumstance that exercises are chosen around, and what switched it on."""

    filter: str
    because: tuple[str, ...]
    """Ids of safety items or look-alikes, or the facts of the filter's own condition."""


class LookAlikeMatch(Entry):
    """A look-alike whose clues are in the answers."""

    look_alike: str
    name: str
    certain: bool
    clues: str
    meaning: str
    plan_effect: str
    replaces_lead: bool


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
