"""What to do about a load outside the sessions: how much less, for how long, and when to go back to it."""

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.conditions import Condition


class LoadAdvice(Entry):
    """One load of work, sport or home, shown to those whose answers name it."""

    id: Id
    name: Text
    when: Condition = Field(description="answers that name this load")
    not_with: tuple[Id, ...] = Field(default=(), description="filters under which a professional decides")
    cut: Text = Field(description="what to do less of, and by how much")
    how_long: Text
    back: Text = Field(description="when and how to go back")
    steps: tuple[Text, ...] = Field(default=(), description="the way back, week by week")
    sources: tuple[Id, ...] = Field(min_length=1)
