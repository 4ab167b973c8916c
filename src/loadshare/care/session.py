"""A guided session as a timeline: what happens, for how long, and what is said."""

from enum import StrEnum

from loadshare.care.programme import Side
from loadshare.knowledge._base import Entry


class StepKind(StrEnum):
    """What a stretch of the timeline is."""

    PREPARE = "prepare"
    WORK = "work"
    HOLD = "hold"
    SWITCH = "switch"
    REST = "rest"
    DONE = "done"


class Speech(Entry):
    """Words spoken at an offset from the start of a step."""

    at_s: float
    text: str


class TimelineStep(Entry):
    """One stretch of the session. The player needs nothing else to show, count, speak and beep."""

    index: int
    kind: StepKind
    exercise: str
    item: int
    """Place of the exercise in the session, from 0."""
    side: Side
    set: int
    sets: int
    count: int
    """Repetitions in a WORK step, 1 for a HOLD; 0 elsewhere."""
    of: int
    """Which hold of the set this is, from 1; 0 elsewhere."""
    seconds: float
    """How long; for WORK with a count, count x tempo."""
    tempo_s: float
    """Seconds for one repetition in a WORK step with a count, else 0."""
    title: str
    """The large words on the screen."""
    speech: tuple[Speech, ...]


class Timeline(Entry):
    """A whole session."""

    steps: tuple[TimelineStep, ...]
    seconds: float
    exercises: tuple[str, ...]
