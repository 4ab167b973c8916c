"""Own steps, monthly looks at walks and the plan for the next bout, as they are kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from loadshare.care.own_steps import OwnStep, Try
from loadshare.care.programme import NoProgrammeError
from loadshare.care.walk_plan import WalkPlan, is_look_due, walk_plan
from loadshare.care.walking import walking_is_out
from loadshare.server.confidence.growing import Growth
from loadshare.server.programme import planning
from loadshare.server.records import current
from loadshare.server.records.hold import held
from loadshare.server.records.models import (
    MOST_DARED,
    BoutPlan,
    DaredActivity,
    DaredStep,
    Person,
    StepTry,
    WalkLook,
)
from loadshare.server.records.models import Programme as StoredProgramme


def dared_of(person: Person) -> list[DaredActivity]:
    """Every activity with its steps and tries."""
    return list(person.dared.prefetch_related("steps__tries"))


def steps_of(activity: DaredActivity) -> tuple[OwnStep, ...]:
    """Its steps as the rules know them."""
    return tuple(
        OwnStep(
            place=step.place,
            words=step.words,
            tries=tuple(Try(on=one.on, sure=one.sure) for one in step.tries.all()),
        )
        for step in activity.steps.all()
    )


def add_dared(person: Person, words: str, steps: Sequence[str]) -> bool:
    """Keep an activity with its steps; False where there is room for no more."""
    with held(person.pk):
        if person.dared.count() >= MOST_DARED:
            return False
        activity = person.dared.create(words=words)
        DaredStep.objects.bulk_create(
            DaredStep(activity=activity, place=number, words=step) for number, step in enumerate(steps, 1)
        )
        return True


def note_try(person: Person, *, activity: uuid.UUID, step: int, sure: int, today: dt.date) -> bool:
    """Note that a step was tried today; False where there is no such step."""
    with held(person.pk):
        found = DaredStep.objects.filter(activity__person=person, activity=activity, place=step).first()
        if found is None:
            return False
        StepTry.objects.update_or_create(step=found, on=today, defaults={"sure": sure})
        return True


def let_go(person: Person, *, activity: uuid.UUID) -> None:
    """Take an activity off the list, with what was noted of it."""
    with held(person.pk):
        person.dared.filter(pk=activity).delete()


def keep_look(person: Person, *, minutes: int, days: int, today: dt.date) -> None:
    """A look at the walks of the last weeks."""
    with held(person.pk):
        person.walk_looks.update_or_create(on=today, defaults={"minutes": minutes, "days": days})


def may_grow_now(stored: StoredProgramme, *, today: dt.date) -> bool:
    """Whether a new step is offered now."""
    return Growth(stored, today=today, since=today).on(today)


def is_walk_look_due(stored: StoredProgramme, *, today: dt.date) -> bool:
    """Whether Today may mention it; asks for nothing that was not looked up with the programme."""
    began, looked = current.walks_of(stored)
    if began is None or looked is None or not is_look_due(began=began, looked=looked, today=today):
        return False
    try:
        return not walking_is_out(allowance=planning.case_for(stored).allowance)
    except NoProgrammeError:
        return False


def plan_of_walks(stored: StoredProgramme, *, today: dt.date) -> tuple[WalkPlan | None, WalkLook | None]:
    """The walks from the newest look on, with that look; nothing before the first one."""
    looks = list(stored.person.walk_looks.order_by("on", "id"))
    if not looks:
        return None, None
    newest = looks[-1]
    growth = Growth(stored, today=today, since=newest.on)
    plan = walk_plan(
        began=looks[0].on,
        looked=newest.on,
        minutes=newest.minutes,
        days=newest.days,
        case=growth.case,
        may_grow=growth.on,
        today=today,
    )
    return plan, newest


def bout_plan_of(person: Person) -> BoutPlan | None:
    """What they wrote down."""
    return BoutPlan.objects.filter(person=person).first()


def keep_bout_plan(person: Person, values: Mapping[str, str]) -> None:
    """Keep what they wrote."""
    with held(person.pk):
        BoutPlan.objects.update_or_create(person=person, defaults=dict(values))
