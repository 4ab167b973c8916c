"""Next week's programme as a proposal: every change with its reason, to accept, to undo, or to ease."""

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum

from loadshare.care.case import Case
from loadshare.care.changes import WALK
from loadshare.care.choices import ChoiceError, make_easier
from loadshare.care.doses import describe_dose, rung_of
from loadshare.care.edit import replaced
from loadshare.care.logs import Light, SessionLog, item_light, sessions_of
from loadshare.care.pins import after_a_review, told_still
from loadshare.care.programme import LAST_WEEK, build_programme
from loadshare.care.programme_types import Change, Programme, Stage
from loadshare.care.progression import DoseStep, ItemMove, before_step, next_doses
from loadshare.care.steps import step_down
from loadshare.care.walk_edit import with_walk
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.safety import PlanPermission

UPWARDS = frozenset({ItemMove.UP, ItemMove.HARDER, ItemMove.FITS})
"""Steps up, and what makes room for them."""
EASED_WALK_PCT = 80
LEAST_WALK_MINUTES = 5


class ChangeKind(StrEnum):
    """What kind of change it is."""

    UP = "up"
    HARDER = "harder"
    DOWN = "down"
    EASIER = "easier"
    JOINS = "joins"
    LEAVES = "leaves"
    FITS = "fits"
    """Smaller, to fit the time."""
    WALK = "walk"


DOWNWARDS = frozenset({ChangeKind.DOWN, ChangeKind.EASIER})


class Choice(StrEnum):
    """What the person makes of a change."""

    ACCEPT = "accept"
    KEEP = "keep"
    """As it was before."""
    EASE = "ease"
    """Easier than proposed."""


class ProposedChange(Entry):
    """One change of next week, with its reason and what may be done about it."""

    exercise: str
    """An exercise id, or `walk`."""
    was: str
    """The exercise it stands for; the same one unless it became easier or harder."""
    kind: ChangeKind
    text: str
    choices: tuple[Choice, ...]


class Proposal(Entry):
    """Next week, as proposed."""

    programme: Programme
    changes: tuple[ProposedChange, ...]
    steps: tuple[DoseStep, ...]
    steady: bool
    unlocked: frozenset[str]
    gentle_only: bool

    @property
    def eased(self) -> bool:
        """Whether something goes down."""
        return any(step.move in (ItemMove.DOWN, ItemMove.EASIER) for step in self.steps)


def propose(
    *,
    programme: Programme,
    logs: tuple[SessionLog, ...],
    case: Case,
    today: dt.date,
    hold: bool = False,
    stay: bool = False,
    missed: bool = False,
) -> Proposal:
    """Next week after these sessions.

    `hold` lets nothing grow and nothing join; `stay` keeps the number of the week as well; `missed` takes
    also what was never tried at its new dose a step down. Raises `NoProgrammeError` where none is allowed.
    """
    case = case.at_stage(programme.stage)
    if programme.stage is Stage.UPKEEP:
        hold = stay = True
    progress = next_doses(programme=programme, logs=logs, case=case, today=today)
    steps = [step for step in progress.steps if step.move is not ItemMove.STAY]
    if hold or missed:
        steps = [step for step in steps if step.move not in UPWARDS]
    if missed:
        steps += _untried(programme, logs, case, {step.exercise for step in steps})
    week = programme.week if stay or missed else programme.week % LAST_WEEK + 1
    steady = hold or missed or progress.steady
    built = _build(programme, tuple(steps), case, today, week, steady=steady)
    return Proposal(
        programme=built,
        changes=tuple(_offers(programme, built, tuple(steps), logs, case)),
        steps=tuple(steps),
        steady=steady,
        unlocked=case.unlocked,
        gentle_only=case.check.safety.plan is PlanPermission.RESTRICTED,
    )


