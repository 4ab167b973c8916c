"""Takes an exercise out of the week, or puts one in, within the minutes and the bounds of the week."""

from collections.abc import Iterable

from loadshare.care.case import Case
from loadshare.care.doses import item_seconds, ladder
from loadshare.care.edit import TOLERANCE_S, day_of, planned_here, same_item
from loadshare.care.item import make_item
from loadshare.care.leads import choose_lead
from loadshare.care.programme_types import Exclusion, ExclusionKind, Programme, ProgrammeItem
from loadshare.care.reasons import Whys
from loadshare.care.schedule import planned_days, session_size, stretches_within
from loadshare.care.selection import SESSION_STRANDS
from loadshare.knowledge.exercise import Dose, Exercise, Strand

LAST_WEEK = 6


def most_items(case: Case) -> int:
    """Most exercises in one session of this person, in the last week of a block."""
    lead = choose_lead(check=case.check, facts=case.facts, allowance=case.allowance)
    return session_size(week=LAST_WEEK, beginner=case.preferences.beginner, lighter=lead.lighter)


def largest_joining(*, programme: Programme, new: Exercise, rung: int, case: Case) -> Dose | None:
    """The largest dose of `new` up to a rung for which the sessions have the time; None when none has."""
    return next(
        (dose for dose in reversed(ladder(new.dose)[: rung + 1]) if _joins(programme, new, dose, case)), None
    )


def with_item(*, programme: Programme, new: Exercise, dose: Dose, case: Case) -> Programme:
    """The programme with `new` on as many days as its dose says."""
    taken = frozenset((*(item.exercise for item in programme.items), new.id))
    whys = Whys.of(case=case, programme=programme)
    item = make_item(
        exercise=new,
        dose=dose,
        allowance=case.allowance,
        facts=case.facts,
        why=whys.why(new),
        taken=taken,
    )
    days = frozenset(planned_here(programme=programme, new=new, case=case))
    items = sorted((*programme.items, item), key=lambda one: SESSION_STRANDS.index(one.strand))
    where = {new.id: days}
    changed = _laid_out(programme, items, where, case)
    exclusions = tuple(
        one for one in programme.exclusions if one.what not in (new.id, f"strand:{new.strand.value}")
    )
    size = max(programme.session_size, len(items))
    return changed.model_copy(update={"exclusions": exclusions, "session_size": size})


def without_item(*, programme: Programme, exercise: str, case: Case, reason: str) -> Programme:
    """The programme without an exercise, and why; a day that held nothing else is a rest day."""
    items = [item for item in programme.items if item.exercise != exercise]
    changed = _laid_out(programme, items, {}, case)
    strand = case.knowledge.exercises[exercise].strand
    out = [exercise]
    if all(item.strand is not strand for item in items):
        out.append(f"strand:{strand.value}")
    kept = tuple(one for one in programme.exclusions if one.what not in out)
    left = tuple(Exclusion(what=what, reason=reason, kind=ExclusionKind.ASKED) for what in out)
    return changed.model_copy(update={"exclusions": (*kept, *left)})


def _joins(programme: Programme, new: Exercise, dose: Dose, case: Case) -> bool:
    """All exercises together fit one session, so that the week after holds them all as well."""
    seconds = sum(item.minutes for item in programme.items) * 60 + item_seconds(exercise=new, dose=dose)
    if seconds > case.preferences.minutes * 60 + TOLERANCE_S:
        return False
    if new.strand is not Strand.STRETCH:
        return True
    days = len(planned_days(exercise=new, days_per_week=case.preferences.days_per_week))
    rows = [
        (
            case.knowledge.exercises[item.exercise].targets,
            item.dose,
            sum(item.exercise in day.items for day in programme.days),
        )
        for item in programme.items
        if item.strand is Strand.STRETCH
    ]
    return stretches_within((*rows, (new.targets, dose, days)))


def _laid_out(
    programme: Programme, items: Iterable[ProgrammeItem], where: dict[str, frozenset[int]], case: Case
) -> Programme:
    """The same days with these items; what is in `where` stands on those days."""
    taken = frozenset(item.exercise for item in items)
    known = case.knowledge.exercises
    now = tuple(same_item(item, known[item.exercise], case.allowance, taken) for item in items)
    minutes = {item.exercise: item.minutes for item in now}
    days = []
    for offset, day in enumerate(programme.days):
        held = tuple(name for name in minutes if name in day.items or offset in where.get(name, ()))
        days.append(day.model_copy(update=day_of(held, minutes, case.knowledge)))
    return programme.model_copy(update={"items": now, "days": tuple(days)})
