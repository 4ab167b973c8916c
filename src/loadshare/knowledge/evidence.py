"""Sources, graded statements and single published numbers."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text


class Grade(StrEnum):
    """How far the evidence carries a statement, for this use."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    IDEA = "idea-only"


class Source(Entry):
    """Where something was read. `read` is false while it is known from memory only."""

    id: Id
    title: Text
    year: int | None = None
    where: Text | None = Field(default=None, description="journal, organisation or page")
    doi: str | None = None
    read: bool
    note: str = ""


class Figure(Entry):
    """One published number. An unread figure may guide a default but is never shown as a fact."""

    name: Text
    value: float
    spread: float | None = None
    unit: Text
    source: Id
    read: bool
    note: str = ""


class Statement(Entry):
    """A claim of the article with our verdict: what the evidence says, and what it does not say."""

    id: Id
    code: str = Field(description="row of the verdict table: A, B, M1 .. G")
    claim: Text = Field(description="the article's claim in our own plain words")
    grade: Grade
    verdict: Text = Field(description="one honest sentence a person reads")
    not_said: Text = Field(description="what the evidence does not show")
    sources: tuple[Id, ...] = Field(min_length=1)
