"""Strength: groups hold what people hold in a dynamometer, and the whole library stays within it."""

import numpy as np
import pytest

from loadshare.body import Body, Person
from loadshare.body.anatomy import Sex
from loadshare.body.dynamometer import Dynamometer, Held, measured
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, compile_skeleton
from loadshare.body.movements import movement_ids

SEXES: tuple[Sex, ...] = ("female", "male")
SET = [(sex, test) for sex in SEXES for test in measured(sex) if test.sets]


def dynamometer(sex: Sex) -> Dynamometer:
    s = compile_skeleton(sex)
    built = Dynamometer(
        s.mj,
        groups=s.groups,
        max_force_n=s.max_force_n,
        curves=(s.optimal_m, s.slack_m, s.sin_pennation, s.passive_strain),
        height_m=REFERENCE_HEIGHT_M,
        mass_kg=REFERENCE_MASS_KG,
    )
    built.strength = s.strength
    return built


@pytest.mark.parametrize(("sex", "test"), SET, ids=lambda v: v.test if isinstance(v, Held) else v)
def test_a_group_that_is_set_holds_what_was_measured(sex: Sex, test: Held) -> None:
    assert dynamometer(sex).nm_per_kg(test, test.sets) == pytest.approx(test.nm_per_kg, rel=1e-9)


@pytest.mark.parametrize("sex", SEXES)
def test_a_bent_knee_holds_within_the_published_range(sex: Sex) -> None:
    """Nothing was set to this row."""
    test = next(t for t in measured(sex) if t.test == "knee-extension-bent")
    assert test.low <= dynamometer(sex).nm_per_kg(test, test.helped_by) <= test.high


def test_women_are_as_much_less_strong_as_was_measured() -> None:
    women, men = (compile_skeleton(sex).strength for sex in SEXES)
    vasti = compile_skeleton("male").groups.index("vasti")
    per_kg = (women[vasti] * 1.65) / (men[vasti] * 1.75)
    assert per_kg == pytest.approx(2.41 / 3.19, rel=1e-6)


def test_what_was_not_measured_standing_still_keeps_its_published_force() -> None:
    s = compile_skeleton("male")
    kept = {g for g, factor in zip(s.groups, s.strength, strict=True) if factor == 1.0}
    assert {"gluteus-medius", "gluteus-minimus", "calves", "multifidus", "longissimus"} <= kept
    assert np.unique(s.strength).size == 3


@pytest.mark.parametrize("exercise", movement_ids())
def test_an_average_woman_can_do_it(body: Body, exercise: str) -> None:
    person = Person(sex="female", height_m=1.65, mass_kg=65.0)
    for answer in body.exercise(exercise=exercise, person=person, frames=7):
        assert answer.can_hold, answer.residual_by_joint_nm
