"""Today's session shorter or longer, once: what is there keeps its dose, and nothing grows by it.

A shorter one leaves out what matters less, strength last. A longer one adds what the week or the gentle day
holds anyway, never more strength. Source: `loadshare-judgement`.
"""

from collections.abc import Iterator
from enum import StrEnum

from loadshare.care.case import Case
from loadshare.care.doses import half_dose, item_seconds
from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.care.schedule import stretches_within
from loadshare.knowledge.exercise import Strand

SHORT_SHARE, LONG_SHARE = 0.5, 1.5
ROUNDING = 1e-9
"""Minutes by which sums of minutes may be off."""

Items = tuple[ProgrammeItem, ...]


class Length(StrEnum):
    """How long a session is to be this once."""

    SHORT = "short"
    LONG = "long"


def at_length(*, items: Items, length: Length, programme: Programme, case: Case) -> Items:
    """The session at another length, in the order done; empty where there is none."""
    match length:
        case Length.SHORT:
            return _shorter(items, case)
        case Length.LONG:
            return _longer(items, programme, case)


def _shorter(items: Items, case: Case) -> Items:
    """What fits into half of the minutes, strength first; else one exercise at half its dose."""
    if not items:
        return ()
    left = SHORT_SHARE * sum(item.minutes for item in items)
    kept = set()
    important = sorted(items, key=lambda item: item.strand is not Strand.STRENGTHEN)
    for item in important:
        if item.minutes <= left + ROUNDING:
            kept.add(item.exercise)
            left -= item.minutes
    if kept:
        return tuple(item for item in items if item.exercise in kept)
    first = important[0]
    dose = half_dose(first.dose)
    if dose is None:
        return (first,) if len(items) > 1 else ()
    seconds = item_seconds(exercise=case.knowledge.exercises[first.exercise], dose=dose)
    return (first.model_copy(update={"dose": dose, "minutes": seconds / 60}),)


def _longer(items: Items, programme: Programme, case: Case) -> Items:
    """The session with what else the week holds and the gentle day, up to half as long again."""
    if not items:
        return ()
    left = (LONG_SHARE - 1) * sum(item.minutes for item in items)
    added: list[ProgrammeItem] = []
    for item in _others(items, programme):
        if item.minutes <= left + ROUNDING and _stretches_within(item, (*added,), programme, case):
            added.append(item)
            left -= item.minutes
    return (*items, *added) if added else ()


def _others(items: Items, programme: Programme) -> Iterator[ProgrammeItem]:
    here = {item.exercise for item in items}
    for item in (*programme.items, *programme.flare_day):
        if item.strand is not Strand.STRENGTHEN and item.exercise not in here:
            here.add(item.exercise)
            yield item


def _stretches_within(item: ProgrammeItem, added: Items, programme: Programme, case: Case) -> bool:
    """With one day more of it no muscle is stretched for over ten minutes this week."""
    if item.strand is not Strand.STRETCH:
        return True
    rows = [
        (one, sum(one.exercise in day.items for day in programme.days))
        for one in programme.items
        if one.strand is Strand.STRETCH
    ]
    rows += [(one, 1) for one in (*added, item) if one.strand is Strand.STRETCH]
    targets = case.knowledge.exercises
    doses = ((targets[one.exercise].targets, one.dose, days) for one, days in rows)
    return stretches_within(doses)
