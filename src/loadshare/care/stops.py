"""What a stop means for the rest of the session. Nothing goes on by itself after a stop."""

from loadshare.care.session import StepKind, Timeline, TimelineStep
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.stop import RestOfSession, Stop, StopKind


class StopResult(Entry):
    """What to do after a stop. The player waits until the person chooses."""

    stop: str
    do: str
    triage: bool
    """True when the safety questions are asked now."""
    asks: tuple[str, ...]
    """Groups of safety items to ask again."""
    remaining: tuple[str, ...]
    """Exercises that may still be done if the person chooses to go on; empty when the session ends."""
    resume_at: int | None
    """Index of the step to go on from in `timeline`; None when the session ends."""
    timeline: Timeline
    """The session from here on: the stopped exercise, and what no longer suits, left out."""


def stops_for(*, knowledge: Knowledge, filters: frozenset[str]) -> tuple[Stop, ...]:
    """The stops offered to a person, in order."""
    return tuple(
        stop for stop in knowledge.stops.values() if stop.show_when is None or stop.show_when in filters
    )


def after_stop(*, timeline: Timeline, at: int, stop: Stop, knowledge: Knowledge) -> StopResult:
    """The rest of a session after a stop at step `at`.

    A stop of the exercise leaves that exercise out and keeps the ones after it, only the gentle ones where
    the stop says so. A stop for help ends the session. What was done before stays as it was.

    Raises `IndexError` when there is no step `at`.
    """
    here = timeline.steps[at]
    later = _later_items(timeline, here, stop, knowledge)
    steps = tuple(
        step for step in timeline.steps if step.index < at or step.item in later or step.kind is StepKind.DONE
    )
    numbered = tuple(step.model_copy(update={"index": index}) for index, step in enumerate(steps))
    rest = timeline.model_copy(
        update={
            "steps": numbered,
            "seconds": sum(step.seconds for step in numbered),
            "exercises": tuple(dict.fromkeys(step.exercise for step in numbered if step.exercise)),
        }
    )
    return StopResult(
        stop=stop.id,
        do=stop.do,
        triage=stop.kind is StopKind.HELP,
        asks=stop.asks,
        remaining=tuple(dict.fromkeys(step.exercise for step in steps if step.item in later)),
        resume_at=at if later else None,
        timeline=rest,
    )


def _later_items(timeline: Timeline, here: TimelineStep, stop: Stop, knowledge: Knowledge) -> frozenset[int]:
    if stop.kind is StopKind.HELP or stop.rest is RestOfSession.END:
        return frozenset()
    return frozenset(
        step.item
        for step in timeline.steps
        if step.item > here.item
        and step.kind is not StepKind.DONE
        and (stop.rest is RestOfSession.GO_ON or knowledge.exercises[step.exercise].gentle)
    )
