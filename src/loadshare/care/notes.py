"""Short notes that go with a programme: things to know, each in a sentence or two."""

from collections.abc import Iterator

from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.doses import ladder, rung_of, rung_seconds
from loadshare.care.leads import Lead
from loadshare.care.preferences import number, word
from loadshare.care.programme_types import Preferences, ProgrammeItem
from loadshare.care.reasons import GOALS, sitting_reason
from loadshare.care.schedule import STRETCH_GOAL_S, Layout, weekly_stretch_s
from loadshare.care.selection import Allowance
from loadshare.care.steps import is_full, step_harder
from loadshare.care.words import words
from loadshare.knowledge.exercise import Effort, Strand
from loadshare.knowledge.library import Knowledge

GOOD_RANGE_DEG = 30


def notes_for(
    *,
    check: CheckResult,
    lead: Lead,
    layout: Layout,
    facts: Facts,
    preferences: Preferences,
    knowledge: Knowledge,
) -> tuple[str, ...]:
    """The notes, the most personal first."""
    return tuple(
        dict.fromkeys(
            (
                *lead.notes,
                *health_notes(check=check, knowledge=knowledge),
                *([words("note.felt-tight")] if feels_tight_moves_freely(facts) else []),
                *([words(f"goal.{preferences.goal}")] if preferences.goal in GOALS else []),
                *_stretch_time(layout, preferences, knowledge),
                *_days(layout, preferences),
                words("note.effort"),
                sitting_reason(preferences=preferences),
                words("note.ache"),
            )
        )
    )


def plateau_notes(*, items: tuple[ProgrammeItem, ...], allowance: Allowance, left_s: float) -> Iterator[str]:
    """What could come next for a strength exercise at its largest dose, or the largest that the minutes hold,
    that moves no further by itself: the harder exercise as a choice, or more load (`acsm-progression`), and
    no load where care is asked for. `left_s` is what the fullest session leaves."""
    taken = frozenset(item.exercise for item in items)
    for item in items:
        exercise = allowance.knowledge.exercises[item.exercise]
        steps = ladder(exercise.dose)
        if item.strand is not Strand.STRENGTHEN or not is_full(exercise=exercise, dose=item.dose):
            continue
        rung = rung_of(exercise=exercise, dose=item.dose)
        if rung + 1 < len(steps) and rung_seconds(exercise.dose, exercise.per_side)[rung + 1] <= (
            left_s + item.minutes * 60
        ):
            continue
        if step_harder(exercise=exercise, allowance=allowance, taken=taken) is not None:
            continue
        if item.harder is not None:
            harder = allowance.knowledge.exercises[item.harder].name
            yield words("note.plateau", name=exercise.name, harder=harder)
        elif exercise.harder_way and not item.adaptations:
            yield words("note.plateau-way", name=exercise.name, way=exercise.harder_way)


def health_notes(*, check: CheckResult, knowledge: Knowledge) -> tuple[str, ...]:
    """What look-alikes and filters ask to be known."""
    filters = (knowledge.filters.get(active.filter) for active in check.filters)
    return (
        *(match.plan_effect for match in check.look_alikes),
        *(known.advice for known in filters if known is not None and known.advice),
    )


def feels_tight_moves_freely(facts: Facts) -> bool:
    """True when the hips feel tight and turn well on a test (CE vignette V05)."""
    lowest = number(facts, "hip-rotation.internal.lowest")
    return word(facts, "hips-tight-turning") == "yes" and lowest is not None and lowest >= GOOD_RANGE_DEG


def _days(layout: Layout, preferences: Preferences) -> Iterator[str]:
    """Says so where fewer days hold a session than were asked for."""
    held = sum(bool(items) for _, items in layout.days)
    if 0 < held < preferences.days_per_week:
        yield words("note.days", n=held, wanted=preferences.days_per_week)


def _stretch_time(layout: Layout, preferences: Preferences, knowledge: Knowledge) -> Iterator[str]:
    """Says so when days and minutes do not hold five minutes of stretching for each muscle."""
    held = [
        (name, dose)
        for name, dose in layout.doses.items()
        if dose.effort is Effort.HOLD and knowledge.exercises[name].strand is Strand.STRETCH
    ]
    if not held:
        return
    times = weekly_stretch_s(
        doses=(
            (knowledge.exercises[name].targets[:1], dose, sum(name in items for _, items in layout.days))
            for name, dose in held
        )
    )
    least = min(times.values())
    if least < STRETCH_GOAL_S:
        minutes = max(1, round(least / 60))
        yield words(
            "note.stretch-time", n=minutes, days=preferences.days_per_week, minutes=preferences.minutes
        )
