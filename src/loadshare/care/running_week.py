"""The week that is running, brought inside what a person may do now: new answers hold at once."""

from collections.abc import Iterator

from loadshare.care.case import Case
from loadshare.care.changes import still_told
from loadshare.care.move_day import as_moved
from loadshare.care.notes import health_notes
from loadshare.care.programme import build_programme
from loadshare.care.programme_types import Change, Programme
from loadshare.care.selection import adaptations
from loadshare.care.words import words


def is_within(*, programme: Programme, case: Case) -> bool:
    """Whether everything a programme offers anywhere is allowed, affordable, and done as it has to be now.

    Raises `NoProgrammeError` where no programme is allowed.
    """
    allowance, exercises = case.allowance, case.knowledge.exercises
    return allowance.allowed.issuperset(_offered(programme)) and all(
        set(item.adaptations) >= set(adaptations(exercise=exercises[item.exercise], allowance=allowance))
        for item in (*programme.items, *programme.flare_day)
    )


def keep_within(*, programme: Programme, case: Case) -> Programme:
    """The same week inside what the case allows; the programme itself where it is that already.

    What may stay keeps its dose, nothing grows, and something joins only in the place of what had to leave.
    Raises `NoProgrammeError` where no programme is allowed.
    """
    if is_within(programme=programme, case=case):
        return _with_notes(programme, health_notes(check=case.check, knowledge=case.knowledge))
    built = build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        starts=programme.starts,
        week=programme.week,
        previous=programme,
        unlocked=case.unlocked,
        steady=True,
    )
    built = as_moved(programme=built, like=programme)
    new = (*built.changes, *_done_otherwise(programme, built, case))
    return built.model_copy(update={"changes": (*new, *still_told(before=programme, now=built, new=new))})


def _with_notes(programme: Programme, notes: tuple[str, ...]) -> Programme:
    new = tuple(note for note in notes if note not in programme.notes)
    return programme.model_copy(update={"notes": (*new, *programme.notes)}) if new else programme


def _offered(programme: Programme) -> Iterator[str]:
    yield from programme.breaks
    for item in (*programme.items, *programme.flare_day):
        yield item.exercise
        yield from item.swaps
        yield from (name for name in (item.easier, item.harder) if name is not None)


def _done_otherwise(before: Programme, now: Programme, case: Case) -> Iterator[Change]:
    """What stays and has to be done in another way."""
    known = {item.exercise: item.adaptations for item in before.items}
    told = {change.exercise for change in now.changes}
    for item in now.items:
        new = [advice for advice in item.adaptations if advice not in known.get(item.exercise, ())]
        if new and item.exercise in known and item.exercise not in told:
            name = case.knowledge.exercises[item.exercise].name
            yield Change(
                exercise=item.exercise, text=words("change.otherwise", name=name, advice=" ".join(new))
            )
