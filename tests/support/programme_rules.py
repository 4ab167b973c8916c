"""What must hold for any programme, whoever it is for and however it came about."""

from collections.abc import Iterator

from loadshare.care.case import Case
from loadshare.care.doses import item_seconds, ladder
from loadshare.care.programme import DayKind, Programme
from loadshare.care.schedule import weekly_stretch_s
from loadshare.knowledge.exercise import AT_HAND, CautionEffect, Exercise, Strand
from loadshare.knowledge.safety import PlanPermission


def named_in(programme: Programme) -> Iterator[str]:
    """Every exercise a programme offers anywhere."""
    yield from programme.breaks
    for item in (*programme.items, *programme.flare_day):
        yield item.exercise
        yield from item.swaps
        yield from (name for name in (item.easier, item.harder) if name)
    for day in programme.days:
        yield from day.items


def may_do(exercise: Exercise, case: Case) -> bool:
    """Written apart from the code under test: allowed, unlocked and affordable."""
    filters = {active.filter for active in case.check.filters}
    excluded = {c.filter for c in exercise.cautions if c.effect is CautionEffect.EXCLUDE}
    return (
        not excluded & filters
        and set(exercise.equipment) <= case.preferences.equipment | AT_HAND
        and exercise.position in case.preferences.positions
        and (exercise.gentle or case.check.safety.plan is not PlanPermission.RESTRICTED)
        and (exercise.unlock is None or exercise.id in case.unlocked)
    )


def assert_sound(programme: Programme, case: Case) -> None:
    """Every rule of a programme at once."""
    assert_only_what_fits(programme, case)
    assert_within_the_minutes(programme, case)
    assert_stretching_within_bounds(programme, case)
    assert_article_covered(programme, case)
    assert_strands_covered(programme)
    assert_days_are_kept(programme, case)
    assert_always_something_to_do(programme)


def assert_only_what_fits(programme: Programme, case: Case) -> None:
    exercises = case.knowledge.exercises
    unfit = {name for name in named_in(programme) if not may_do(exercises[name], case)}
    assert not unfit, unfit
    assert all(exercises[item.exercise].gentle for item in programme.flare_day)


def assert_within_the_minutes(programme: Programme, case: Case) -> None:
    exercises = case.knowledge.exercises
    for item in programme.items:
        seconds = item_seconds(exercise=exercises[item.exercise], dose=item.dose)
        assert abs(item.minutes * 60 - seconds) < 1e-6
        assert item.dose in ladder(exercises[item.exercise].dose)
    for day in programme.days:
        assert abs(day.minutes - sum(programme.item(name).minutes for name in day.items)) < 1e-6
        assert day.minutes <= case.preferences.minutes + 1e-6
        assert len(day.items) == len(set(day.items))
    assert sum(item.minutes for item in programme.flare_day) <= 2.5


def assert_stretching_within_bounds(programme: Programme, case: Case) -> None:
    rows = [
        (
            case.knowledge.exercises[item.exercise].targets,
            item.dose,
            sum(item.exercise in day.items for day in programme.days),
        )
        for item in programme.items
        if item.strand is Strand.STRETCH
    ]
    assert all(seconds <= 600 for seconds in weekly_stretch_s(doses=rows).values())


def assert_article_covered(programme: Programme, case: Case) -> None:
    present = {item.exercise for item in programme.items} | set(programme.breaks)
    explained = {exclusion.what: exclusion.reason for exclusion in programme.exclusions}
    for exercise in case.knowledge.exercises.values():
        if exercise.article:
            assert exercise.id in present or explained.get(exercise.id), exercise.id
    assert not present & set(explained)


def assert_strands_covered(programme: Programme) -> None:
    strands = {item.strand for item in programme.items}
    explained = {exclusion.what for exclusion in programme.exclusions}
    for strand in (Strand.RELEASE, Strand.STRETCH, Strand.STRENGTHEN):
        assert strand in strands or f"strand:{strand.value}" in explained


def assert_days_are_kept(programme: Programme, case: Case) -> None:
    assert [day.weekday for day in programme.days] == [
        (programme.starts.weekday() + offset) % 7 for offset in range(7)
    ]
    active = [day for day in programme.days if day.kind is not DayKind.REST]
    assert len(active) <= case.preferences.days_per_week
    strength = [offset for offset, day in enumerate(programme.days) if day.kind is DayKind.STRENGTH]
    assert len(strength) <= 3
    assert all((offset + 1) % 7 not in strength for offset in strength)
    assert all(day.items or day.kind is DayKind.REST for day in programme.days)
    assert {name for day in programme.days for name in day.items} == {i.exercise for i in programme.items}


def assert_always_something_to_do(programme: Programme) -> None:
    assert programme.walk_goal
    assert 30 <= programme.break_every_minutes <= 40
    assert programme.safety_net
    assert all(item.why and item.why[0].isupper() for item in programme.items)
