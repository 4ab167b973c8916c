"""The next doses: up after two good sessions, down after pain, one thing of a strand at a time.

Rules with a traffic light (source: `loadshare-judgement`; the light after `thomee-1997` and
`silbernagel-2007`). Pure: logs and today in, steps with their reasons out. Asking twice about the same logs
never moves anything twice, because each log carries the dose it was done at.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum
from itertools import takewhile

from loadshare.care.case import Case
from loadshare.care.changes import still_told
from loadshare.care.doses import describe_dose, fit_dose, half_dose, item_seconds, rung_of, start_rung
from loadshare.care.edit import fits, largest_fitting, made_room, pinned, replaced
from loadshare.care.logs import (
    ItemLog,
    Light,
    SessionLog,
    ends_red,
    is_away,
    is_red_twice,
    item_light,
    last_day,
    session_light,
    sessions_of,
)
from loadshare.care.needs import HIGH_DISTRESS
from loadshare.care.programme_types import Before, Change, Programme, ProgrammeItem, Stage
from loadshare.care.selection import Allowance
from loadshare.care.steps import Rung, step_down, step_harder, step_up
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose, Exercise, Strand

DONE_SHARE = 0.8
EFFORT_MOST = 6
GOOD_SESSIONS, GOOD_SESSIONS_SLOW = 2, 3
"""How many good sessions in a row a step rests on; at a heavy time one more (`loadshare-judgement`)."""
RED_STEPS, AMBER_STEPS, DELOAD_STEPS = 2, 1, 1
UP_IN_TURN = (Strand.STRENGTHEN, Strand.STRETCH, Strand.RELEASE)
"""Each strand has its own step; strength has the first call on the time (`acsm-progression`)."""


class ItemMove(StrEnum):
    """What happens to an exercise."""

    STAY = "stay"
    UP = "up"
    HARDER = "harder"
    DOWN = "down"
    EASIER = "easier"
    FITS = "fits"
    """Smaller, to leave the time for a step of strength."""


class DoseStep(Entry):
    """What one exercise of the programme becomes, and why."""

    exercise: str
    move: ItemMove
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


class StepReason(StrEnum):
    """Why a dose moves; the words of each stand under `step` in `words/care.toml`."""

    WELL = "well"
    SPREAD = "spread"
    STOPPED = "stopped"
    UNSETTLED = "unsettled"
    AFTER = "after"
    HURT = "hurt"
    UNSAID = "unsaid"
    SORE = "sore"
    AWAY = "away"
    ROOM = "room"


NAMING_WHAT_WAS_DONE = frozenset(
    {StepReason.WELL, StepReason.STOPPED, StepReason.HURT, StepReason.UNSAID, StepReason.SORE}
)
"""Reasons that speak of the exercise done, which has to be named where another takes its place."""


def red_twice_advice() -> Advice:
    """What two red sessions in seven days bring."""
    return Advice(level="D", why=words("red-twice.why"), do=words("red-twice.do"))


def next_doses(*, programme: Programme, logs: tuple[SessionLog, ...], case: Case, today: dt.date) -> Progress:
    """What every exercise of the programme becomes after these sessions.

    Down: two steps after a red light, one after two in a row that were not green, one after two missed weeks;
    counted from the dose that hurt, where that was smaller than the dose of now. Up: one step for at most one
    exercise of each strand, and only where its last two sessions at this dose were at least 80 % done, green,
    and of effort 6 or less, the step fits the minutes and the week's stretching, no session of the latest day
    was red (a flare day included), no exercise was red in its last two sessions, nothing goes down and
    nothing went up since the last session. Strength goes first: where the minutes are full, massage and
    stretching of the same days give it the time, down to one whole set, and they never grow into the time of
    its next step. Of several sessions on one day each counts, in whatever order they come. Two red
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
    steady = ends_red(past) or any(step.move is not ItemMove.STAY for step in steps.values())
    if not steady and past and not _is_held(programme, past, case):
        for strand in UP_IN_TURN:
            for step in _one_up(strand, programme, past, case, allowance):
                steps[step.exercise] = step
                programme = _applied(programme, step, case, allowance)
    changes = tuple(
        Change(exercise=step.to, text=step.reason, was=before_step(step=step, programme=began))
        for step in steps.values()
        if step.move is not ItemMove.STAY
    )
    told = (*still_told(before=began, now=programme, new=changes), *changes)
    return Progress(
        rules_version=case.knowledge.rules_version,
        programme=programme.model_copy(update={"changes": told}),
        steps=tuple(steps.values()),
        changes=changes,
        steady=steady,
        advice=red_twice_advice() if is_red_twice(logs=past, today=today) else None,
    )


