"""Own activities that somebody is wary of, in five steps from easy to whole, and how sure they are of each.

Trying what one is wary of, in steps, at one's own pace: from work on trust in moving (`restore-2025`). The
steps and the words are our judgement (`loadshare-judgement`).
"""

import datetime as dt

from pydantic import Field

from loadshare.care.words import words
from loadshare.knowledge._base import Entry

STEPS = 5
SURE_ENOUGH = 7
"""From here on, of 10, the next step is offered."""
UNSURE = 3


class Try(Entry):
    """One time it was tried."""

    on: dt.date
    sure: int = Field(ge=0, le=10)
    """How sure they are now that they can do it again."""


class OwnStep(Entry):
    """One of the five, with what was tried, oldest first."""

    place: int = Field(ge=1, le=STEPS)
    words: str
    tries: tuple[Try, ...] = ()

    @property
    def sure(self) -> int | None:
        """How sure they were the last time."""
        return self.tries[-1].sure if self.tries else None


def next_step(steps: tuple[OwnStep, ...]) -> OwnStep | None:
    """The first that was not tried, or not surely; None where every one is sure."""
    return next((step for step in steps if step.sure is None or step.sure < SURE_ENOUGH), None)


def step_now(steps: tuple[OwnStep, ...], *, may_grow: bool) -> OwnStep | None:
    """The step to try now: none that is new while nothing may grow."""
    standing = next_step(steps)
    return standing if standing is None or may_grow or standing.tries else None


def said_of(steps: tuple[OwnStep, ...], *, may_grow: bool) -> str:
    """What stands now, in a sentence or two: never a reproach, and never a warning about the back."""
    standing = next_step(steps)
    if standing is None:
        return words("own-steps.all")
    if standing.sure is None and not may_grow:
        return words("own-steps.waits")
    if standing.sure is None:
        return (
            words("own-steps.first") if standing.place == 1 else words("own-steps.next", step=standing.words)
        )
    if standing.sure <= UNSURE:
        return words("own-steps.again-smaller" if standing.place > 1 else "own-steps.again-first")
    return words("own-steps.again")
