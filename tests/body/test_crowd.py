"""Who is drawn for a band: spread as the uncertainty says, and inside the limits of a person."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Body, BodyError, Person, Task, Uncertainty, passive
from loadshare.body.anatomy import Sex
from loadshare.body.engine import people_of
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import SCALARS, People
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, compile_skeleton
from loadshare.body.person import BMI, COLLECTIVE, HEIGHT_M, MASS_KG, muscle_groups
from loadshare.body.population import BLOCK, MAX_PEOPLE, QUANTILES, band_of, draw, outputs

SKELETON = compile_skeleton("male")
MANY = 5120
OWN_NM = -passive.lumbar_moment(passive.FULL_BEND_DEG, 0)  # what the low back's tissue of the model holds
NONE = Uncertainty(
    strength_sd=0,
    slack_sd=0,
    stiffness_sd=0,
    tone_sd=0,
    mass_sd=0,
    disc_factor=(0.66, 0.66),
    low_back_nm=(OWN_NM, OWN_NM),
    ligament_press=(0.0, 0.0),
)
SPREAD = {
    "slack_shift": (0.0, 0.03),
    "mass_ratio": (1.0, 0.03),
}


def drawn(person: Person | None = None, count: int = MANY, seed: int = 2, **changes: object) -> People:
    spread = replace(Uncertainty(), **changes)  # type: ignore[arg-type]
    return draw(SKELETON, person or Person(), first=0, count=count, seed=seed, uncertainty=spread)


@pytest.mark.parametrize(("trait", "wanted"), SPREAD.items())
def test_a_trait_has_its_middle_and_its_spread(trait: str, wanted: tuple[float, float]) -> None:
    values = getattr(drawn(Person(mass_kg=REFERENCE_MASS_KG)).traits, trait)
    assert values.mean() == pytest.approx(wanted[0], abs=4 * wanted[1] / np.sqrt(MANY))
    assert values.std() == pytest.approx(wanted[1], rel=0.06)


def test_stiffness_of_the_hip_is_spread_by_factors() -> None:
    """As likely half as double, never below zero."""
    logs = np.log(drawn().traits.hip_stiffness)
    assert logs.mean() == pytest.approx(0.0, abs=0.02)
    assert logs.std() == pytest.approx(0.3, rel=0.06)


@pytest.mark.parametrize(("sex", "most_nm"), [("male", 120.0), ("female", 77.0)])
def test_tissue_of_the_low_back_spans_what_was_measured(sex: Sex, most_nm: float) -> None:
    held = OWN_NM * drawn(Person(sex=sex)).traits.low_back_stiffness
    assert 16.0 <= held.min() < 16.2
    assert 0.99 * most_nm < held.max() <= most_nm
    assert np.log(held).mean() == pytest.approx(np.log([16.0, most_nm]).mean(), rel=0.02)


def test_what_ligaments_press_is_shown_as_a_range(body: Body) -> None:
    """Bent, their pull lies anywhere from nothing to all of it on the disc; upright they pull nothing."""

    def width(trunk_deg: float, press: tuple[float, float]) -> float:
        spread = replace(NONE, ligament_press=press)
        task = Task(name="bend", settings={"trunk_deg": trunk_deg}, fixed=0.4 * trunk_deg)
        low, *_, high = body.band(task=task, people=300, uncertainty=spread).quantiles["l5s1_compression_n"]
        return high - low

    assert width(90.0, (0.0, 0.0)) < 1e-6
    assert 200.0 < width(90.0, (0.0, 1.0)) < 600.0
    assert width(5.0, (0.0, 1.0)) < 20.0


@pytest.mark.parametrize("trait", ["hamstring_share", "gluteal_share"])
def test_what_nobody_can_tell_is_anything_between_nothing_and_all(trait: str) -> None:
    values = getattr(drawn().traits, trait)
    assert values.min() < 0.01
    assert values.max() > 0.99
    assert np.histogram(values, bins=4, range=(0.0, 1.0))[0] == pytest.approx(MANY / 4, rel=0.1)


def test_the_disc_lies_between_its_published_ends() -> None:
    values = drawn().traits.disc_factor
    assert 0.60 <= values.min() < 0.605
    assert 0.765 < values.max() <= 0.77


def test_strength_is_one_factor_for_all_of_a_group() -> None:
    strength = drawn(count=50).strength
    for group in set(SKELETON.groups):
        own = strength[:, [g == group for g in SKELETON.groups]]
        assert (own == own[:, :1]).all(), group


def test_groups_are_strong_by_themselves() -> None:
    """Being strong in one says nothing of another."""
    strength = np.log(drawn().strength / SKELETON.strength)
    names = [*dict.fromkeys(SKELETON.groups)]
    one = strength[:, [SKELETON.groups.index(name) for name in names]]
    correlation = np.corrcoef(one.T) - np.eye(len(names))
    assert np.abs(correlation).max() < 0.08
    assert one.std() == pytest.approx(0.25, rel=0.03)


@pytest.mark.parametrize("group", ["gluteus-medius", "gluteals", "back-extensors"])
def test_a_person_who_is_less_strong_is_so_in_every_draw(group: str) -> None:
    usual, less = drawn(count=64), drawn(Person(strength={group: 0.5}), count=64)
    members = COLLECTIVE.get(group, (group,))
    touched = np.array([g in members for g in SKELETON.groups])
    assert less.strength[:, touched] == pytest.approx(0.5 * usual.strength[:, touched])
    assert less.strength[:, ~touched] == pytest.approx(usual.strength[:, ~touched])


@pytest.mark.parametrize(("right", "left"), [(0.0, 0.0), (20.0, 0.0), (10.0, 35.0)])
def test_what_was_measured_is_not_spread(right: float, left: float) -> None:
    traits = drawn(Person(hip_loss_right_deg=right, hip_loss_left_deg=left), count=300).traits
    assert set(traits.hip_loss_right_deg) == {right}
    assert set(traits.hip_loss_left_deg) == {left}
    behind = drawn(Person(extension_loss_right_deg=right, extension_loss_left_deg=min(left, 30.0))).traits
    assert set(behind.extension_loss_right_deg) == {right}
    assert set(behind.extension_loss_left_deg) == {min(left, 30.0)}


@pytest.mark.parametrize(("height_m", "mass_kg"), [(1.75, 75.0), (1.5, 45.0), (2.0, 150.0)])
def test_a_known_size_stays_that_size(height_m: float, mass_kg: float) -> None:
    traits = drawn(Person(height_m=height_m, mass_kg=mass_kg), count=300, mass_sd=0.0).traits
    assert traits.height_ratio == pytest.approx(height_m / REFERENCE_HEIGHT_M)
    assert traits.mass_ratio == pytest.approx(mass_kg / REFERENCE_MASS_KG)


def test_a_population_keeps_inside_the_limits_of_a_person() -> None:
    traits = drawn(height_sd_m=0.3, mass_sd_kg=60.0, mass_sd=0.0).traits
    height, mass = traits.height_ratio * REFERENCE_HEIGHT_M, traits.mass_ratio * REFERENCE_MASS_KG
    assert HEIGHT_M[0] - 1e-9 <= height.min() < height.max() <= HEIGHT_M[1] + 1e-9
    index = mass / height**2
    assert BMI[0] - 1e-9 <= index.min() < index.max() <= BMI[1] + 1e-9
    assert mass.max() <= MASS_KG[1] + 1e-9


@pytest.mark.parametrize("field", [f.name for f in fields(Uncertainty) if f.name.endswith("_sd")])
def test_no_spread_of_a_kind_leaves_that_kind_alone(field: str) -> None:
    alike = drawn(count=200, **{field: 0.0})
    kinds = {
        "strength_sd": [alike.strength / SKELETON.strength],
        "slack_sd": [alike.traits.slack_shift],
        "stiffness_sd": [alike.traits.hip_stiffness],
        "tone_sd": [alike.traits.tone],
        "mass_sd": [alike.traits.mass_ratio],
    }
    for values in kinds[field]:
        assert np.ptp(values) < 1e-9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**62), st.integers(0, 3 * BLOCK), st.integers(1, 2 * BLOCK))
def test_any_cut_is_a_cut_of_the_same_people(seed: int, first: int, count: int) -> None:
    whole = draw(SKELETON, Person(), first=0, count=first + count, seed=seed)
    part = draw(SKELETON, Person(), first=first, count=count, seed=seed)
    assert np.array_equal(part.strength, whole.strength[first:])
    assert np.array_equal(part.traits.tone, whole.traits.tone[first:])


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (MAX_PEOPLE + 1, 1), (1, -1), (1, 2**63)])
def test_a_crowd_that_cannot_be_is_refused(count: int, seed: int) -> None:
    with pytest.raises(BodyError, match="outside"):
        draw(SKELETON, Person(), first=0, count=count, seed=seed)


def test_columns_of_a_study_are_the_scalars_and_the_hips_in_body_weights(body: Body) -> None:
    chooser = body.chooser("male")
    crowd = drawn(count=30)
    taken = chooser.choose(Task(name="stand"), people_of(SKELETON, Person()))
    answer = chooser.sharer.solve(taken.frame, crowd)
    columns = outputs(answer, crowd)
    assert set(columns) == {*SCALARS, "hip_force_right_bw", "hip_force_left_bw"}
    weight = crowd.traits.mass_ratio * REFERENCE_MASS_KG * GRAVITY_MS2
    assert columns["hip_force_right_bw"] == pytest.approx(answer.scalars.hip_right_n / weight)
    band = band_of("stand", answer, crowd, 2, chooser.sharer.group_names)
    for name, values in columns.items():
        assert band.quantiles[name] == pytest.approx(np.quantile(values, QUANTILES)), name
    assert band.quantiles["hamstrings-right_n"][2] == pytest.approx(
        np.median(answer.groups[:, chooser.sharer.group_names.index("hamstrings-right")])
    )


@pytest.mark.parametrize(("name", "wider"), [("strength_sd", 0.3), ("mass_sd", 0.08), ("tone_sd", 0.9)])
def test_less_knowledge_is_a_wider_band(body: Body, name: str, wider: float) -> None:
    def width(value: float) -> float:
        spread = replace(NONE, **{name: value})  # type: ignore[arg-type]
        band = body.band(task=Task(name="stand"), people=400, seed=3, uncertainty=spread)
        low, *_, high = band.quantiles["l5s1_compression_n"]
        return high - low

    assert width(0.0) < 1e-6
    assert 1.0 < width(wider / 3) < width(wider)


def test_more_people_agree_on_the_same_band(body: Body) -> None:
    one, other = (body.band(task=Task(name="stand"), people=2000, seed=seed) for seed in (1, 2))
    for name in ("l5s1_compression_n", "hip_force_right_bw", "l4l5_pressure_mpa"):
        assert one.quantiles[name] == pytest.approx(other.quantiles[name], rel=0.03)


def test_who_cannot_hold_is_counted(body: Body) -> None:
    weak = Person(strength={"hip-abductors": 0.02})
    band = body.band(task=Task(name="single-leg-stance", fixed=0.0), person=weak, people=200)
    assert band.can_hold_pct < 50.0
    assert body.band(task=Task(name="single-leg-stance"), people=200).can_hold_pct > 95.0


@pytest.mark.parametrize("group", muscle_groups())
def test_a_group_names_muscles_of_the_skeleton(group: str) -> None:
    half = Person(strength={group: 0.5}).strength_of(SKELETON) / SKELETON.strength
    right = Person(strength={f"{group}-right": 0.5}).strength_of(SKELETON) / SKELETON.strength
    assert 0 < (half == 0.5).sum() < half.size
    assert (right == 0.5).sum() * 2 == (half == 0.5).sum()
    assert all(SKELETON.sides[i] == "right" for i in np.flatnonzero(right == 0.5))
