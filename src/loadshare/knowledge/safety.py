"""Safety items, look-alikes and the filters they switch on."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition


class Level(StrEnum):
    """What to do now, most urgent first; the highest level met wins."""

    EMERGENCY = "E"
    SAME_DAY = "S"
    DAYS = "D"
    CARE_CHANGED = "C+"
    CARE = "C"

    @property
    def urgency(self) -> int:
        """4 for an emergency down to 0 for going on with care."""
        return ("C", "C+", "D", "S", "E").index(self.value)


HELP_FIRST = frozenset({Level.EMERGENCY, Level.SAME_DAY})
"""Help comes before anything else here, and there is no programme."""


class PlanPermission(StrEnum):
    """What kind of programme a person may have while an item stands."""

    NONE = "none"
    RESTRICTED = "restricted"
    ADAPTED = "adapted"


class SafetyRule(Entry):
    """One level an item can reach, and when.

    An open answer ("not sure") counts one level lower. `plan` says what programme the level allows;
    left out, it follows the level: none at E and S, restricted at D, adapted at C+. `when` may be left
    out for a look-alike only: the rule then stands whenever the look-alike is seen. `do` and `ask`
    replace the item's words where one level asks for something else than another.
    """

    level: Level
    when: Condition | None = None
    plan: PlanPermission | None = None
    within_days: int | None = Field(default=None, description="see somebody within this many days")
    do: Text | None = None
    ask: Text | None = None


class SafetyItem(Entry):
    """One row of the safety list."""

    id: Id
    group: Id
    name: Text = Field(description="plain name for those who read the rules; never a heading for a person")
    rules: tuple[SafetyRule, ...] = Field(min_length=1)
    do: Text = Field(description="what to do, first sentence first")
    ask: str = Field(default="", description="what to ask, after the person's own ticks were said")
    filters: tuple[Id, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)
    read: bool
    note: str = ""


class LookAlike(Entry):
    """A condition that resembles the article's picture and wants another plan."""

    id: Id
    name: Text
    when: Condition
    rules: tuple[SafetyRule, ...] = Field(default=(), description="levels it leads to")
    clues: Text = Field(description="what in the answers resembles it, in plain words")
    meaning: Text = Field(description="what that means, never a diagnosis")
    plan_effect: Text
    filters: tuple[Id, ...] = ()
    replaces_lead: bool = Field(default=False, description="its variant leads the programme, not a mechanism")
    sources: tuple[Id, ...] = Field(min_length=1)
    read: bool


class Filter(Entry):
    """A condition or circumstance that exercises can be cautious about."""

    id: Id
    name: Text
    when: Condition | None = Field(default=None, description="switched on by answers; else by an item")
    no_idea_leads: bool = Field(default=False, description="while it is on, none of the ideas leads")
    advice: str = ""
    sources: tuple[Id, ...] = Field(min_length=1)
