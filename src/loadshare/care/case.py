"""One person's case: everything a change to their programme has to respect."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.preferences import at_stage
from loadshare.care.programme_types import Preferences, Stage
from loadshare.care.selection import Allowance, allowance_for
from loadshare.knowledge.library import Knowledge


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """Whom a programme is for."""

    check: CheckResult
    preferences: Preferences
    facts: Facts
    knowledge: Knowledge = field(repr=False)
    unlocked: frozenset[str] = frozenset()
    """Exercises opened by good weeks of the one before (`loadshare.care.logs.unlocked_by`)."""
    beyond: frozenset[str] = frozenset()
    """What a practitioner set although a thing for it was not ticked (`loadshare.care.pins.beyond_of`)."""

    def at_stage(self, stage: Stage) -> "Case":
        """The same case with the wishes that hold while a programme is at this stage."""
        wishes = at_stage(preferences=self.preferences, stage=stage)
        return self if wishes == self.preferences else replace(self, preferences=wishes)

    @cached_property
    def allowance(self) -> Allowance:
        """What this person may do and can afford. Raises `NoProgrammeError` where there is no programme."""
        return allowance_for(
            check=self.check,
            preferences=self.preferences,
            knowledge=self.knowledge,
            unlocked=self.unlocked,
            beyond=self.beyond,
        )
