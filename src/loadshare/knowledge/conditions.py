"""Conditions written in data: when a question shows, a flag rises, a point counts, a filter applies.

A condition reads *facts*: flat names for answers (`age`, `saddle-numbness`) and for measured
quantities (`hip-rotation.internal.lowest`). How facts are weighed, "not sure" included, is
`loadshare.care.conditions`; this module only says how a condition may be written::

    when = { all = [ { fact = "age", under = 45 }, { fact = "duration-weeks", over = 13 } ] }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from loadshare.knowledge._base import Entry


class Is(Entry):
    """The fact has exactly this value; for a yes/no fact, "not sure" leaves it open."""

    fact: str
    is_: str = Field(alias="is")


class OneOf(Entry):
    """The fact has one of these values."""

    fact: str
    one_of: tuple[str, ...]


class Includes(Entry):
    """The fact is a list of choices that includes this one."""

    fact: str
    includes: str


class Number(Entry):
    """The fact is a number inside the given bounds (`at_least` and `at_most` include the bound)."""

    fact: str
    at_least: float | None = None
    at_most: float | None = None
    under: float | None = None
    over: float | None = None

    @model_validator(mode="after")
    def _needs_a_bound(self) -> Self:
        if all(bound is None for bound in (self.at_least, self.at_most, self.under, self.over)):
            raise ValueError("a numeric condition needs at_least, at_most, under or over")
        return self


class All(Entry):
    """Every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any(Entry):
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class NoneOf(Entry):
    """No part holds. Never used in safety rules: a red flag may only ever raise the level."""

    none: tuple[Condition, ...] = Field(min_length=1)


class Count(Entry):
    """At least `reach` parts hold."""

    count: tuple[Condition, ...] = Field(min_length=1)
    reach: int = Field(ge=1)


Condition = Is | OneOf | Includes | Number | All | Any | NoneOf | Count
for _model in (All, Any, NoneOf, Count):
    _model.model_rebuild()


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one; empty for a condition on a single fact."""
    match condition:
        case All(all=parts) | Any(any=parts) | NoneOf(none=parts) | Count(count=parts):
            return parts
        case _:
            return ()


def facts_in(condition: Condition) -> Iterator[str]:
    """Every fact name the condition reads, in the order written."""
    match condition:
        case Is(fact=fact) | OneOf(fact=fact) | Includes(fact=fact) | Number(fact=fact):
            yield fact
        case _:
            for part in parts_of(condition):
                yield from facts_in(part)
