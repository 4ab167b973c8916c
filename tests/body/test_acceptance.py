"""The acceptance list, written down before the model was built. A miss is never loosened: it is marked
and explained."""

import numpy as np
import pytest

from loadshare.body import Person
from loadshare.body.validate import EMG, PRESSURES, Comparison, Result, published_number, rank_correlation
from tests.body.conftest import solve

BENDS = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 111)


def result(results: tuple[Result, ...], key: str) -> Result:
    return next(r for r in results if r.target.id == key)


@pytest.mark.parametrize(("key", "published"), [("W03", 0.5), ("W04", 1.1), ("W08", 2.3)])
def test_disc_pressure_within_a_fifth(results: tuple[Result, ...], key: str, published: float) -> None:
    assert result(results, key).computed == pytest.approx(published, rel=0.2)


def test_disc_pressures_rank_as_measured(results: tuple[Result, ...]) -> None:
    assert rank_correlation(results, PRESSURES) >= 0.9


def test_disc_pressures_are_nearer_than_a_published_finite_element_model(
    results: tuple[Result, ...],
) -> None:
    """Root mean square over the rows that were read: that model reaches about 0.18 MPa."""
    misses = [
        result(results, key).computed - (published_number(result(results, key).target) or 0.0)
        for key in PRESSURES
    ]
    assert np.sqrt(np.mean(np.square(misses))) <= 0.12


def test_hip_force_is_within_a_quarter_of_what_implants_measure(
    results: tuple[Result, ...], comparison: Comparison
) -> None:
    stair = result(results, "H02").computed * comparison.walking_bw
    assert comparison.walking_bw == pytest.approx(2.38, rel=0.25)
    assert stair == pytest.approx(2.51, rel=0.25)
    assert result(results, "H04").computed == pytest.approx(231.0, rel=0.25)
    assert result(results, "H06").computed == pytest.approx(156.0, rel=0.25)


@pytest.mark.xfail(
    strict=True, reason="load flattens at 60.1 degrees; tried: five effort criteria, tone, full fascicle set"
)
def test_load_stops_rising_between_30_and_60_degrees(comparison: Comparison) -> None:
    assert 30.0 <= comparison.implants.plateau_deg() <= 60.0


def test_load_is_flat_beyond_the_plateau(comparison: Comparison) -> None:
    load = {a: comparison.bends[a].l4l5_compression_n for a in BENDS}
    early, late = (load[60] - load[10]) / 50.0, (load[90] - load[60]) / 30.0
    assert late < early / 3.0
    assert load[111] < load[80]


def test_hip_force_on_one_leg() -> None:
    assert solve("single-leg-stance").hip_force_right_bw <= 3.0


def test_hip_force_in_walking_and_on_stairs(comparison: Comparison) -> None:
    assert 1.9 <= comparison.walking_bw <= 3.0
    assert 1.0 <= solve("stair").hip_force_right_bw / comparison.walking_bw <= 1.2


def test_a_level_pelvis_is_possible_after_the_nerve_block(comparison: Comparison) -> None:
    answer = comparison.gluteals(0.48)
    assert answer.residual_nm < 1.0


@pytest.mark.xfail(
    strict=True,
    reason="the 2023 abductor paths, rotators and rectus femoris hold the pelvis down to a sixth of gluteal "
    "strength; tried: full fascicle set and other effort criteria, which cannot change what is possible",
)
def test_a_level_pelvis_is_impossible_at_four_tenths(comparison: Comparison) -> None:
    assert comparison.gluteals(0.40).residual_nm > 1.0


def test_the_nerve_block_changes_neither_drop_nor_lean() -> None:
    healthy = solve("single-leg-stance")
    blocked = solve("single-leg-stance", Person(strength={"gluteals": 0.48}))
    assert blocked.chosen == healthy.chosen


def test_weak_abductors_change_hip_force_little(comparison: Comparison) -> None:
    for factor in (0.8, 0.6, 0.48):
        weak = solve("walk", Person(strength={"gluteus-medius": factor, "gluteus-minimus": factor}))
        assert weak.can_hold
        assert abs(weak.hip_force_right_bw - solve("walk").hip_force_right_bw) <= 0.5
    assert comparison is not None


@pytest.mark.parametrize("task", ["walk", "bend"])
def test_a_weak_gluteus_maximus_is_not_picked_up_by_the_back(task: str) -> None:
    weak = solve(task, Person(strength={"gluteus-maximus": 0.3}))
    assert weak.l5s1_compression_n == pytest.approx(solve(task).l5s1_compression_n, rel=0.05)


def test_healthy_lumbar_share(comparison: Comparison) -> None:
    share = {a: float(comparison.bends[a].low_back_share_pct or 0.0) for a in BENDS}
    assert 35.0 <= share[111] <= 55.0
    assert np.all(np.diff([share[a] for a in BENDS]) < 0.0)  # more early than late


@pytest.mark.parametrize("trunk", [60.0, 90.0, 110.0])
def test_lumbar_share_rises_with_lost_hip_range(trunk: float) -> None:
    shares = [
        float(
            solve(
                "bend", Person(hip_loss_right_deg=d, hip_loss_left_deg=d), trunk_deg=trunk
            ).low_back_share_pct
            or 0
        )
        for d in (0.0, 10.0, 20.0, 40.0)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 1.0


def test_sitting_rounds_the_back_of_a_tight_hip() -> None:
    bends = [
        solve("sit", Person(hip_loss_right_deg=d, hip_loss_left_deg=d)).lumbar_deg for d in (0.0, 20.0, 40.0)
    ]
    assert bends[0] < bends[1] < bends[2]
    assert bends[2] > bends[0] + 8.0


@pytest.mark.xfail(
    strict=True, reason="rank correlation 0.54: bracing is not in a least-effort model; five criteria tried"
)
def test_gluteal_activity_ranks_as_measured(results: tuple[Result, ...]) -> None:
    assert rank_correlation(results, EMG) >= 0.7


@pytest.mark.xfail(
    strict=True, reason="computed activity is about half of EMG: no bracing, EMG scaled to a maximal effort"
)
def test_half_of_the_gluteal_activities_lie_in_the_published_range(results: tuple[Result, ...]) -> None:
    rows = [r for r in results if r.target.id in EMG]
    assert sum(r.is_hit for r in rows) >= len(rows) / 2


@pytest.mark.xfail(strict=True, reason="the bridge loads the spine less than walking: no bracing")
def test_the_bridge_loads_the_spine_like_walking(results: tuple[Result, ...]) -> None:
    assert result(results, "V07").computed >= 1.0


def test_lifting_the_leg_on_the_side_loads_the_spine_less_than_walking(results: tuple[Result, ...]) -> None:
    assert result(results, "V08").computed < 1.0


def test_rows_from_memory_and_fitted_rows_never_count(results: tuple[Result, ...]) -> None:
    assert not [
        r for r in results if r.counts and (not r.target.was_read or r.target.id in ("W03", "L04", "M06"))
    ]
