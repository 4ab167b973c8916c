"""What people can expect before they begin: how those with this length of pain fared, and by how much."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition
from loadshare.knowledge.evidence import Grade


class ExpectationTopic(StrEnum):
    """One is told of each, in this order."""

    COURSE = "course"
    SIZE = "size"
    ELSE = "else"


class Expectation(Entry):
    """One sentence or two, from trials. The first of a topic that fits is told."""

    id: Id
    topic: ExpectationTopic
    when: Condition | None = Field(default=None, description="left out where it is told if no other fits")
    text: Text
    not_said: Text = Field(description="what the sources do not show, or what we could not read")
    grade: Grade
    sources: tuple[Id, ...] = Field(min_length=1)
