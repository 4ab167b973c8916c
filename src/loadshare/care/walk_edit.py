"""The walk of a week at another length, chosen by the person."""

from loadshare.care.case import Case
from loadshare.care.changes import WALK
from loadshare.care.leads import choose_lead
from loadshare.care.programme_types import Change, Programme
from loadshare.care.walking import walk_goal
from loadshare.care.words import words


def with_walk(*, programme: Programme, minutes: int, case: Case) -> Programme:
    """The programme with walks of this length on the days that hold one. Raises `NoProgrammeError`."""
    lead = choose_lead(check=case.check, facts=case.facts, allowance=case.allowance)
    days = tuple(
        day.model_copy(update={"walk_minutes": minutes if day.walk_minutes else 0}) for day in programme.days
    )
    told = Change(exercise=WALK, text=words("change.walk-chosen", n=minutes))
    kept = tuple(change for change in programme.changes if change.exercise != WALK)
    return programme.model_copy(
        update={
            "days": days,
            "walk_goal": walk_goal(minutes=minutes, style=lead.walk, preferences=case.preferences),
            "changes": (*kept, told),
        }
    )