def settle(
    *,
    proposal: Proposal,
    choices: Mapping[str, Choice],
    programme: Programme,
    case: Case,
    stage: Stage | None = None,
) -> Programme:
    """The proposed week with the person's choices, at another stage where they chose one.

    Where they keep what was reached, only what goes down is taken in: nobody has done the rest yet. Raises
    `ChoiceError` for a choice that is not offered.
    """
    whole, case = case, case.at_stage(programme.stage)
    offered = {change.exercise: change for change in proposal.changes}
    for name, choice in choices.items():
        if name not in offered or choice not in offered[name].choices:
            raise ChoiceError(words("refused.choice", choice=choice.value, name=name))
    kept = {offered[name].was for name, choice in choices.items() if choice is Choice.KEEP}
    steps = tuple(step for step in proposal.steps if step.exercise not in kept)
    grows = not any(
        offered[name].kind is ChangeKind.JOINS for name, choice in choices.items() if choice is Choice.KEEP
    )
    new = proposal.programme
    built, steady = new, proposal.steady
    is_reached = stage is Stage.UPKEEP and programme.stage is not stage
    if is_reached:
        steps, steady = tuple(step for step in steps if step.move not in UPWARDS), True
    if is_reached or kept - {WALK}:
        built = _build(programme, steps, case, new.starts, new.week, steady=steady, grows=grows)
    for name, choice in choices.items():
        if name == WALK:
            built = _walk(programme, built, choice, case)
        elif choice is Choice.EASE and not (is_reached and offered[name].kind not in DOWNWARDS):
            built = make_easier(programme=built, exercise=name, case=case)
    if stage not in (None, built.stage):
        built = _begin(stage, built, programme, whole)
    return told_still(programme=after_a_review(built), before=programme)


def _begin(stage: Stage, built: Programme, before: Programme, case: Case) -> Programme:
    """The same exercises and doses at another stage: kept on few days, or built on for six weeks more."""
    is_upkeep = stage is Stage.UPKEEP
    block = before.block if is_upkeep else before.block + 1
    begun = build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        starts=built.starts,
        week=LAST_WEEK if is_upkeep else 1,
        previous=built.model_copy(update={"stage": stage}),
        unlocked=case.unlocked,
        changes=built.changes,
        steady=True,
    )
    return begun.model_copy(update={"block": block})


def _build(
    programme: Programme,
    steps: tuple[DoseStep, ...],
    case: Case,
    starts: dt.date,
    week: int,
    *,
    steady: bool,
    grows: bool = True,
) -> Programme:
    """The week after these steps; a steady one is laid out like this one, so that nothing joins.

    A step that found no room is not told as if it had been made.
    """
    stepped = programme
    for step in steps:
        new = case.knowledge.exercises[step.to]
        stepped = replaced(
            programme=stepped, old=step.exercise, new=new, dose=step.dose, case=case, allowance=case.allowance
        )
    if not grows:
        stepped = stepped.model_copy(update={"session_size": max(1, stepped.session_size - 1)})
    told = tuple(
        Change(exercise=step.to, text=step.reason, was=before_step(step=step, programme=programme))
        for step in steps
    )
    left = {item.exercise for item in programme.items} - {item.exercise for item in stepped.items}
    for _ in range(2):
        built = build_programme(
            check=case.check,
            preferences=case.preferences,
            facts=case.facts,
            knowledge=case.knowledge,
            starts=starts,
            week=programme.week if steady else week,
            previous=stepped,
            unlocked=case.unlocked,
            changes=told,
            steady=steady,
            left=frozenset(left),
        )
        made = {item.exercise: item.dose for item in built.items}
        stands = tuple(
            change for step, change in zip(steps, told, strict=False) if made.get(step.to) == step.dose
        )
        if stands == told:
            break
        told = stands
    numbers = {"week": week, "block": programme.block + (week < programme.week)}
    return built.model_copy(update=numbers)