def before_step(*, step: DoseStep, programme: Programme) -> Before | None:
    """What a step up replaced, to be put back by choice; none for a step down: that one lets pain settle."""
    if step.move not in (ItemMove.UP, ItemMove.HARDER):
        return None
    return Before(exercise=step.exercise, dose=programme.item(step.exercise).dose)


def _applied(programme: Programme, step: DoseStep, case: Case, allowance: Allowance) -> Programme:
    if step.move is ItemMove.STAY:
        return programme
    return replaced(
        programme=programme,
        old=step.exercise,
        new=case.knowledge.exercises[step.to],
        dose=step.dose,
        case=case,
        allowance=allowance,
    )


def _down_or_stay(
    item: ProgrammeItem,
    programme: Programme,
    logs: tuple[SessionLog, ...],
    case: Case,
    allowance: Allowance,
    today: dt.date,
) -> DoseStep:
    exercise = case.knowledge.exercises[item.exercise]
    recent = _unanswered(item, exercise, logs)
    steps, why = _steps_down(item, recent, logs, today)
    if why is None:
        return _stay(item, reason=words("stay.same"))
    taken = frozenset(other.exercise for other in programme.items)
    here = Rung(exercise=exercise, rung=rung_of(exercise=exercise, dose=item.dose))
    hurt_at = rung_of(exercise=exercise, dose=recent[-1][1].dose)
    now = Rung(exercise=exercise, rung=min(here.rung, hurt_at))
    for _ in range(steps):
        now = step_down(exercise=now.exercise, rung=now.rung, allowance=allowance, taken=taken)
    if now.exercise is not exercise:
        now = _fitting(item, now, programme, case) or Rung(exercise=exercise, rung=0)
    if now == here:
        return _stay(item, reason=words("stay.smallest", name=exercise.name))
    return _step(exercise, now, ItemMove.DOWN if now.exercise is exercise else ItemMove.EASIER, why)


def _fitting(item: ProgrammeItem, to: Rung, programme: Programme, case: Case) -> Rung | None:
    """The easier exercise at the largest dose up to this one that has room and takes no more time than what
    hurt, or at its smallest; None when it has no room."""
    seconds = item_seconds(exercise=case.knowledge.exercises[item.exercise], dose=item.dose)
    shorter = fit_dose(exercise=to.exercise, rung=to.rung, seconds=seconds)
    rung = 0 if shorter is None else rung_of(exercise=to.exercise, dose=shorter)
    dose = largest_fitting(programme=programme, old=item.exercise, new=to.exercise, rung=rung, case=case)
    if dose is None:
        return None
    return Rung(exercise=to.exercise, rung=rung_of(exercise=to.exercise, dose=dose))


def _stay(item: ProgrammeItem, *, reason: str) -> DoseStep:
    return DoseStep(
        exercise=item.exercise,
        move=ItemMove.STAY,
        to=item.exercise,
        dose=item.dose,
        reason=reason,
    )


Held = tuple[tuple[SessionLog, ItemLog], ...]
"""Sessions with the log of one exercise in each, oldest first, the worst of a day last."""


def _steps_down(
    item: ProgrammeItem, recent: Held, logs: tuple[SessionLog, ...], today: dt.date
) -> tuple[int, StepReason | None]:
    """How many steps down, and why; none without a reason."""
    lights = [item_light(session=session, item=log) for session, log in recent]
    if lights and lights[-1] is Light.RED:
        return RED_STEPS, _what_was_red(*recent[-1])
    if len(lights) > 1 and Light.GREEN not in lights[-2:]:
        return AMBER_STEPS, _what_was_amber(recent[-2:])
    is_at_dose = bool(recent) and recent[-1][1].dose == item.dose
    if is_at_dose and is_away(since=max(log.date for log in logs), today=today):
        return DELOAD_STEPS, StepReason.AWAY
    return 0, None


def _what_was_red(session: SessionLog, log: ItemLog) -> StepReason:
    if log.spread:
        return StepReason.SPREAD
    if log.stopped:
        return StepReason.STOPPED
    if session.settled is False:
        return StepReason.UNSETTLED
    if log.pain_during is None:
        return StepReason.AFTER
    return StepReason.HURT


