"""Six weeks in four strands, chosen for one person, with a reason for every item."""

import datetime as dt
from collections.abc import Iterator, Mapping

from loadshare.care.changes import changes_between
from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.doses import describe_dose, ladder
from loadshare.care.exclusions import exclusions_for
from loadshare.care.flare_day import flare_exercises
from loadshare.care.item import make_item
from loadshare.care.leads import Lead, choose_lead
from loadshare.care.needs import needs_of
from loadshare.care.notes import notes_for, plateau_notes
from loadshare.care.outside import loads_outside
from loadshare.care.picks import Pick, pick_exercises, uncalled
from loadshare.care.pins import beyond_of, kept_pins, with_pinned_out, without_pinned_out
from loadshare.care.preferences import at_stage, number, preferences_from
from loadshare.care.programme_types import (
    Change,
    DayKind,
    Exclusion,
    ExclusionKind,
    ItemSide,
    NoProgrammeError,
    Preferences,
    Programme,
    ProgrammeDay,
    ProgrammeItem,
    Stage,
)
from loadshare.care.reasons import Whys
from loadshare.care.schedule import Layout, lay_out, session_size
from loadshare.care.selection import Allowance, allowance_for
from loadshare.care.walking import (
    WALK_OFFSETS,
    break_every_minutes,
    breaks_for,
    walk_goal,
    walk_minutes,
)
from loadshare.care.words import words
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.library import Knowledge

__all__ = [
    "Change",
    "DayKind",
    "Exclusion",
    "ExclusionKind",
    "ItemSide",
    "NoProgrammeError",
    "Preferences",
    "Programme",
    "ProgrammeDay",
    "ProgrammeItem",
    "build_programme",
    "describe_dose",
    "preferences_from",
]

ADULT_AGE = 18
LAST_WEEK = 6
LARGE_RANGE_DEG = 45
"""Both hips turn in at least this far: stretching is left out (CE vignette V16)."""


def safety_net() -> str:
    """Given with every programme."""
    return words("programme.net")


def build_programme(
    *,
    check: CheckResult,
    preferences: Preferences,
    facts: Facts,
    knowledge: Knowledge,
    starts: dt.date,
    week: int = 1,
    previous: Programme | None = None,
    unlocked: frozenset[str] = frozenset(),
    changes: tuple[Change, ...] = (),
    steady: bool = False,
    left: frozenset[str] = frozenset(),
) -> Programme:
    """One week of a six-week block for one person. Pure: the same input always gives the same programme.

    `previous` is the week before (for the first week of a new block: week 6 of the last one), with any step
    up or down already applied (`loadshare.care.progression.next_doses`), whose reasons come in `changes`: its
    exercises and doses carry on where they are still allowed and affordable. `unlocked` are exercises opened
    by two good weeks of the one before. `steady` adds nothing new this week (after a red light). `left` are
    exercises that an easier or a harder one has just taken the place of: they do not join again. Where the
    week before only keeps what was reached (`Stage.UPKEEP`), nothing is added, on two days a week.

    Every exercise named anywhere in the result, swaps and easier and harder ones included, is allowed and
    affordable for this person; no session takes longer than `preferences.minutes`.

    Raises `NoProgrammeError`, with the reason and the next step, at E and S, under 18, and wherever the
    check allows no programme. Source: `loadshare-judgement`.
    """
    refuse_under_age(facts)
    stage = previous.stage if previous else Stage.COURSE
    preferences, steady = at_stage(preferences=preferences, stage=stage), steady or stage is Stage.UPKEEP
    allowance = allowance_for(
        check=check,
        preferences=preferences,
        knowledge=knowledge,
        unlocked=unlocked,
        beyond=beyond_of(previous),
    )
    lead = choose_lead(check=check, facts=facts, allowance=allowance)
    without = frozenset({Strand.STRETCH}) if moves_a_lot(facts) else frozenset[Strand]()
    carried = {item.exercise: item for item in previous.items} if previous else {}
    needs = needs_of(facts=facts, allowance=allowance)
    picks = pick_exercises(
        lead=lead, allowance=allowance, facts=facts, needs=needs, previous=carried, without=without
    )
    pins = kept_pins(previous)
    picks = without_pinned_out(picks=picks, pins=pins, knowledge=knowledge)
    picks = tuple(pick for pick in picks if pick.exercise.id not in left)
    size = _size(week, preferences, lead, previous, steady)
    layout = lay_out(
        picks=_without_new(picks, carried) if steady else picks,
        days_per_week=preferences.days_per_week,
        minutes=preferences.minutes,
        size=size,
        week=week,
    )
    minutes = walk_minutes(
        preferences=preferences,
        style=lead.walk,
        week=week,
        previous=previous,
        allowance=allowance,
        grow=not steady,
    )
    breaks = breaks_for(lead=lead, allowance=allowance)
    whys = Whys(
        check=check,
        preferences=preferences,
        allowance=allowance,
        facts=facts,
        emphasis=lead.emphasis,
        needs=needs,
    )
    items = tuple(
        _begun(
            make_item(
                exercise=knowledge.exercises[name],
                dose=dose,
                allowance=allowance,
                facts=facts,
                why=whys.why(knowledge.exercises[name]),
                taken=frozenset(layout.doses),
            ),
            pick=picked[name],
            before=carried.get(name),
        )
        for picked in [{pick.exercise.id: pick for pick in picks}]
        for name, dose in layout.doses.items()
    )
    return Programme(
        rules_version=knowledge.rules_version,
        starts=starts,
        week=week,
        emphasis=lead.emphasis,
        headline=lead.headline,
        items=items,
        days=tuple(_days(items, layout, starts, minutes)),
        breaks=breaks,
        break_every_minutes=break_every_minutes(preferences=preferences),
        walk_goal=walk_goal(minutes=minutes, style=lead.walk, preferences=preferences),
        flare_day=_flare_day(allowance, facts, whys),
        exclusions=with_pinned_out(
            exclusions=exclusions_for(
                lead=lead,
                picks=picks,
                layout=layout,
                breaks=breaks,
                without=without,
                uncalled=uncalled(lead=lead, needs=needs),
                size=size,
                allowance=allowance,
                preferences=preferences,
            ),
            pins=pins,
            knowledge=knowledge,
        ),
        changes=changes_between(
            previous=previous, items=items, walk=minutes, told=changes, allowance=allowance
        ),
        notes=(
            *notes_for(
                check=check,
                lead=lead,
                layout=layout,
                facts=facts,
                preferences=preferences,
                knowledge=knowledge,
            ),
            *plateau_notes(items=items, allowance=allowance, left_s=_left_s(items, layout, preferences)),
        ),
        safety_net=safety_net(),
        session_size=size,
        pins=tuple(pin for pin in pins if pin.out or pin.exercise in layout.doses),
        loads=loads_outside(facts=facts, allowance=allowance),
        block=previous.block if previous else 1,
        stage=stage,
    )


