"""Which of the three ideas the answers and measurements relate to, with a reason for every point."""

from enum import StrEnum

from loadshare.knowledge._base import Entry
from loadshare.knowledge.mechanism import Basis


class Fit(StrEnum):
    """How far the answers and tests speak for an idea."""

    FITS_WELL = "fits well"
    PARTLY = "partly"
    LITTLE_SIGN = "little sign"
    NOT_TESTED = "not tested"


class PointResult(Entry):
    """One evidence point that was decided."""

    point: str
    weight: int
    basis: Basis
    reason: str


class MechanismFit(Entry):
    """One idea, how well it fits, and why."""

    mechanism: str
    fit: Fit
    score: int
    """0 to 100: 15 for each + (weight 1), 30 for each ++ (weight 2), capped at 100."""
    speaks_for: tuple[PointResult, ...]
    speaks_against: tuple[PointResult, ...]
    capped: bool
    """True when answers alone would have said 'fits well' and the cap of 'partly' held it back."""
    untested: tuple[str, ...]
    """Self-tests that would tell more and were not done."""


class Profile(Entry):
    """The three ideas, strongest first."""

    fits: tuple[MechanismFit, ...]
    lead: tuple[str, ...]
    """Mechanisms that lead the programme's emphasis; empty means a general programme."""