def _what_was_amber(recent: Held) -> StepReason:
    if all(log.pain_during is None and session.pain_after is None for session, log in recent):
        return StepReason.UNSAID
    return StepReason.SORE


def _unanswered(item: ProgrammeItem, exercise: Exercise, logs: tuple[SessionLog, ...]) -> Held:
    """Its newest sessions that no step down has answered yet: at its present dose, or at a smaller one."""
    rung = rung_of(exercise=exercise, dose=item.dose)
    held = reversed(sessions_of(exercise=item.exercise, logs=logs))
    newest = takewhile(lambda one: rung_of(exercise=exercise, dose=one[1].dose) <= rung, held)
    return tuple(reversed(tuple(newest)))


def _at_this_dose(item: ProgrammeItem, logs: tuple[SessionLog, ...]) -> Held:
    """Sessions of this exercise since it has had its present dose, or since a step up was put back.

    One made shorter once, at half the dose, stands among them.
    """
    first, doses = item.counts_from or dt.date.min, (item.dose, half_dose(item.dose))
    held = reversed(sessions_of(exercise=item.exercise, logs=logs))
    there = takewhile(lambda one: one[1].dose in doses and one[0].date >= first, held)
    return tuple(reversed(tuple(there)))


def _one_up(
    strand: Strand, programme: Programme, logs: tuple[SessionLog, ...], case: Case, allowance: Allowance
) -> tuple[DoseStep, ...]:
    """The one exercise of a strand that goes up: of those ready, the one that has climbed least; before it
    what makes room."""
    sessions = GOOD_SESSIONS_SLOW if HIGH_DISTRESS in allowance.filters else GOOD_SESSIONS
    ready = [
        item
        for item in programme.items
        if item.strand is strand
        and item.exercise not in pinned(programme)
        and is_ready(item=item, logs=logs, sessions=sessions)
    ]
    ready.sort(key=lambda item: _climbed(item, case))
    for item in ready:
        found = _affordable_up(item, programme, case, allowance)
        if found is None:
            continue
        up, made = found
        if strand is not Strand.STRENGTHEN and (made or _takes_from_strength(item, up, programme, case)):
            continue
        exercise = case.knowledge.exercises[item.exercise]
        move = ItemMove.UP if up.exercise is exercise else ItemMove.HARDER
        room = (
            _step(case.knowledge.exercises[name], _at(name, dose, case), ItemMove.FITS, StepReason.ROOM)
            for name, dose in made.items()
        )
        return (*room, _step(exercise, up, move, StepReason.WELL))
    return ()


def _affordable_up(
    item: ProgrammeItem, programme: Programme, case: Case, allowance: Allowance
) -> tuple[Rung, dict[str, Dose]] | None:
    """One step up with what makes room for it; where a larger dose finds none, the harder exercise."""
    taken = frozenset(other.exercise for other in programme.items)
    exercise = case.knowledge.exercises[item.exercise]
    ways = [_up(item, programme, case, allowance)]
    if item.strand is Strand.STRENGTHEN and _climbed(item, case) > 0:
        ways.append(step_harder(exercise=exercise, allowance=allowance, taken=taken))
    for up in ways:
        if up is not None:
            made = made_room(programme=programme, old=item.exercise, new=up.exercise, dose=up.dose, case=case)
            if made is not None:
                return up, made
    return None


def _at(name: str, dose: Dose, case: Case) -> Rung:
    exercise = case.knowledge.exercises[name]
    return Rung(exercise=exercise, rung=rung_of(exercise=exercise, dose=dose))


def _up(item: ProgrammeItem, programme: Programme, case: Case, allowance: Allowance) -> Rung | None:
    taken = frozenset(other.exercise for other in programme.items)
    here = _at(item.exercise, item.dose, case)
    return step_up(exercise=here.exercise, rung=here.rung, allowance=allowance, taken=taken)


def _takes_from_strength(item: ProgrammeItem, up: Rung, programme: Programme, case: Case) -> bool:
    """True where a longer stretch or massage would leave a strength exercise of its days no time to grow."""
    grown = replaced(
        programme=programme,
        old=item.exercise,
        new=up.exercise,
        dose=up.dose,
        case=case,
        allowance=case.allowance,
    )
    for other in programme.items:
        if other.strand is not Strand.STRENGTHEN:
            continue
        next_up = _up(other, programme, case, case.allowance)
        if next_up is None:
            continue
        new, dose = next_up.exercise, next_up.dose
        could = fits(programme=programme, old=other.exercise, new=new, dose=dose, case=case)
        if could and not fits(programme=grown, old=other.exercise, new=new, dose=dose, case=case):
            return True
        if not could and _shares_a_day(programme, item.exercise, other.exercise):
            return True
    return False


