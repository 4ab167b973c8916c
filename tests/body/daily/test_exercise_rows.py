"""Each row of what an exercise asks: in order, whole, and of muscles that exist."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Task
from loadshare.body.daily.exercises import FAINT_PCT, brisk_walking, exercises, hardest_n, walking
from loadshare.body.daily.version import model_version
from loadshare.body.movements import movement_ids
from tests.body.conftest import shared_body


def test_every_movement_has_a_row_and_no_row_is_without_one() -> None:
    assert set(exercises()) == set(movement_ids())


@pytest.mark.parametrize("exercise", sorted(exercises()))
def test_a_row_is_in_order_and_of_muscles_that_exist(exercise: str) -> None:
    row = exercises()[exercise]
    low, middle, high = row.back_n
    assert 0 <= low <= middle <= high
    assert middle > 0
    skeleton = shared_body().chooser("male").skeleton
    assert set(row.active) <= set(skeleton.groups)
    assert all(FAINT_PCT <= percent <= 100.5 for percent in row.active.values())
    assert list(row.active.values()) == sorted(row.active.values(), reverse=True)


def test_a_brisk_stride_presses_more_than_a_level_walk() -> None:
    assert 0 < walking() < brisk_walking()


@settings(max_examples=15, deadline=None)
@given(phases=st.lists(st.integers(17, 50).map(float), min_size=1, max_size=3, unique=True))
def test_the_hardest_moment_is_the_hardest_of_its_moments(phases: list[float]) -> None:
    body = shared_body()
    each = [body.solve(task=Task(name="walk", settings={"phase_pct": phase})) for phase in phases]
    assert hardest_n(body, "walk", tuple(phases)) == round(max(one.l5s1_compression_n for one in each))


def test_the_version_of_the_tables_tells_movements_apart() -> None:
    assert model_version() != model_version(movements=True)
