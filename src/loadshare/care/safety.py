"""Safety level: the highest item met wins, with the exact items that led to it."""

from loadshare.knowledge._base import Entry
from loadshare.knowledge.safety import Level, PlanPermission


class SafetyReason(Entry):
    """One item or look-alike that led to a level."""

    item: str
    name: str
    level: Level
    certain: bool
    """False when the answer was "not sure", which counts one level lower."""
    do: str
    say: str
    within_days: int | None
    plan: PlanPermission
    facts: tuple[str, ...]
    """The answers that met the rule, as fact names."""


class SafetyResult(Entry):
    """The level, and every reason that stands, most urgent first."""

    level: Level
    reasons: tuple[SafetyReason, ...]
    plan: PlanPermission | None
    """The strictest permission among the reasons; None when a normal programme is allowed."""