def _shares_a_day(programme: Programme, one: str, other: str) -> bool:
    return any(one in day.items and other in day.items for day in programme.days)


def is_ready(*, item: ProgrammeItem, logs: tuple[SessionLog, ...], sessions: int = GOOD_SESSIONS) -> bool:
    """True when its last two sessions at this dose, or as many as asked, and all others since, were good."""
    return _went_well(_at_this_dose(item, logs), item.dose, sessions)


def went_well_at(*, dose: Dose, exercise: str, logs: tuple[SessionLog, ...]) -> bool:
    """True when the last two sessions of an exercise at a dose it had were good: what a step up rests on."""
    held = sessions_of(exercise=exercise, logs=logs)
    return _went_well(tuple((session, log) for session, log in held if log.dose == dose), dose)


def _went_well(held: Held, dose: Dose, sessions: int = GOOD_SESSIONS) -> bool:
    whole = [session.date for session, log in held if log.dose == dose]
    if len(whole) < sessions:
        return False
    since = whole[-sessions]
    return all(_is_good(session, log) for session, log in held if session.date >= since)


def _is_good(session: SessionLog, log: ItemLog) -> bool:
    """Done, green, not too hard, and nothing else of that session was red."""
    effort = log.effort if log.effort is not None else session.effort
    return (
        log.done_share >= DONE_SHARE
        and item_light(session=session, item=log) is Light.GREEN
        and session_light(session=session) is not Light.RED
        and effort is not None
        and effort <= EFFORT_MOST
    )


def _climbed(item: ProgrammeItem, case: Case) -> int:
    exercise = case.knowledge.exercises[item.exercise]
    return rung_of(exercise=exercise, dose=item.dose) - start_rung(exercise.dose)


def _is_held(programme: Programme, logs: tuple[SessionLog, ...], case: Case) -> bool:
    """True when nothing may go up: something was red lately, or went up after the latest session already, or
    what was reached is only kept."""
    if programme.stage is Stage.UPKEEP:
        return True
    return any(_was_red(item, case, logs) for item in programme.items) or _went_up_since(
        programme, logs, case
    )


def _was_red(item: ProgrammeItem, case: Case, logs: tuple[SessionLog, ...]) -> bool:
    """Red in its last two sessions, and no step down could answer it.

    Done well in a session where something else was red, it is not over: that is no session of the two.
    """
    held = _unanswered(item, case.knowledge.exercises[item.exercise], logs)
    reds = [
        item_light(session=session, item=log) is Light.RED
        for session, log in held
        if item_light(session=session, item=log) is Light.RED
        or session_light(session=session) is not Light.RED
    ]
    return any(reds[-GOOD_SESSIONS:])


def _went_up_since(programme: Programme, logs: tuple[SessionLog, ...], case: Case) -> bool:
    """True when something went up after a session of the latest day: one step up a session, no more."""
    items = {item.exercise: item for item in programme.items}
    rose_from = [change.was for change in programme.changes if change.was is not None]
    return any(
        _is_higher_now(case.knowledge.exercises[log.exercise], log, items, rose_from, case)
        for session in last_day(logs)
        for log in session.items
        if log.exercise in case.knowledge.exercises
    )


def _is_higher_now(
    exercise: Exercise,
    log: ItemLog,
    items: Mapping[str, ProgrammeItem],
    rose_from: Collection[Before],
    case: Case,
) -> bool:
    if exercise.id in items:
        dose = items[exercise.id].dose
        if log.dose == half_dose(dose):
            # Made shorter once, at the dose it still has; or whole, before the step up that is told.
            return Before(exercise=exercise.id, dose=log.dose) in rose_from
        now = rung_of(exercise=exercise, dose=dose)
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


def _step(was: Exercise, to: Rung, move: ItemMove, why: StepReason) -> DoseStep:
    name, dose = to.exercise.name, describe_dose(exercise=to.exercise, dose=to.dose)
    if to.exercise is was or why not in NAMING_WHAT_WAS_DONE:
        reason = words(f"step.{why}", name=name, dose=dose)
    else:
        reason = words(f"step-from.{why}", name=name, dose=dose, was=was.name)
    return DoseStep(
        exercise=was.id,
        move=move,
        to=to.exercise.id,
        dose=to.dose,
        reason=reason,
    )
