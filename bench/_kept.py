"""Rules that no simulated person may see broken, each written apart from the code that keeps it."""

import datetime as dt
from collections.abc import Iterator

from loadshare.care.case import Case
from loadshare.care.doses import ladder, rung_of
from loadshare.care.logs import Light, SessionLog, item_light, session_light
from loadshare.care.programme import Programme
from loadshare.care.progression import DoseStep, ItemMove, Progress
from loadshare.care.proposal import walk_of
from loadshare.care.review import Review
from loadshare.knowledge.exercise import AT_HAND, CautionEffect, Strand
from loadshare.knowledge.safety import Level, PlanPermission

MOST_AT_ONCE = {"sets": 1, "count": 2, "hold_s": 5, "duration_s": 10}
UPWARDS = (ItemMove.UP, ItemMove.HARDER)


def broken_by_session(before: Programme, progress: Progress, log: SessionLog, case: Case) -> Iterator[str]:
    """After one session: nobody goes up on red, one thing of a strand at most, and by one step."""
    risen = [step for step in progress.steps if step.move in UPWARDS]
    strands = [before.item(step.exercise).strand for step in risen]
    if len(strands) > len(set(strands)):
        yield "two exercises of one strand went up after one session"
    if risen and session_light(session=log) is Light.RED:
        yield f"{risen[0].exercise} went up after a red session"
    for item in log.items:
        light = item_light(session=log, item=item)
        if (
            light is not Light.GREEN
            and item.exercise in {step.exercise for step in risen}
            and not log.flare_day
        ):
            yield f"{item.exercise} went up on {light.value}"
    for step in risen:
        if step.move is ItemMove.UP:
            yield from _jumps(step.exercise, before, progress.programme, case)
        else:
            yield from _harder(step, before, case)


def _harder(step: DoseStep, before: Programme, case: Case) -> Iterator[str]:
    """It had grown, and what it became asks this person for no care."""
    exercise, harder = case.knowledge.exercises[step.exercise], case.knowledge.exercises[step.to]
    grown = rung_of(exercise=exercise, dose=before.item(step.exercise).dose)
    if grown <= ladder(exercise.dose).index(exercise.dose):
        yield f"{step.exercise} became harder before it grew"
    if {caution.filter for caution in harder.cautions} & {active.filter for active in case.check.filters}:
        yield f"{step.exercise} became {step.to}, which asks for care"


def broken_by_week(
    before: Programme,
    after: Programme,
    review: Review,
    logs: tuple[SessionLog, ...],
    case: Case,
    today: dt.date,
) -> Iterator[str]:
    """After a review: doses, walk, minutes, who may do what, and every change told."""
    for name in _held(before) & _held(after):
        yield from _jumps(name, before, after, case)
    yield from _grew_on_red(before, after, logs, case)
    if walk_of(before) and walk_of(after) > walk_of(before) * 1.2:
        yield f"the walk grew from {walk_of(before)} to {walk_of(after)}"
    if any(day.minutes > case.preferences.minutes + 1e-6 for day in after.days):
        yield "a session is longer than the person wants"
    yield from _not_theirs(after, review, case)
    yield from _not_as_dosed(after, case)
    yield from _untold(before, after)
    off = [log.date for log in logs]
    if off and (today - max(off)).days >= 14 and _sizes(after, case) > _sizes_of(before, after, case):
        yield "something grew after two weeks off"


def broken_by_level(review: Review, logs: tuple[SessionLog, ...], today: dt.date) -> Iterator[str]:
    """No programme at E and S; level D after two red sessions in a week."""
    if review.level in (Level.EMERGENCY, Level.SAME_DAY) and review.proposal is not None:
        yield f"a programme at level {review.level.value}"
    red = {log for log in logs if session_light(session=log) is Light.RED}
    recent = [log for log in red if 0 <= (today - log.date).days < 7]
    if len(recent) >= 2 and review.level.urgency < Level.DAYS.urgency:
        yield "two red sessions in a week and no level D"


def _jumps(name: str, before: Programme, after: Programme, case: Case) -> Iterator[str]:
    was, now = before.item(name).dose, after.item(name).dose
    exercise = case.knowledge.exercises[name]
    if rung_of(exercise=exercise, dose=now) > rung_of(exercise=exercise, dose=was) + 1:
        yield f"{name} jumped more than one step"
    start = rung_of(exercise=exercise, dose=exercise.dose)
    if rung_of(exercise=exercise, dose=was) >= start:
        grown = {key: getattr(now, key) - getattr(was, key) for key in MOST_AT_ONCE}
        if any(grown[key] > most for key, most in MOST_AT_ONCE.items()):
            yield f"{name} grew by {grown}"


def _grew_on_red(
    before: Programme, after: Programme, logs: tuple[SessionLog, ...], case: Case
) -> Iterator[str]:
    latest = max(logs, key=lambda log: log.date, default=None)
    if latest is None or session_light(session=latest) is not Light.RED:
        return
    for name in _held(before) & _held(after):
        exercise = case.knowledge.exercises[name]
        was, now = (rung_of(exercise=exercise, dose=p.item(name).dose) for p in (before, after))
        if now > was:
            yield f"{name} grew in a week that ended red"


def _not_theirs(after: Programme, review: Review, case: Case) -> Iterator[str]:
    filters = {active.filter for active in case.check.filters}
    gentle = review.proposal is not None and review.proposal.gentle_only
    if case.check.safety.plan is PlanPermission.RESTRICTED and not gentle:
        yield "the restricted list was left"
    for name in _held(after):
        exercise = case.knowledge.exercises[name]
        out = {c.filter for c in exercise.cautions if c.effect is CautionEffect.EXCLUDE}
        if out & filters or (gentle and not exercise.gentle):
            yield f"{name} is not for this person"
        if not set(exercise.equipment) <= case.preferences.equipment | AT_HAND:
            yield f"{name} needs what this person does not have"


def _not_as_dosed(after: Programme, case: Case) -> Iterator[str]:
    """Each exercise stands on as many days as its dose says, of those that can hold it."""
    for item in after.items:
        days = sum(item.exercise in day.items for day in after.days)
        wanted = case.preferences.days_per_week
        most = min(3, wanted) if item.strand is Strand.STRENGTHEN else wanted
        if days != min(item.dose.days_per_week, most):
            yield f"{item.exercise} stands on {days} days"


def _untold(before: Programme, after: Programme) -> Iterator[str]:
    told = {change.exercise for change in after.changes}
    for name in _held(before) | _held(after):
        same = name in _held(before) & _held(after) and before.item(name).dose == after.item(name).dose
        if not same and name not in told and name in _held(after):
            yield f"{name} changed without a word"
    if walk_of(before) != walk_of(after) and "walk" not in told:
        yield "the walk changed without a word"


def _held(programme: Programme) -> set[str]:
    return {item.exercise for item in programme.items}


def _sizes(programme: Programme, case: Case) -> int:
    exercises = case.knowledge.exercises
    return sum(rung_of(exercise=exercises[i.exercise], dose=i.dose) for i in programme.items)


def _sizes_of(before: Programme, after: Programme, case: Case) -> int:
    """The rungs of before, for what is still there; what joins counts as it is."""
    exercises = case.knowledge.exercises
    doses = {item.exercise: item.dose for item in (*after.items, *before.items)}
    return sum(rung_of(exercise=exercises[n], dose=doses[n]) for n in _held(after))
