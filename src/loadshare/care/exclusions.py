"""What would be usual and is left out, each with its reason."""

from collections.abc import Iterator, Mapping

from loadshare.care.leads import Lead
from loadshare.care.picks import Pick
from loadshare.care.programme_types import Exclusion, ExclusionKind, Preferences
from loadshare.care.schedule import Layout
from loadshare.care.selection import SESSION_STRANDS, Allowance, index_of, why_not
from loadshare.care.words import words
from loadshare.knowledge.exercise import Exercise, Strand

_PRIORITY = tuple(ExclusionKind)


def exclusions_for(
    *,
    lead: Lead,
    picks: tuple[Pick, ...],
    layout: Layout,
    breaks: tuple[str, ...],
    without: frozenset[Strand],
    uncalled: frozenset[Strand],
    size: int,
    allowance: Allowance,
    preferences: Preferences,
) -> tuple[Exclusion, ...]:
    """Every article action, first choice of the lead and strand that is left out, explained."""
    closed = dict.fromkeys(without, ExclusionKind.RANGE) | dict.fromkeys(
        uncalled - without, ExclusionKind.NO_NEED
    )
    present = {*layout.doses, *breaks}
    found: dict[str, Exclusion] = {}
    for strand in SESSION_STRANDS:
        if not any(allowance.knowledge.exercises[name].strand is strand for name in layout.doses):
            exclusion = _strand(strand, closed, layout, size, allowance, preferences)
            found[exclusion.what] = exclusion
    picked = {pick.exercise.id: pick for pick in picks}
    for exercise in _expected(lead, allowance):
        if exercise.id not in present and exercise.id not in found:
            found[exercise.id] = _exercise(
                exercise, picked.get(exercise.id), layout, closed, size, allowance, preferences
            )
    return tuple(found.values())


def _expected(lead: Lead, allowance: Allowance) -> Iterator[Exercise]:
    index = index_of(allowance.knowledge)
    yield from index.article
    for slot in lead.slots:
        exercise = index.by_code.get(slot.use[0])
        if exercise is not None:
            yield exercise


def _exercise(
    exercise: Exercise,
    pick: Pick | None,
    layout: Layout,
    closed: Mapping[Strand, ExclusionKind],
    size: int,
    allowance: Allowance,
    preferences: Preferences,
) -> Exclusion:
    blocked = why_not(exercise=exercise, allowance=allowance)
    if blocked is not None:
        return blocked
    if exercise.strand in closed and pick is None:
        kind = closed[exercise.strand]
        reason = words("left-out.range" if kind is ExclusionKind.RANGE else "left-out.no-need")
        return Exclusion(what=exercise.id, reason=reason, kind=kind)
    if pick is None:
        return _covered(exercise, layout, allowance)
    if exercise.id in layout.crowded_out and _fullest(layout) < size:
        reason = words("left-out.time", n=preferences.minutes)
        return Exclusion(what=exercise.id, reason=reason, kind=ExclusionKind.TIME)
    return Exclusion(what=exercise.id, reason=words("left-out.later", n=size), kind=ExclusionKind.LATER)


def _fullest(layout: Layout) -> int:
    """The number of exercises in the fullest session."""
    return max((len(items) for _, items in layout.days), default=0)


def _covered(exercise: Exercise, layout: Layout, allowance: Allowance) -> Exclusion:
    exercises = allowance.knowledge.exercises
    standing_in = next(
        (exercises[name].name for name in layout.doses if exercises[name].strand is exercise.strand), None
    )
    reason = words("left-out.covered", name=standing_in) if standing_in else words("left-out.break")
    return Exclusion(what=exercise.id, reason=reason, kind=ExclusionKind.COVERED)


def _strand(
    strand: Strand,
    closed: Mapping[Strand, ExclusionKind],
    layout: Layout,
    size: int,
    allowance: Allowance,
    preferences: Preferences,
) -> Exclusion:
    what = f"strand:{strand.value}"
    if closed.get(strand) is ExclusionKind.RANGE:
        return Exclusion(what=what, reason=words("left-out.range"), kind=ExclusionKind.RANGE)
    if any(allowance.knowledge.exercises[open_].strand is strand for open_ in allowance.allowed):
        if strand in closed:
            return Exclusion(what=what, reason=words(f"strand-no-need.{strand}"), kind=ExclusionKind.NO_NEED)
        if _fullest(layout) >= size:
            reason = words(f"strand-later.{strand}", n=size)
            return Exclusion(what=what, reason=reason, kind=ExclusionKind.LATER)
        reason = words(f"strand-time.{strand}", n=preferences.minutes)
        return Exclusion(what=what, reason=reason, kind=ExclusionKind.TIME)
    blocked = [
        exclusion
        for exercise in allowance.knowledge.exercises.values()
        if exercise.strand is strand and (exclusion := why_not(exercise=exercise, allowance=allowance))
    ]
    if not blocked:
        return Exclusion(what=what, reason=words(f"strand-nothing.{strand}"), kind=ExclusionKind.COVERED)
    worst = min(blocked, key=lambda exclusion: _PRIORITY.index(exclusion.kind))
    return Exclusion(what=what, reason=words(f"strand-now.{strand}", reason=worst.reason), kind=worst.kind)
