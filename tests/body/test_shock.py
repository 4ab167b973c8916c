"""Shock: slow shakes arrive whole, fast ones do not, bent knees help."""

import numpy as np
import pytest

from loadshare.body import Body, Person
from loadshare.body.shock import ASSUMED, Shaken, Tissue, spread_of_tissue, standing


def test_a_slow_shake_arrives_whole(body: Body) -> None:
    slow = body.transmissibility(frequencies_hz=(0.5,))
    assert slow.l5[0] == pytest.approx(1.0, abs=0.1)
    assert slow.pelvis[0] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("stance", ["both", "right"])
def test_fast_shakes_are_taken_up(body: Body, stance: str) -> None:
    """By some: six people who stood upright passed on 0.8 of a shake above 25 Hz (rows I10 and I11)."""
    shake = body.transmissibility(stance=stance)
    assert shake.mean(15, 30) < 0.8 * shake.mean(1, 5)
    assert shake.mean(15, 30) < shake.mean(15, 30, "pelvis")
    assert min(shake.l5) > 0.0


def test_bent_knees_take_up_more(body: Body) -> None:
    means = [body.transmissibility(knee_deg=k).mean(8, 20) for k in (0.0, 20.0, 40.0)]
    assert means[0] > means[1] > means[2]


def test_weak_gluteals_change_little(body: Body) -> None:
    weak = body.transmissibility(person=Person(strength={"gluteals": 0.5}))
    assert weak.mean(10, 20) == pytest.approx(body.transmissibility().mean(10, 20), rel=0.1)


def test_it_turns_into_plain_values(body: Body) -> None:
    plain = body.transmissibility(frequencies_hz=(5.0, 10.0)).as_dict()
    assert plain["frequencies_hz"] == [5.0, 10.0]


def test_pads_that_do_not_give_pass_the_ground_on_to_the_heel(body: Body) -> None:
    parts = standing(body.chooser("male"), Person())
    hard = Shaken(parts, Tissue(pad_n_per_m=1e9)).shaken(np.array([3.0, 30.0]))
    assert np.abs(hard @ parts.places["heel"]) == pytest.approx([1.0, 1.0], abs=0.01)


def test_mass_that_wobbles_hangs_on_every_bone_and_weighs_what_the_body_does(body: Body) -> None:
    parts = standing(body.chooser("male"), Person())
    up = body.chooser("male").skeleton.dofs.index("root-y")
    assert parts.legs[up, up] + parts.trunk[up, up] == pytest.approx(parts.mass[up, up])
    assert 0.3 * parts.mass[up, up] < parts.legs[up, up] < 0.45 * parts.mass[up, up]


def test_sets_of_assumptions_fill_each_range_evenly() -> None:
    sets = spread_of_tissue(20, 3)
    for name, (low, high) in ASSUMED.items():
        parts = np.log([getattr(one, name) / low for one in sets]) / np.log(high / low)
        assert sorted(np.floor(20 * parts)) == list(range(20))
        assert low <= getattr(Tissue(), name) <= high
    assert sets == spread_of_tissue(20, 3)
