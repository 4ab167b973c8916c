"""Load sharing in a posture: it obeys statics, scale and symmetry, and says what it cannot hold."""

import numpy as np
import pytest

from loadshare.body import Body, Person, Task
from loadshare.body.engine import people_of
from loadshare.body.frame import CONTACT_UNIT_N, contact_edges
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.model import REFERENCE_MASS_KG
from loadshare.body.tasks import TASKS
from tests.body.conftest import solve

EVERYDAY = (
    "stand",
    "bend",
    "lift",
    "sit",
    "slouch",
    "lie-prone",
    "lie-on-side",
    "sit-to-stand",
    "walk",
    "stair",
    "turn",
)


@pytest.mark.parametrize("name", [*EVERYDAY, "single-leg-stance"])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_healthy_person_can_hold_every_task(name: str, sex: str) -> None:
    answer = solve(name, Person(sex=sex, height_m=1.68, mass_kg=66.0))  # type: ignore[arg-type]
    assert answer.can_hold
    assert answer.residual_nm < 0.1
    assert answer.l5s1_compression_n > 0.0


@pytest.mark.parametrize("name", ["stand", "bend", "single-leg-stance", "sit"])
def test_supports_carry_exactly_the_weight(body: Body, name: str) -> None:
    chooser = body.chooser("male")
    people = people_of(chooser.skeleton, Person(mass_kg=REFERENCE_MASS_KG))
    taken = chooser.choose(Task(name=name), people)
    pushes = chooser.sharer.solve(taken.frame, people).contact_n[0].reshape(-1, 4) * CONTACT_UNIT_N
    force = sum(p @ contact_edges(c) for p, c in zip(pushes, taken.stance.contacts, strict=True))
    assert np.allclose(force, [0.0, REFERENCE_MASS_KG * GRAVITY_MS2, 0.0], atol=0.05)


def test_the_hip_carries_what_is_above_it_at_least(body: Body) -> None:
    assert solve("single-leg-stance").hip_force_right_bw > 0.8
    assert 0.3 < solve("stand").hip_force_right_bw < 1.0
    assert body is not None


def test_a_heavier_person_carries_proportionally_more() -> None:
    light, heavy = (solve("stand", Person(mass_kg=m)) for m in (60.0, 90.0))
    assert heavy.l5s1_compression_n == pytest.approx(1.5 * light.l5s1_compression_n, rel=1e-6)
    assert heavy.hip_force_right_bw == pytest.approx(light.hip_force_right_bw, rel=1e-6)


def test_the_same_load_asks_less_of_a_heavier_person() -> None:
    def added(mass: float) -> float:
        p = Person(mass_kg=mass)
        return (
            solve("lift", p, fixed=30.0, load_kg=20).effort - solve("lift", p, fixed=30.0, load_kg=0).effort
        )

    assert added(100.0) < added(60.0)


@pytest.mark.parametrize("name", ["single-leg-stance", "walk", "stair", "turn"])
def test_left_is_the_mirror_of_right(name: str) -> None:
    right, left = (solve(name, side=s) for s in ("right", "left"))
    assert right.hip_force_right_bw == pytest.approx(left.hip_force_left_bw, rel=1e-3)
    assert right.l5s1_compression_n == pytest.approx(left.l5s1_compression_n, rel=1e-3)
    for name_r, force in right.group_force_n.items():
        other = name_r.replace("right", "LEFT").replace("left", "right").replace("LEFT", "left")
        assert left.group_force_n[other] == pytest.approx(force, rel=0.01, abs=2.0)


def test_a_one_sided_loss_acts_on_its_side() -> None:
    both = solve("bend", fixed=35.0, trunk_deg=100.0)
    right = solve("bend", Person(hip_loss_right_deg=30.0), fixed=35.0, trunk_deg=100.0)
    assert right.hip_passive_right_nm < both.hip_passive_right_nm - 5.0
    assert right.hip_passive_left_nm == pytest.approx(both.hip_passive_left_nm)


def test_what_a_body_cannot_hold_is_said() -> None:
    answer = solve(
        "single-leg-stance",
        Person(strength={"hip-abductors": 0.0, "deep-rotators": 0.0, "rectus-femoris": 0.0}),
    )
    assert not answer.can_hold
    assert answer.residual_nm > 1.0
    assert answer.residual_by_joint_nm


def test_a_person_without_muscle_holds_nothing() -> None:
    answer = solve(
        "stand",
        Person(
            strength=dict.fromkeys(
                ("calves", "shin", "deep-calf", "peroneals", "back-extensors", "vasti"), 0.0
            )
        ),
    )
    assert not answer.can_hold


@pytest.mark.parametrize("name", [*EVERYDAY, "single-leg-stance"])
@pytest.mark.parametrize("end", ["low", "high"])
def test_every_corner_of_the_allowed_range_has_an_answer(name: str, end: str) -> None:
    settings = {key: getattr(s, end) for key, s in TASKS[name].settings.items()}
    tiny, large = Person(height_m=1.4, mass_kg=40.0), Person(height_m=2.1, mass_kg=160.0)
    for person in (tiny, large, Person(hip_loss_right_deg=60.0), Person(strength={"gluteals": 0.0})):
        answer = solve(name, person, **settings)
        assert np.isfinite(answer.effort)
        assert answer.residual_nm >= 0.0


def test_the_shipped_set_agrees_with_the_fuller_reference(body: Body) -> None:
    reference = Body(detail="reference")
    for name, settings in (
        ("stand", {}),
        ("bend", {"trunk_deg": 36.0}),
        ("single-leg-stance", {}),
        ("walk", {}),
        ("lift", {"load_kg": 20.0}),
    ):
        small = body.solve(task=Task(name=name, settings=settings))
        fixed = next(iter(small.chosen.values()), None)
        full = reference.solve(task=Task(name=name, settings=settings, fixed=fixed))
        assert small.l4l5_compression_n == pytest.approx(full.l4l5_compression_n, rel=0.1)
        assert small.l5s1_compression_n == pytest.approx(full.l5s1_compression_n, rel=0.1)
        # with 20 kg the fuller set lifts more with iliocostalis, of which it has more strands: 5.3% here
        within = 0.055 if name == "lift" else 0.05
        assert small.hip_force_right_bw == pytest.approx(full.hip_force_right_bw, rel=within)


def test_activations_are_possible(body: Body) -> None:
    for name in EVERYDAY:
        for value in body.solve(task=Task(name=name)).group_activation_pct.values():
            assert 0.0 <= value <= 100.0


def test_an_answer_turns_into_plain_values() -> None:
    plain = solve("bend").as_dict()
    assert plain["can_hold"] is True
    assert isinstance(plain["group_force_n"]["hamstrings-right"], float)
