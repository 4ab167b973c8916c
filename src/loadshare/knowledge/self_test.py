"""Self-tests: how to measure, what the numbers mean, and what they do not."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition
from loadshare.knowledge.evidence import Figure


class TestUnit(StrEnum):
    """Units of a self-test."""

    __test__ = False

    DEGREES = "deg"
    SECONDS = "s"
    REPETITIONS = "repetitions"
    CENTIMETRES = "cm"
    SCORE = "score"
    CHOICE = "choice"


class Quantity(Entry):
    """One thing a test yields, once or for each side.

    A two-sided quantity `internal` of test `hip-rotation` gives the facts `hip-rotation.internal.left`,
    `.right`, `.lowest`, `.highest`, `.difference` and `.ratio` (lowest divided by highest).
    """

    id: Id
    name: Text
    unit: TestUnit
    per_side: bool
    least: float = 0
    most: float
    options: tuple[Id, ...] = Field(default=(), description="for a choice: its allowed values")


class Finding(Entry):
    """A reading of the numbers that the profile may use, written as a condition."""

    id: Id
    when: Condition
    text: Text = Field(description="what it says to the person: 'moves less on your test'")


class SelfTest(Entry):
    """A test a person can do at home."""

    __test__ = False

    id: Id
    name: Text
    purpose: Text
    mechanisms: tuple[Id, ...]
    quantities: tuple[Quantity, ...] = Field(min_length=1)
    findings: tuple[Finding, ...] = ()
    needs: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = Field(min_length=3)
    stop_if: tuple[Text, ...] = Field(min_length=1)
    not_for: tuple[Id, ...] = Field(default=(), description="filters under which it is not done")
    detectable_change: Text = Field(description="how big a change must be to be real")
    real_change: float | None = Field(
        default=None, gt=0, description="the number in it, in the unit of `charted`; left out where not known"
    )
    charted: tuple[Id, ...] = Field(default=(), description="quantities shown over time")
    validity: Text = Field(description="what it can and cannot show")
    default: bool = Field(default=False, description="part of the five-minute check")
    sources: tuple[Id, ...] = Field(min_length=1)
    figures: tuple[Figure, ...] = ()
