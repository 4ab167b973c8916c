"""A session shorter or longer, once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.doses import half_dose
from loadshare.care.once import Length, at_length
from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.care.schedule import STRETCH_MOST_S, weekly_stretch_s
from loadshare.care.session import build_timeline
from loadshare.knowledge.exercise import Strand
from tests.support.people import case_of, people, programme_for
from tests.support.programme_rules import may_do

MANY = settings(max_examples=150, deadline=None)


def _minutes(items: tuple[ProgrammeItem, ...]) -> float:
    return sum(item.minutes for item in items)


def _others(
    programme: Programme, whole: tuple[ProgrammeItem, ...], added: tuple[ProgrammeItem, ...]
) -> list[ProgrammeItem]:
    """What could have been added as well, each exercise once."""
    taken = {item.exercise for item in (*whole, *added)}
    found = {item.exercise: item for item in (*programme.flare_day, *programme.items)}
    gentle = (item for item in found.values() if item.strand is not Strand.STRENGTHEN)
    return [item for item in gentle if item.exercise not in taken]


def _fits_the_week(programme: Programme, added: tuple[ProgrammeItem, ...], case: Case) -> bool:
    """Whether no muscle is stretched for over ten minutes, with one day more of what was added."""
    if not any(item.strand is Strand.STRETCH for item in added):
        return True
    days = [item for day in programme.days for item in map(programme.item, day.items)]
    rows = [
        (case.knowledge.exercises[item.exercise].targets, item.dose, 1)
        for item in (*days, *added)
        if item.strand is Strand.STRETCH
    ]
    return max(weekly_stretch_s(doses=rows).values()) <= STRETCH_MOST_S


def test_a_longer_one_has_something_gentle_beside_it() -> None:
    case = case_of()
    programme = programme_for(case)
    whole = programme.session(programme.starts)
    assert len(at_length(items=whole, length=Length.LONG, programme=programme, case=case)) > len(whole)


def test_a_shorter_one_keeps_strength_at_its_dose() -> None:
    case = case_of()
    programme = programme_for(case)
    whole = programme.session(programme.starts)
    short = at_length(items=whole, length=Length.SHORT, programme=programme, case=case)
    assert any(item.strand is Strand.STRENGTHEN for item in short)
    assert set(short) < set(whole)
    assert _minutes(short) <= _minutes(whole) / 2


def test_nothing_is_made_of_nothing() -> None:
    case = case_of()
    for length in Length:
        assert at_length(items=(), length=length, programme=programme_for(case), case=case) == ()


@MANY
@given(case=people, week=st.integers(1, 6), data=st.data())
def test_a_shorter_one_is_a_part_of_it(case: Case, week: int, data: st.DataObject) -> None:
    programme = programme_for(case, week=week)
    days = [day for day in programme.days if day.items]
    if not days:
        return
    whole = tuple(programme.item(name) for name in data.draw(st.sampled_from(days)).items)
    short = at_length(items=whole, length=Length.SHORT, programme=programme, case=case)
    if not short:
        assert [half_dose(item.dose) for item in whole] == [None]
        return
    assert _minutes(short) < _minutes(whole)
    doses = {item.exercise: item.dose for item in whole}
    assert [item.exercise for item in short] == [n for n in doses if n in {i.exercise for i in short}]
    if min(item.minutes for item in whole) <= _minutes(whole) / 2:
        assert _minutes(short) <= _minutes(whole) / 2
        assert all(item.dose == doses[item.exercise] for item in short)
        left = _minutes(whole) / 2 - _minutes(short)
        assert all(item.minutes > left for item in whole if item not in short)
    else:
        (one,) = short
        assert one.dose in (doses[one.exercise], half_dose(doses[one.exercise]))
    has_strength = any(item.strand is Strand.STRENGTHEN for item in whole)
    strong = [item for item in whole if item.strand is Strand.STRENGTHEN]
    if has_strength and min(item.minutes for item in strong) <= _minutes(whole) / 2:
        assert any(item.strand is Strand.STRENGTHEN for item in short)
    assert build_timeline(items=short, knowledge=case.knowledge).seconds == pytest.approx(
        _minutes(short) * 60
    )


@MANY
@given(case=people, week=st.integers(1, 6), data=st.data())
def test_a_longer_one_adds_only_what_is_theirs_and_no_strength(
    case: Case, week: int, data: st.DataObject
) -> None:
    programme = programme_for(case, week=week)
    days = [day for day in programme.days if day.items]
    if not days:
        return
    whole = tuple(programme.item(name) for name in data.draw(st.sampled_from(days)).items)
    longer = at_length(items=whole, length=Length.LONG, programme=programme, case=case)
    added = longer[len(whole) :]
    left = 1.5 * _minutes(whole) - _minutes(longer or whole)
    for item in _others(programme, whole, added):
        assert item.minutes > left or not _fits_the_week(programme, (*added, item), case)
    if not longer:
        return
    assert longer[: len(whole)] == whole
    assert added
    assert _fits_the_week(programme, added, case)
    assert _minutes(longer) <= 1.5 * _minutes(whole) + 1e-9
    assert set(added) <= {*programme.items, *programme.flare_day}
    assert all(item.strand is not Strand.STRENGTHEN for item in added)
    assert all(may_do(case.knowledge.exercises[item.exercise], case) for item in added)
    assert len({item.exercise for item in longer}) == len(longer)
