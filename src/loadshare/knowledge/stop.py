"""Reasons to stop in a session, and what each one leads to."""

from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text


class StopKind(StrEnum):
    """How far the stop reaches."""

    EXERCISE = "exercise"
    HELP = "help"


class RestOfSession(StrEnum):
    """What may still be done afterwards; nothing ever goes on by itself."""

    GO_ON = "go-on"
    GENTLE_ONLY = "gentle-only"
    END = "end"


class Stop(Entry):
    """One thing a person may feel, with the words for it."""

    id: Id
    order: int
    kind: StopKind
    text: Text = Field(description="what the person taps")
    do: Text = Field(description="what to do now, first sentence first")
    rest: RestOfSession
    show_when: Id | None = Field(default=None, description="offered only while this filter is on")
    asks: tuple[Id, ...] = Field(default=(), description="groups of safety items to ask again")
    sources: tuple[Id, ...] = Field(min_length=1)
