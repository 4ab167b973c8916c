"""The next doses: up after two good sessions, down after pain, one thing at a time.

Rules with a traffic light (source: `loadshare-judgement`; the light after `thomee-1997` and
`silbernagel-2007`). Pure: logs and today in, steps with their reasons out. Asking twice about the same logs
never moves anything twice, because each log carries the dose it was done at.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from loadshare.care.case import Case
from loadshare.care.doses import describe_dose, ladder, rung_of, start_rung
from loadshare.care.edit import fits, largest_fitting, replaced
from loadshare.care.logs import (
    ItemLog,
    Light,
    SessionLog,
    is_red_twice,
    item_light,
    session_light,
    sessions_of,
)
from loadshare.care.programme_types import Change, Programme, ProgrammeItem
from loadshare.care.selection import Allowance, next_in_chain
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose, Exercise, Strand

DONE_SHARE = 0.8
EFFORT_MOST = 6
GOOD_SESSIONS = 2
RED_STEPS, AMBER_STEPS, DELOAD_STEPS = 2, 1, 1
MISSED_DAYS = 14
SKIP_LEVELS = 1
"""A link of the chain that cannot be afforded is skipped upwards only if what follows is no more than this
many levels harder."""


class Move(StrEnum):
    """What happens to an exercise."""

    STAY = "stay"
    UP = "up"
    HARDER = "harder"
    DOWN = "down"
    EASIER = "easier"


class DoseStep(Entry):
    """What one exercise of the programme becomes, and why."""

    exercise: str
    move: Move
    to: str
    """The exercise from now on: the same one but for HARDER and EASIER."""
    dose: Dose
    reason: str


class Advice(Entry):
    """See somebody: what the programme alone should not carry on with."""

    level: str
    why: str
    do: str


class Progress(Entry):
    """The programme with its next doses, what to say about them, and whether somebody should be seen."""

    rules_version: str
    programme: Programme
    """The same week with the steps made; hand it to the next week as `previous`."""
    steps: tuple[DoseStep, ...]
    """One for every exercise the programme held, in its order."""
    changes: tuple[Change, ...]
    """The steps that moved something, in words; hand them to the next week as `changes`."""
    steady: bool
    """True after any step down or red light: the next week adds nothing new."""
    advice: Advice | None


RED_TWICE = Advice(
    level="D",
    why="Two sessions within a week hurt too much.",
    do="Book your GP or a physiotherapist within a week or two. Until then, do the gentle flare-day version.",
)


@dataclass(frozen=True, kw_only=True)
class _Rung:
    """A place in a chain: an exercise and a rung of its ladder."""

    exercise: Exercise
    rung: int

    @property
    def dose(self) -> Dose:
        return ladder(self.exercise.dose)[self.rung]


def next_doses(*, programme: Programme, logs: tuple[SessionLog, ...], case: Case, today: dt.date) -> Progress:
    """What every exercise of the programme becomes after these sessions.

    Down: two steps after a red light, one after two amber ones in a row, one after two missed weeks. Up: one
    step for at most one exercise, and only where its last two sessions at this dose were at least 80 % done,
    green, and of effort 6 or less, the step fits the minutes and the week's stretching, the latest session
    was not red (a flare day included), nothing goes down and nothing went up since the last session. Two red
    sessions in seven days bring advice to see somebody.

    Raises `NoProgrammeError` where the person may have no programme.
    """
    allowance = case.allowance
    past = tuple(log for log in logs if log.date <= today)
    began = programme
    steps: dict[str, DoseStep] = {}
    for item in began.items:
        step = _down_or_stay(item, programme, past, case, allowance, today)
        steps[item.exercise] = step
        programme = _applied(programme, step, case, allowance)
    steady = _ends_red(past) or any(step.move is not Move.STAY for step in steps.values())
    if not steady and past and not _ends_red(past) and not _went_up_since(programme, past, case):
        risen = _one_up(programme, past, case, allowance)
        if risen is not None:
            steps[risen.exercise] = risen
            programme = _applied(programme, risen, case, allowance)
    changes = tuple(
        Change(exercise=step.to, text=step.reason) for step in steps.values() if step.move is not Move.STAY
    )
    return Progress(
        rules_version=case.knowledge.rules_version,
        programme=programme.model_copy(update={"changes": changes}) if changes else programme,
        steps=tuple(steps.values()),
        changes=changes,
        steady=steady,
        advice=RED_TWICE if is_red_twice(logs=past, today=today) else None,
    )


def _applied(programme: Programme, step: DoseStep, case: Case, allowance: Allowance) -> Programme:
    if step.move is Move.STAY:
        return programme
    return replaced(
        programme=programme,
        old=step.exercise,
        new=case.knowledge.exercises[step.to],
        dose=step.dose,
        case=case,
        allowance=allowance,
    )


def step_up(*, exercise: Exercise, rung: int, allowance: Allowance, taken: frozenset[str]) -> _Rung | None:
    """One step up: the next dose, or the start dose of the harder exercise; None at the very top.

    Self-massage never moves to a harder way by itself: it is for comfort.
    """
    if rung + 1 < len(ladder(exercise.dose)):
        return _Rung(exercise=exercise, rung=rung + 1)
    harder = next_in_chain(exercise=exercise, harder=True, allowance=allowance, taken=taken)
    if harder is None or exercise.strand is Strand.RELEASE:
        return None
    if harder.id != exercise.harder and harder.level - exercise.level > SKIP_LEVELS:
        return None
    return _Rung(exercise=harder, rung=start_rung(harder.dose))


def step_down(*, exercise: Exercise, rung: int, allowance: Allowance, taken: frozenset[str]) -> _Rung:
    """One step down: the dose before, or from the smallest the easier exercise; at the bottom it stays."""
    if rung > 0:
        return _Rung(exercise=exercise, rung=rung - 1)
    easier = next_in_chain(exercise=exercise, harder=False, allowance=allowance, taken=taken)
    if easier is None:
        return _Rung(exercise=exercise, rung=0)
    return _Rung(exercise=easier, rung=min(1, start_rung(easier.dose)))


def _down_or_stay(
    item: ProgrammeItem,
    programme: Programme,
    logs: tuple[SessionLog, ...],
    case: Case,
    allowance: Allowance,
    today: dt.date,
) -> DoseStep:
    exercise = case.knowledge.exercises[item.exercise]
    lights = tuple(item_light(session=session, item=log) for session, log in _at_this_dose(item, logs))
    steps, why = _steps_down(lights, logs, today)
    taken = frozenset(other.exercise for other in programme.items)
    now = here = _Rung(exercise=exercise, rung=rung_of(exercise=exercise, dose=item.dose))
    for _ in range(steps):
        now = step_down(exercise=now.exercise, rung=now.rung, allowance=allowance, taken=taken)
    if now.exercise is not exercise:
        now = _fitting(item, now, programme, case) or _Rung(exercise=exercise, rung=0)
    if now == here:
        return _stay(item, exercise, hurt=steps > 0)
    return _step(item, now, Move.DOWN if now.exercise is exercise else Move.EASIER, why)


def _fitting(item: ProgrammeItem, to: _Rung, programme: Programme, case: Case) -> _Rung | None:
    """The easier exercise at the largest dose up to this one that has room; None when it has none."""
    dose = largest_fitting(programme=programme, old=item.exercise, new=to.exercise, rung=to.rung, case=case)
    if dose is None:
        return None
    return _Rung(exercise=to.exercise, rung=rung_of(exercise=to.exercise, dose=dose))


def _stay(item: ProgrammeItem, exercise: Exercise, *, hurt: bool) -> DoseStep:
    floor = f"{exercise.name} is as small as it gets. Swap it if it still hurts."
    return DoseStep(
        exercise=item.exercise,
        move=Move.STAY,
        to=item.exercise,
        dose=item.dose,
        reason=floor if hurt else "As before.",
    )


def _steps_down(lights: tuple[Light, ...], logs: tuple[SessionLog, ...], today: dt.date) -> tuple[int, str]:
    """How many steps down, and the reason in words."""
    if lights and lights[-1] is Light.RED:
        return RED_STEPS, "because it hurt too much last time. Going back a little lets it settle"
    if lights[-2:] == (Light.AMBER, Light.AMBER):
        return AMBER_STEPS, "because it was a bit sore twice in a row"
    if lights and (today - max(log.date for log in logs)).days >= MISSED_DAYS:
        return DELOAD_STEPS, "because you had two weeks off. It comes back quickly"
    return 0, ""


def _at_this_dose(
    item: ProgrammeItem, logs: tuple[SessionLog, ...]
) -> tuple[tuple[SessionLog, ItemLog], ...]:
    """Sessions of this exercise since it has had its present dose."""
    recent: list[tuple[SessionLog, ItemLog]] = []
    for session, log in reversed(sessions_of(exercise=item.exercise, logs=logs)):
        if log.dose != item.dose:
            break
        recent.append((session, log))
    return tuple(reversed(recent))


def _one_up(
    programme: Programme, logs: tuple[SessionLog, ...], case: Case, allowance: Allowance
) -> DoseStep | None:
    """The one exercise that goes up: of those ready, the one that has climbed least."""
    taken = frozenset(item.exercise for item in programme.items)
    ready = [item for item in programme.items if is_ready(item=item, logs=logs)]
    ready.sort(key=lambda item: _climbed(item, case))
    for item in ready:
        exercise = case.knowledge.exercises[item.exercise]
        rung = rung_of(exercise=exercise, dose=item.dose)
        up = step_up(exercise=exercise, rung=rung, allowance=allowance, taken=taken)
        if up is not None and fits(
            programme=programme, old=item.exercise, new=up.exercise, dose=up.dose, case=case
        ):
            move = Move.UP if up.exercise.id == item.exercise else Move.HARDER
            return _step(item, up, move, "because your last two sessions of it went well")
    return None


def is_ready(*, item: ProgrammeItem, logs: tuple[SessionLog, ...]) -> bool:
    """True when its last two sessions at this dose were done, green and not too hard."""
    recent = _at_this_dose(item, logs)[-GOOD_SESSIONS:]
    return len(recent) == GOOD_SESSIONS and all(_is_good(session, log) for session, log in recent)


def _is_good(session: SessionLog, log: ItemLog) -> bool:
    effort = log.effort if log.effort is not None else session.effort
    return (
        log.done_share >= DONE_SHARE
        and item_light(session=session, item=log) is Light.GREEN
        and effort is not None
        and effort <= EFFORT_MOST
    )


def _climbed(item: ProgrammeItem, case: Case) -> int:
    exercise = case.knowledge.exercises[item.exercise]
    return rung_of(exercise=exercise, dose=item.dose) - start_rung(exercise.dose)


def _went_up_since(programme: Programme, logs: tuple[SessionLog, ...], case: Case) -> bool:
    """True when something went up after the latest session already: one step up a session, no more."""
    latest = max(logs, key=lambda log: log.date)
    items = {item.exercise: item for item in programme.items}
    return any(
        _is_higher_now(case.knowledge.exercises[log.exercise], log, items, case)
        for log in latest.items
        if log.exercise in case.knowledge.exercises
    )


def _is_higher_now(exercise: Exercise, log: ItemLog, items: Mapping[str, ProgrammeItem], case: Case) -> bool:
    if exercise.id in items:
        now = rung_of(exercise=exercise, dose=items[exercise.id].dose)
        return now > rung_of(exercise=exercise, dose=log.dose)
    return any(harder in items for harder in _harder_than(exercise, case))


def _harder_than(exercise: Exercise, case: Case) -> tuple[str, ...]:
    """Everything further up the chain."""
    chain: list[str] = []
    following = exercise.harder
    while following is not None and following not in chain and following in case.knowledge.exercises:
        chain.append(following)
        following = case.knowledge.exercises[following].harder
    return tuple(chain)


def _ends_red(logs: tuple[SessionLog, ...]) -> bool:
    latest = max(logs, key=lambda log: log.date, default=None)
    if latest is None:
        return False
    return session_light(session=latest) is Light.RED


def _step(item: ProgrammeItem, to: _Rung, move: Move, why: str) -> DoseStep:
    dose = describe_dose(exercise=to.exercise, dose=to.dose)
    return DoseStep(
        exercise=item.exercise,
        move=move,
        to=to.exercise.id,
        dose=to.dose,
        reason=f"{to.exercise.name}: now {dose}, {why}.",
    )
