"""The article's three ideas, with the evidence points that speak for each."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition


class Basis(StrEnum):
    """Where a point comes from; answers alone never carry an idea beyond 'partly'."""

    ANSWER = "answer"
    MEASUREMENT = "measurement"


class Point(Entry):
    """One evidence item: `weight` 2 for ++, 1 for +."""

    id: Id
    basis: Basis
    weight: int = Field(ge=1, le=2)
    when: Condition
    says: Text = Field(description="the reason, starting with 'You': 'You said that ...'")
    against: str = Field(default="", description="the reason when it was asked or measured and is not so")
    known_when: Condition | None = Field(
        default=None, description="for a measurement: when the test counts as done"
    )


class Mechanism(Entry):
    """One idea of the article."""

    id: Id
    code: str = Field(pattern=r"^M[123]$")
    name: Text
    idea: Text = Field(description="the idea in one sentence")
    statement: Id
    points: tuple[Point, ...] = Field(min_length=1)
    tests: tuple[Id, ...] = Field(description="self-tests that would tell more")
    tests_decide: bool = Field(
        default=False,
        description="answers alone do not lead the programme once a ++ test was done and found nothing",
    )
    never_leads_when: Condition | None = Field(
        default=None, description="its emphasis would not suit this person, however well it fits"
    )
    sources: tuple[Id, ...] = Field(min_length=1)


class Sign(Entry):
    """One of the article's five signs: how we read it."""

    id: Id
    code: str = Field(pattern=r"^S[1-5]$")
    text: Text
    question: Id
    when: Condition = Field(description="when the person has this sign")
    statement: Id
    sources: tuple[Id, ...] = Field(min_length=1)