def _untried(
    programme: Programme, logs: tuple[SessionLog, ...], case: Case, stepped: set[str]
) -> Iterator[DoseStep]:
    """What went up after its last session and then had two weeks off goes back to the dose before."""
    taken = frozenset(item.exercise for item in programme.items)
    for item in programme.items:
        done = sessions_of(exercise=item.exercise, logs=logs)
        if item.exercise in stepped or not done:
            continue
        exercise = case.knowledge.exercises[item.exercise]
        rung = rung_of(exercise=exercise, dose=item.dose)
        if rung > rung_of(exercise=exercise, dose=done[-1][1].dose):
            down = step_down(exercise=exercise, rung=rung, allowance=case.allowance, taken=taken)
            dose = describe_dose(exercise=exercise, dose=down.dose)
            yield DoseStep(
                exercise=exercise.id,
                move=ItemMove.DOWN,
                to=exercise.id,
                dose=down.dose,
                reason=words("step.away", name=exercise.name, dose=dose),
            )


def _offers(
    before: Programme, after: Programme, steps: tuple[DoseStep, ...], logs: tuple[SessionLog, ...], case: Case
) -> Iterator[ProposedChange]:
    by_name = {step.to: step for step in steps}
    held = {item.exercise for item in before.items}
    now = {item.exercise for item in after.items}
    leaves = any(change.exercise in held and change.exercise not in now for change in after.changes)
    for change in after.changes:
        step = by_name.get(change.exercise)
        kind = _kind(change.exercise, step, held, now)
        hurt = step is not None and _last_light(step.exercise, logs) is Light.RED
        yield ProposedChange(
            exercise=change.exercise,
            was=step.exercise if step else change.exercise,
            kind=kind,
            text=change.text,
            choices=_choices(kind, before, after, change.exercise, case, hurt=hurt, leaves=leaves),
        )


def _kind(exercise: str, step: DoseStep | None, held: set[str], now: set[str]) -> ChangeKind:
    if exercise == WALK:
        return ChangeKind.WALK
    if step is not None and exercise in now:
        return ChangeKind(step.move.value)
    if exercise not in now:
        return ChangeKind.LEAVES
    return ChangeKind.FITS if exercise in held else ChangeKind.JOINS


def _choices(
    kind: ChangeKind,
    before: Programme,
    after: Programme,
    exercise: str,
    case: Case,
    *,
    hurt: bool,
    leaves: bool,
) -> tuple[Choice, ...]:
    """A step down after a red light is not undone, and what is left out for health or room stays out."""
    keep = {
        ChangeKind.UP: True,
        ChangeKind.HARDER: True,
        ChangeKind.DOWN: not hurt,
        ChangeKind.EASIER: not hurt,
        ChangeKind.JOINS: not leaves,
        ChangeKind.LEAVES: False,
        ChangeKind.FITS: False,
        ChangeKind.WALK: walk_of(after) > walk_of(before) > 0,
    }[kind]
    ease = kind is not ChangeKind.LEAVES and _can_ease(kind, after, exercise, case)
    return (Choice.ACCEPT, *([Choice.KEEP] if keep else []), *([Choice.EASE] if ease else []))


def _can_ease(kind: ChangeKind, after: Programme, exercise: str, case: Case) -> bool:
    if kind is ChangeKind.WALK:
        return walk_of(after) > LEAST_WALK_MINUTES
    try:
        make_easier(programme=after, exercise=exercise, case=case)
    except ChoiceError:
        return False
    return True


def walk_of(programme: Programme) -> int:
    """Minutes of one walk of a week."""
    return max((day.walk_minutes for day in programme.days), default=0)


def _walk(before: Programme, built: Programme, choice: Choice, case: Case) -> Programme:
    match choice:
        case Choice.KEEP:
            minutes = walk_of(before)
        case Choice.EASE:
            minutes = max(LEAST_WALK_MINUTES, walk_of(built) * EASED_WALK_PCT // 100)
        case Choice.ACCEPT:
            return built
    return with_walk(programme=built, minutes=minutes, case=case)


def _last_light(exercise: str, logs: tuple[SessionLog, ...]) -> Light | None:
    done = sessions_of(exercise=exercise, logs=logs)
    return item_light(session=done[-1][0], item=done[-1][1]) if done else None
