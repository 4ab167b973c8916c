"""Twelve weeks with every session done and green, week by week, for a physiotherapist to read.

The people of `examples/`; `PEOPLE=3 python -m bench course` for the first three.
"""

import datetime as dt
import os
import random

from bench._person import EXAMPLES, KNOWLEDGE, Person, read_example
from loadshare.care.case import Case
from loadshare.care.doses import describe_dose
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.programme import NoProgrammeError, Programme, build_programme
from loadshare.care.progression import next_doses
from loadshare.care.proposal import propose, walk_of

BEGINS = dt.date(2026, 11, 23)
WEEKS = 12
PAIN, EFFORT = 1, 5


def course(case: Case, *, weeks: int = WEEKS) -> list[Programme]:
    """The programme as it stood at the end of each of this many green weeks."""
    programme = build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=KNOWLEDGE,
        starts=BEGINS,
    )
    logs: tuple[SessionLog, ...] = ()
    seen: list[Programme] = []
    for week in range(weeks):
        for offset in range(7):
            day = BEGINS + dt.timedelta(weeks=week, days=offset)
            if programme.day(day).items:
                logs = (*logs, _green(programme, day))
                programme = next_doses(programme=programme, logs=logs, case=case, today=day).programme
        seen.append(programme)
        today = BEGINS + dt.timedelta(weeks=week + 1)
        programme = propose(programme=programme, logs=logs, case=case, today=today).programme
    return seen


def _green(programme: Programme, day: dt.date) -> SessionLog:
    items = tuple(
        ItemLog(exercise=name, dose=programme.item(name).dose, done_share=1, pain_during=PAIN, effort=EFFORT)
        for name in programme.day(day).items
    )
    return SessionLog(date=day, items=items, pain_before=PAIN, pain_after=PAIN, effort=EFFORT, settled=True)


def _print(week: int, programme: Programme) -> None:
    longest = max(day.minutes for day in programme.days)
    print(f"  week {week}: sessions of up to {longest:.0f} minutes, walk {walk_of(programme)} minutes")
    for item in programme.items:
        exercise = KNOWLEDGE.exercises[item.exercise]
        days = sum(item.exercise in day.items for day in programme.days)
        dose = describe_dose(exercise=exercise, dose=item.dose)
        print(f"    {item.strand.value:<11}{exercise.name:<48}{dose}; days a week: {days}")


def run() -> None:
    """Print the course of each person."""
    for place in range(min(len(EXAMPLES), int(os.environ.get("PEOPLE", len(EXAMPLES))))):
        person = Person(
            chance=random.Random(place), raw=read_example(place), faith=1, pain=PAIN, drift=0, touchy=0,
            away=frozenset(),
        )  # fmt: skip
        print(f"\n{EXAMPLES[place].stem}")
        try:
            weeks = course(person.case())
        except NoProgrammeError as none:
            print(f"  no programme: {none}")
            continue
        for week, programme in enumerate(weeks, 1):
            _print(week, programme)


if __name__ == "__main__":
    run()
