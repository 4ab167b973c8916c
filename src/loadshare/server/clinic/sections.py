"""The parts of a person's data that can be shared, each by a yes of its own."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache


class SharedPart(StrEnum):
    """One part. The level is in every sharing: without it nobody could look after anybody."""

    LEVEL = "level"
    ANSWERS = "answers"
    PROGRAMME = "programme"
    CHANGES = "changes"
    """To change the programme, which goes beyond looking."""
    MEASUREMENTS = "measurements"
    SCORES = "scores"
    MESSAGES = "messages"
    DESK = "desk"
    """That assistants of the clinic see who is due, and nothing else."""


CHOSEN = tuple(one for one in SharedPart if one is not SharedPart.LEVEL)
"""What a person may add to the level."""

OPENED = tuple(one for one in CHOSEN if one is not SharedPart.DESK)
"""What a practitioner opens of it."""

PAGES_OF_THEIR_OWN = {SharedPart.MESSAGES: "clinic_talk", SharedPart.CHANGES: "clinic_edit"}
"""Parts in which something is done, by the name of their address."""


def as_text(sections: frozenset[SharedPart]) -> str:
    """As a row keeps them, in one order."""
    return " ".join(one.value for one in SharedPart if one in sections)


@lru_cache(maxsize=256)
def from_text(text: str) -> frozenset[SharedPart]:
    """What a row says."""
    return frozenset(SharedPart(one) for one in text.split())
