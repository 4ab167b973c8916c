"""Pelvis and chest over one leg in walking: what stays where it was, who chooses what, and what follows."""

from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Person, Task
from loadshare.body.engine import people_of
from loadshare.body.guide import _Asked, _walking
from loadshare.body.pelvis import ABDUCTORS, MOMENTS_PCT, Carried, CarriedSpread, PelvicControl, shifted
from loadshare.body.tasks import SOLE
from loadshare.body.walking import read_walking, row_at
from loadshare.knowledge.words import words_of
from tests.body.conftest import shared_body

CONTROL = PelvicControl(shared_body().chooser("male"))
ANGLE = st.floats(-8.0, 8.0)
words = words_of("body")


def weak(factor: float, side: str = "right") -> Person:
    return Person(strength={f"{ABDUCTORS}-{side}": factor})


@settings(max_examples=12)
@given(ANGLE, ANGLE, st.sampled_from(MOMENTS_PCT), st.sampled_from(["right", "left"]))
def test_the_foot_and_the_middle_of_the_body_stay_so_the_ground_force_still_fits(
    drop: float, lean: float, phase: float, side: str
) -> None:
    chooser, leg = CONTROL.chooser, side[0]
    s, mj, sign = chooser.skeleton, chooser.skeleton.mj, 1.0 if side == "right" else -1.0
    task = Task(name="stride", settings={"phase_pct": phase}, side=side)
    recorded = chooser.poser.pose(task.pose())
    moved = shifted(chooser.measurer, recorded, leg, drop, lean)

    def at(stance: object) -> tuple[np.ndarray, float, float]:
        data = chooser.measurer.place(stance.qpos)  # type: ignore[attr-defined]
        sole = [data.site_xpos[s.contacts[f"{point}-{leg}"]] for point in SOLE]
        chest = data.xmat[mj.body("thorax").id].reshape(3, 3)[:, 1]
        list_deg = np.degrees(np.arcsin(data.xmat[mj.body("pelvis").id].reshape(3, 3)[1, 2]))
        kept = np.r_[np.ravel(sole), data.subtree_com[1][[0, 2]]]
        return kept, sign * list_deg, sign * np.degrees(np.arctan2(chest[2], chest[1]))

    (was, list_was, chest_was), (now, list_now, chest_now) = at(recorded), at(moved)
    assert now == pytest.approx(was, abs=1e-6)
    assert list_now - list_was == pytest.approx(drop, abs=0.1)
    assert chest_now - chest_was == pytest.approx(lean, abs=0.2)
    before, after = (chooser.measurer.measure(stance).weight for stance in (recorded, moved))
    assert after[[0, 2]] == pytest.approx(before[[0, 2]], abs=0.5)  # N, along and across the way
    assert after[3] == pytest.approx(before[3], abs=2.5)  # Nm that would tip the body sideways
    assert moved.motion is not None
    assert recorded.motion is not None
    assert moved.motion.pushes == recorded.motion.pushes


def test_the_hip_is_spared_by_the_lever_it_moves_under_the_body() -> None:
    """Beside free-body mechanics: ground force times the way of the hip, less the leg's own weight."""
    s = CONTROL.chooser.skeleton
    row, femur = s.rows[s.dofs.index("hip-adduction-r")], s.mj.body("femur-r").id
    leg_kg = s.mj.body_subtreemass[femur]
    for (was, before), (now, after) in zip(
        CONTROL.moments("right"), CONTROL.moments("right", 0.0, 8.0), strict=True
    ):
        hip, middle = [], []
        for stance in (was, now):
            data = CONTROL.chooser.measurer.place(stance.qpos)
            hip.append(data.xpos[femur][2])
            middle.append(data.subtree_com[femur][2])
        assert was.motion is not None
        force_n = was.motion.pushes[0].force_n[1]
        out_m, leg_m = hip[1] - hip[0], middle[1] - middle[0]
        freed_nm = -(force_n * out_m - leg_kg * 9.81 * (out_m - leg_m))
        assert after.weight[row] - before.weight[row] == pytest.approx(freed_nm, rel=0.15)


def test_single_support_is_where_the_other_foot_is_off_the_floor() -> None:
    rows = read_walking()
    assert all(
        rows["force-y-l"][row_at(phase)] == 0.0 < rows["force-y-r"][row_at(phase)] for phase in MOMENTS_PCT
    )


