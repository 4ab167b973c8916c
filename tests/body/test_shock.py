"""Shock: slow shakes arrive whole, fast ones do not, bent knees help."""

import pytest

from loadshare.body import Body, Person


def test_a_slow_shake_arrives_whole(body: Body) -> None:
    slow = body.transmissibility(frequencies_hz=(0.5,))
    assert slow.l5[0] == pytest.approx(1.0, abs=0.1)
    assert slow.pelvis[0] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("stance", ["both", "right"])
def test_fast_shakes_are_taken_up(body: Body, stance: str) -> None:
    shake = body.transmissibility(stance=stance)
    assert shake.mean(15, 30) < 0.5 * shake.mean(1, 5)
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
