"""What a person's tests and answers call for, and which test result starts an exercise higher."""

from typing import Annotated

from pydantic import Field, StringConstraints

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.template import Code

FindingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""A finding of a self-test: `test/finding`."""


class Need(Entry):
    """Something measured, told or ticked that a programme answers with an exercise.

    It holds when one of its findings, one of its filters or its condition does.
    """

    id: Id
    name: Text = Field(description="plain name for those who read the rules")
    findings: tuple[FindingId, ...] = Field(default=(), description="measured on a self-test; says why")
    filters: tuple[Id, ...] = Field(default=(), description="conditions that ask for it")
    when: Condition | None = Field(default=None, description="answers that ask for it")
    unless: Condition | None = Field(default=None, description="a measurement that speaks against it")
    strand: Strand = Field(description="the strand it takes in")
    use: tuple[Code, ...] = Field(
        default=(), description="the first of these that asks the person for no other care takes a place"
    )
    says: str = Field(default="", description="the reason a person reads, where no finding gives one")
    sources: tuple[Id, ...] = Field(min_length=1)


class Start(Entry):
    """A test result at or above the usual dose: the exercise starts higher."""

    id: Id
    name: Text
    exercise: Id
    when: Condition
    reach: int = Field(ge=1, description="repetitions, or seconds of hold, to start with")
    harder: bool = Field(default=False, description="or the next harder exercise, where no care is asked for")
    test: Id = Field(description="the self-test it rests on")
    sources: tuple[Id, ...] = Field(min_length=1)