def test_left_and_right_are_one_another_changed_over() -> None:
    right, left = (CONTROL.carried(weak(0.4, side), side, 3.0, 2.0) for side in ("right", "left"))
    assert (
        right == pytest.approx(left) if isinstance(right, float) else vars(right) == pytest.approx(vars(left))
    )


def test_effort_finds_the_lowest_of_all_ways_and_leaves_usual_strength_alone() -> None:
    assert CONTROL.by_effort(Person(), "right") == (0.0, 0.0)
    found = CONTROL.by_effort(weak(0.48), "right")
    pull = CONTROL._pulls(Person(), "right")
    somebody = people_of(CONTROL.chooser.skeleton, weak(0.48))
    ways = list(product(np.arange(-12.0, 5.0, 4.0), np.arange(-4.0, 13.0, 4.0)))
    cost = {way: CONTROL._cost(somebody, "right", *way) - float(np.dot(pull, way)) for way in [*ways, found]}
    assert min(cost, key=lambda way: cost[way]) == found
    assert found[0] < -4.0 < 4.0 < found[1]


def test_habit_keeps_the_walk_while_it_can_and_then_changes_least() -> None:
    kept = CONTROL.by_habit(weak(CONTROL.held_from(ABDUCTORS)), "right")
    assert kept is not None
    assert (kept.drop_deg, kept.lean_deg) == (0.0, 0.0)
    changed = CONTROL.by_habit(weak(0.1), "right")
    assert changed is not None
    assert changed.can_hold
    size = np.hypot(changed.drop_deg, changed.lean_deg)
    nearer = [way for way in product((-6.0, -4.0, -2.0, 0.0, 2.0), repeat=2) if np.hypot(*way) < size]
    assert len(nearer) > 5
    assert not any(CONTROL.carried(weak(0.1), "right", *way).can_hold for way in nearer)


def test_a_weak_hip_is_pressed_more_and_the_low_back_is_not() -> None:
    usual, half, less = (CONTROL.carried(weak(factor), "right") for factor in (1.0, 0.48, 0.3))
    assert usual.hip_bw < half.hip_bw < less.hip_bw
    assert half.l5s1_n == pytest.approx(usual.l5s1_n, rel=1e-3)
    dropped = CONTROL.carried(Person(), "right", 4.0, 0.0)
    assert dropped.hip_bw > 1.05 * usual.hip_bw
    assert dropped.l5s1_n > 1.05 * usual.l5s1_n


class Told(PelvicControl):
    """Walking with its answers changed, for what the guide makes of them."""

    def __init__(self, pressed: float, tilt: float) -> None:
        super().__init__(CONTROL.chooser)
        self.pressed, self.tilt = pressed, tilt

    def by_habit(self, person: Person, side: str) -> Carried:
        factor = self.pressed if person.strength[f"{ABDUCTORS}-{side}"] < 1.0 else 1.0
        return Carried(0.0, 0.0, 2.0, 1000.0 * factor, 10.0, 0.0)

    def by_effort(self, person: Person, side: str) -> tuple[float, float]:
        del person, side
        return self.tilt, 0.0

    def spread(self, person: Person, side: str, way: Carried, *, people: int, seed: int) -> CarriedSpread:
        del person, side, way, people, seed
        return CarriedSpread((2.0, 2.0), (1000.0, 1000.0), 100.0)


@pytest.mark.parametrize(("pressed", "said"), [(1.0, "same"), (1.1, "more")])
@pytest.mark.parametrize(("tilt", "chosen"), [(-5.0, "never"), (5.0, "drop")])
def test_the_guide_says_of_walking_what_its_numbers_say(
    pressed: float, said: str, tilt: float, chosen: str
) -> None:
    page = _walking(_Asked(SimpleNamespace(pelvis=Told(pressed, tilt))))  # type: ignore[arg-type]
    for part, right in {"pressed": said, "chooses": chosen}.items():
        for name in ("same", "more") if part == "pressed" else ("never", "drop"):
            assert (words(f"guide.walking.{part}-{name}") in page) == (name == right)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux")
def test_moments_that_are_kept_hold_no_working_memory() -> None:
    """The page of the guide took 33 GB of addresses once: after that no other program could start."""
    control = PelvicControl(CONTROL.chooser)
    control.moments("left", 0.5, 0.5)
    before = _addresses_mb()
    for way in range(1, 5):
        control.moments("left", 0.5, 0.5 + way)
    assert _addresses_mb() - before < 300


def _addresses_mb() -> float:
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition("VmData:")[2].split()[0]) / 1024