def moves_a_lot(facts: Facts) -> bool:
    """True when both hips turn in so far on a test that stretching them is left out."""
    lowest = number(facts, "hip-rotation.internal.lowest")
    return lowest is not None and lowest >= LARGE_RANGE_DEG


def refuse_under_age(facts: Facts) -> None:
    """Raise `NoProgrammeError` under 18."""
    age = number(facts, "age")
    if age is not None and age < ADULT_AGE:
        raise NoProgrammeError(
            why=words("no-programme.adult"),
            do=words("no-programme.adult-do"),
        )


def _begun(item: ProgrammeItem, *, pick: Pick, before: ProgrammeItem | None) -> ProgrammeItem:
    """The item with why it begins higher, where it does, or with what counts for it since the week before."""
    if before is not None:
        return item.model_copy(update={"counts_from": before.counts_from})
    if pick.begins and item.dose == ladder(pick.exercise.dose)[pick.rung]:
        return item.model_copy(update={"why": f"{item.why} {pick.begins}"})
    return item


def _without_new(picks: tuple[Pick, ...], carried: Mapping[str, ProgrammeItem]) -> tuple[Pick, ...]:
    """Only what was there the week before, unless some of that has to be replaced."""
    kept = tuple(pick for pick in picks if pick.exercise.id in carried)
    return kept if len(kept) == len(carried) > 0 else picks


def _size(week: int, preferences: Preferences, lead: Lead, previous: Programme | None, steady: bool) -> int:
    size = session_size(week=week, beginner=preferences.beginner, lighter=lead.lighter)
    if previous is None:
        return size
    most = session_size(week=LAST_WEEK, beginner=preferences.beginner, lighter=lead.lighter)
    kept = min(most, previous.session_size)
    if week < previous.week:
        return kept
    return max(kept, min(size, previous.session_size + (0 if steady else 1)))


def _days(
    items: tuple[ProgrammeItem, ...], layout: Layout, starts: dt.date, walk: int
) -> Iterator[ProgrammeDay]:
    minutes = {item.exercise: item.minutes for item in items}
    for offset, (kind, names) in enumerate(layout.days):
        yield ProgrammeDay(
            weekday=(starts.weekday() + offset) % 7,
            kind=kind,
            items=names,
            minutes=sum(minutes[name] for name in names),
            walk_minutes=walk if offset in WALK_OFFSETS else 0,
        )


def _left_s(items: tuple[ProgrammeItem, ...], layout: Layout, preferences: Preferences) -> float:
    """Seconds that the fullest session leaves of the minutes asked for."""
    minutes = {item.exercise: item.minutes for item in items}
    fullest = max((sum(minutes[name] for name in names) for _, names in layout.days), default=0.0)
    return (preferences.minutes - fullest) * 60


def _flare_day(allowance: Allowance, facts: Facts, whys: Whys) -> tuple[ProgrammeItem, ...]:
    chosen = flare_exercises(allowance=allowance)
    taken = frozenset(exercise.id for exercise, _ in chosen)
    return tuple(
        make_item(
            exercise=exercise,
            dose=dose,
            allowance=allowance,
            facts=facts,
            why=whys.why(exercise),
            taken=taken,
        )
        for exercise, dose in chosen
    )
