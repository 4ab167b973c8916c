"""Curves and searches by themselves: tissue, fibres, the lowest point, shock, and the chunks of a study."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body import Body, Person, Task, muscle, passive, sharing
from loadshare.body.choosing import (
    HOLD_NM,
    HOLD_SUPPORT_N,
    KEPT_FRAMES,
    STRAIN_NM,
    STRAIN_WEIGHT,
    Chooser,
    holds,
    lowest,
    posture_costs,
)
from loadshare.body.engine import people_of
from loadshare.body.loads import SCALARS, Loads, Scalars, body_weight_n, traits
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, compile_skeleton
from loadshare.body.person import Person as OnePerson
from loadshare.body.population import BLOCK, Uncertainty
from loadshare.body.shock import FREQUENCIES_HZ
from loadshare.body.study import Study, compute_chunk

KNEE = st.floats(0.0, 90.0)
HIP = st.floats(-20.0, 120.0)
ANGLE = st.floats(-30.0, 50.0)
MOTION = st.sampled_from([0, 1, 2])


@given(HIP, KNEE)
def test_the_hip_law_is_the_published_formula(hip: float, knee: float) -> None:
    """Riener and Edrich 1999, written out a second time."""
    wanted = (
        math.exp(1.4655 - 0.0034 * knee - 0.0750 * hip)
        - math.exp(1.3403 - 0.0226 * knee + 0.0305 * hip)
        + 8.072
    )
    assert passive.hip_moment(hip, knee) == pytest.approx(wanted)


@given(HIP, KNEE, st.floats(0.1, 10.0))
def test_bending_further_is_resisted_more(hip: float, knee: float, more: float) -> None:
    assert passive.hip_moment(hip + more, knee) < passive.hip_moment(hip, knee)


@given(st.floats(30.0, 120.0), KNEE, st.floats(0.1, 10.0))
def test_a_bent_knee_frees_the_hip(hip: float, knee: float, more: float) -> None:
    assert passive.hip_moment(hip, min(knee + more, 90.0)) >= passive.hip_moment(hip, knee)


@given(HIP, KNEE, st.floats(0.0, 60.0), st.floats(0.0, 1.0))
def test_what_is_behind_the_hip_only_extends_it(hip: float, knee: float, loss: float, share: float) -> None:
    front, hamstrings, bent = passive.hip_parts(hip, knee, loss, share)
    assert front >= 0.0
    assert hamstrings <= 0.0
    assert bent <= 0.0


@given(HIP, st.floats(0.0, 60.0), st.floats(0.0, 1.0))
def test_hamstrings_are_slack_while_the_knee_is_bent(hip: float, loss: float, share: float) -> None:
    assert passive.hip_parts(hip, 90.0, loss, share)[1] == pytest.approx(0.0)
    assert passive.hip_parts(hip, 130.0, loss, share) == passive.hip_parts(hip, 90.0, loss, share)


@given(st.floats(95.0, 120.0), KNEE, st.floats(0.0, 30.0), st.floats(0.1, 20.0))
def test_each_lost_degree_is_felt(hip: float, knee: float, loss: float, more: float) -> None:
    less, much = (sum(passive.hip_parts(hip, knee, value, 0.5)) for value in (loss, loss + more))
    assert much < less


@given(st.floats(-0.3, 0.3), st.floats(0.01, 1.0), st.floats(1.0, 30.0))
def test_the_end_of_a_joint_pushes_back_the_same_at_both_ends(angle: float, gain: float, rate: float) -> None:
    one, other = (passive.end_moment(a, -0.5, 0.5, gain, rate) for a in (angle, -angle))
    assert one == pytest.approx(-other)
    assert one * angle <= 1e-12


@given(st.floats(-3.0, 3.0))
def test_the_end_of_a_joint_stays_finite_far_beyond_it(angle: float) -> None:
    assert math.isfinite(passive.end_moment(angle, -0.5, 0.5, 0.03, 14.94))


@given(ANGLE, MOTION)
def test_levels_are_asked_as_one_is(angle: float, motion: int) -> None:
    many = passive.lumbar_moments(np.array([angle, 0.0, -angle]), motion)
    assert many == pytest.approx([passive.lumbar_moment(a, motion) for a in (angle, 0.0, -angle)])


@given(st.floats(0.0, 40.0), st.sampled_from([1, 2]))
def test_the_low_back_resists_both_sides_alike(angle: float, motion: int) -> None:
    assert passive.lumbar_moment(angle, motion) == pytest.approx(-passive.lumbar_moment(-angle, motion))


def test_the_low_back_is_about_slack_when_upright() -> None:
    for motion in (0, 1, 2):
        assert abs(passive.lumbar_moment(0.0, motion)) < 0.01


@given(st.floats(0.3, 1.9), st.floats(0.01, 0.4))
def test_fibre_curves_do_not_depend_on_the_size_of_the_muscle(norm: float, optimal: float) -> None:
    """A fibre at the same share of its optimum pulls the same share of its force."""

    def curve(length: float) -> tuple[float, float, float]:
        slack = np.array([0.2])
        out = [np.empty(1) for _ in range(3)]
        zero, strain = np.array([0.0]), np.array([0.6])
        muscle.fibre_curves(slack + norm * length, np.array([length]), slack, zero, strain, *out)
        return tuple(float(v[0]) for v in out)  # type: ignore[return-value]

    assert curve(optimal) == pytest.approx(curve(0.1), rel=1e-9)
    assert curve(optimal)[2] == pytest.approx(norm)


@pytest.mark.parametrize(("group", "strain"), [("vasti", 1.4), ("gluteus-maximus", 0.6), ("none", 0.6)])
def test_only_a_deep_knee_bend_needs_longer_fibres(group: str, strain: float) -> None:
    assert muscle.passive_strain_of(group) == strain


@given(st.floats(-3.0, 3.0), st.floats(0.1, 5.0), st.floats(-10.0, 10.0))
def test_the_lowest_point_of_a_parabola_is_found_between_samples(at: float, bend: float, base: float) -> None:
    values = np.arange(-5.0, 6.0)
    found = lowest(values, base + bend * (values - at) ** 2)
    assert found == pytest.approx(at, abs=0.051)


@pytest.mark.parametrize(
    ("costs", "wanted"), [([1, 2, 3], 0.0), ([3, 2, 1], 2.0), ([5, 5, 5], 0.0), ([4], 0.0)]
)
def test_an_end_that_is_lowest_is_kept(costs: list[float], wanted: float) -> None:
    assert lowest(np.arange(float(len(costs))), np.array(costs, dtype=float)) == wanted


def test_uneven_samples_are_not_interpolated() -> None:
    assert lowest(np.array([0.0, 1.0, 3.0]), np.array([2.0, 1.0, 2.0])) == 1.0


def scalars(**values: float) -> Scalars:
    return Scalars(*(np.array([values.get(name, 0.0)]) for name in SCALARS))


def loads(**values: float) -> Loads:
    empty = np.zeros((1, 0))
    return Loads(scalars(**values), empty, empty, empty, empty, empty, empty, empty, np.zeros(1, np.int64))


@pytest.mark.parametrize(
    ("residual_nm", "support_n", "held"),
    [(0.0, 0.0, True), (HOLD_NM, 0.0, False), (0.0, HOLD_SUPPORT_N, False), (0.99, 4.99, True)],
)
def test_a_posture_is_held_when_nothing_worth_naming_is_left(
    residual_nm: float, support_n: float, held: bool
) -> None:
    assert holds(loads(residual_nm=residual_nm, support_residual_n=support_n)) is held


def test_strain_counts_where_tissue_resists_and_not_where_it_helps() -> None:
    one = STRAIN_WEIGHT
    assert posture_costs(scalars(effort=2.0))[0] == 2.0
    assert posture_costs(scalars(low_back_passive_nm=STRAIN_NM))[0] == pytest.approx(one)
    assert posture_costs(scalars(hip_passive_right_nm=-2 * STRAIN_NM))[0] == pytest.approx(4 * one)
    assert posture_costs(scalars(hip_passive_left_nm=3 * STRAIN_NM))[0] == 0.0
    assert posture_costs(scalars(hip_short_left_nm=3 * STRAIN_NM))[0] == pytest.approx(9 * one)
    assert posture_costs(scalars(low_back_turn_nm=STRAIN_NM))[0] == pytest.approx(one)
    assert posture_costs(scalars(hip_turn_right_nm=2 * STRAIN_NM))[0] == pytest.approx(4 * one)


def test_remembered_postures_have_an_end() -> None:
    chooser = Chooser(compile_skeleton("male"))
    first = chooser.take(Task(name="stand"), None)
    for i in range(KEPT_FRAMES):
        chooser._kept.add(("filler", i), first)
    chooser.take(Task(name="stand", settings={"load_kg": 1.0}), None)
    assert len(chooser._kept._postures) <= KEPT_FRAMES
    assert chooser._kept.get(("stand", "right", (("load_kg", 0.0),), None)) is None


def test_weakness_changes_the_habit_only_when_it_has_to() -> None:
    body = Body()
    usual = body.solve(task=Task(name="single-leg-stance")).chosen
    half = body.solve(task=Task(name="single-leg-stance"), person=Person(strength={"gluteals": 0.5})).chosen
    hardly = body.solve(task=Task(name="single-leg-stance"), person=Person(strength={"gluteals": 0.05}))
    assert half == usual
    assert hardly.chosen != usual


@pytest.mark.parametrize("side", ["right", "left"])
def test_one_trait_is_one_person(side: str) -> None:
    loss = (10.0, 0.0) if side == "right" else (0.0, 10.0)
    one = traits(mass_kg=2 * REFERENCE_MASS_KG, height_m=REFERENCE_HEIGHT_M, hip_loss_deg=loss)
    assert one.mass_ratio[0] == pytest.approx(2.0)
    assert one.height_ratio[0] == pytest.approx(1.0)
    assert getattr(one, f"hip_loss_{side}_deg")[0] == 10.0
    assert all(values.shape == (1,) for values in one)
    assert body_weight_n() == pytest.approx(REFERENCE_MASS_KG * 9.80665, rel=1e-3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 12))
def test_columns_hold_the_matrix_they_are_made_of(seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 0.5)
    kept = sharing.columns_of(matrix)
    back = np.zeros_like(matrix)
    for i in range(columns):
        span = slice(kept.start[i], kept.start[i + 1])
        assert all(a < b for a, b in pairwise(kept.row[span]))
        back[kept.row[span], i] = kept.value[span]
    assert np.array_equal(back, matrix)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10.0))
def test_a_load_twice_as_large_for_muscles_twice_as_strong_is_the_same_share(
    seed: int, factor: float
) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(0.0, 30.0, (5, 12))
    high = rng.uniform(0.5, 2.0, 12)
    demand, softness = rng.normal(0.0, 20.0, 5), np.full(5, 0.1)
    cost = 1.0 / high**2

    def shares(scale: float) -> np.ndarray:  # type: ignore[type-arg]
        problem = sharing.Problem(
            sharing.columns_of(matrix),
            cost / scale**2,
            np.zeros(12),
            high * scale,
            demand * scale,
            softness * scale**2,
        )
        return np.asarray(sharing.share(problem=problem)[0].effort / (high * scale))

    assert shares(factor) == pytest.approx(shares(1.0), abs=1e-6)


@pytest.mark.parametrize("stance", ["both", "right"])
@pytest.mark.parametrize("frequency_hz", [0.5, 4.0, 30.0, 60.0])
def test_a_shake_that_arrives_is_a_number(body: Body, stance: str, frequency_hz: float) -> None:
    shake = body.transmissibility(stance=stance, frequencies_hz=(frequency_hz,))
    assert 0.0 < shake.pelvis[0] < 10.0
    assert 0.0 < shake.l5[0] < 10.0


def test_shakes_are_asked_at_whole_frequencies_and_alone_give_the_same(body: Body) -> None:
    whole = body.transmissibility()
    assert whole.frequencies_hz == FREQUENCIES_HZ
    alone = body.transmissibility(frequencies_hz=(12.0,))
    assert alone.l5[0] == pytest.approx(whole.l5[FREQUENCIES_HZ.index(12.0)])
    assert whole.mean(12.0, 12.0) == pytest.approx(alone.l5[0])


STUDY = Study(
    name="s",
    seed=3,
    people=700,
    chunk=256,
    cases={"usual": OnePerson(), "tight": OnePerson(hip_loss_right_deg=20.0)},
    tasks={"stand": Task(name="stand"), "lift": Task(name="lift", settings={"load_kg": 5.0})},
    uncertainty=Uncertainty(),
)


def test_chunks_cover_everybody_once() -> None:
    for case in STUDY.cases:
        for task in STUDY.tasks:
            spans = [(c.first, c.count) for c in STUDY.chunks() if (c.case, c.task) == (case, task)]
            people = [p for first, count in spans for p in range(first, first + count)]
            assert people == [*range(STUDY.people)]
    files = [chunk.file for chunk in STUDY.chunks()]
    assert len(set(files)) == len(files) == 12


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 4},
        {"people": 701},
        {"chunk": 512},
        {"cases": {"usual": OnePerson(mass_kg=76.0)}},
        {"tasks": {"stand": Task(name="stand", settings={"load_kg": 1.0})}},
        {"uncertainty": Uncertainty(tone_sd=0.1)},
    ],
    ids=lambda c: next(iter(c)),
)
def test_a_study_with_other_numbers_has_another_mark(change: dict[str, object]) -> None:
    assert replace(STUDY, **change).mark != STUDY.mark  # type: ignore[arg-type]
    assert replace(STUDY, name="another").mark == STUDY.mark


def test_a_chunk_is_the_people_of_its_numbers(body: Body) -> None:
    last = [c for c in STUDY.chunks() if (c.case, c.task) == ("tight", "stand")][-1]
    columns = compute_chunk(STUDY, last)
    assert list(columns["person"]) == [*range(512, 700)]
    assert all(values.shape == (188,) for values in columns.values())
    assert 512 % BLOCK == 0
    person = STUDY.cases["tight"]
    chooser = body.chooser("male")
    taken = chooser.choose(Task(name="stand"), people_of(chooser.skeleton, person))
    middle = chooser.sharer.solve(taken.frame, people_of(chooser.skeleton, person))
    assert np.median(columns["l5s1_compression_n"]) == pytest.approx(
        middle.scalars.l5s1_compression_n[0], rel=0.1
    )
