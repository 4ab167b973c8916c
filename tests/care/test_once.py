"""A session shorter or longer, once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.once import Length, at_length
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.session import build_timeline
from loadshare.knowledge.exercise import Strand
from tests.support.people import case_of, people, programme_for
from tests.support.programme_rules import may_do

MANY = settings(max_examples=150, deadline=None)


def _minutes(items: tuple[ProgrammeItem, ...]) -> float:
    return sum(item.minutes for item in items)


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
        assert len(whole) == 1
        return
    assert _minutes(short) < _minutes(whole)
    doses = {item.exercise: item.dose for item in whole}
    assert [item.exercise for item in short] == [n for n in doses if n in {i.exercise for i in short}]
    if len(short) > 1:
        assert all(item.dose == doses[item.exercise] for item in short)
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
    if not longer:
        return
    assert longer[: len(whole)] == whole
    added = longer[len(whole) :]
    assert added
    assert _minutes(longer) <= 1.5 * _minutes(whole) + 1e-9
    assert set(added) <= {*programme.items, *programme.flare_day}
    assert all(item.strand is not Strand.STRENGTHEN for item in added)
    assert all(may_do(case.knowledge.exercises[item.exercise], case) for item in added)
    assert len({item.exercise for item in longer}) == len(longer)
