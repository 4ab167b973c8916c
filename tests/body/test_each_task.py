"""Each task as a posture: where it stands, how far it bends, and what carries it."""

import numpy as np
import pytest

from loadshare.body import BodyError, Person, PoseError, Task
from loadshare.body.anatomy import Sex
from loadshare.body.choosing import Posture
from loadshare.body.daily.asked import DAILY
from loadshare.body.engine import people_of
from loadshare.body.model import REFERENCE_MASS_KG
from loadshare.body.postures import LIMITS_DEG, PAIRED, both_sides, points, sided
from loadshare.body.tasks import FOREARM_M, TASKS, UPPER_ARM_M, Setting
from tests.body.conftest import shared_body, solve
from tests.body.test_statics import REFERENCE

ALL = tuple(TASKS)
ON_FEET = ("stand", "hold", "bend", "lift", "sit", "sit-to-stand", "turn")
CHOOSING = tuple(name for name, kind in TASKS.items() if kind.choice is not None)
SETTINGS = [(name, key, setting) for name, kind in TASKS.items() for key, setting in kind.settings.items()]


def taken(name: str, side: str = "right", fixed: float | None = None, **numbers: float) -> Posture:
    chooser = shared_body().chooser("male")
    task = Task(name=name, side=side, settings=numbers, fixed=fixed)
    return chooser.choose(task, people_of(chooser.skeleton, REFERENCE))


def place(posture: Posture, point: str) -> np.ndarray:  # type: ignore[type-arg]
    chooser = shared_body().chooser("male")
    data = chooser.measurer.place(posture.stance.qpos)
    return np.array(data.site_xpos[chooser.skeleton.contacts[point]])


def angle(posture: Posture, joint: str) -> float:
    return float(np.degrees(posture.stance.qpos[shared_body().chooser("male").skeleton.qpos[joint]]))


@pytest.mark.parametrize(("name", "key", "setting"), SETTINGS, ids=lambda v: str(v)[:20])
def test_a_setting_has_its_unit_in_its_name_and_its_default_inside(
    name: str, key: str, setting: Setting
) -> None:
    assert name in TASKS
    assert setting.low <= setting.default <= setting.high
    assert key.endswith({"deg": "_deg", "kg": "_kg", "m": "_m", "%": "_pct"}[setting.unit])


@pytest.mark.parametrize(("name", "key", "setting"), SETTINGS, ids=lambda v: str(v)[:20])
@pytest.mark.parametrize("beyond", [-1, 1])
def test_a_number_beyond_its_setting_is_refused(name: str, key: str, setting: Setting, beyond: int) -> None:
    value = setting.high + 0.001 if beyond > 0 else setting.low - 0.001
    with pytest.raises(BodyError, match=key):
        Task(name=name, settings={key: value})


@pytest.mark.parametrize("name", ALL)
def test_a_task_without_numbers_has_the_defaults(name: str) -> None:
    task = Task(name=name)
    assert task.numbers == {key: s.default for key, s in task.kind.settings.items()}
    assert Task(name=name, settings=task.numbers).key == task.key


@pytest.mark.parametrize("name", ALL)
def test_a_key_tells_postures_apart(name: str) -> None:
    task = Task(name=name)
    assert task.key != Task(name=name, side="left").key
    for key, setting in task.kind.settings.items():
        assert (
            task.key != Task(name=name, settings={key: setting.high}).key or setting.high == setting.default
        )


@pytest.mark.parametrize("name", CHOOSING)
def test_what_is_chosen_lies_among_what_is_tried(name: str) -> None:
    choice = TASKS[name].choice
    assert choice is not None
    chosen = solve(name).chosen[choice.name]
    assert choice.values[0] <= chosen <= choice.values[-1]
    low, high = LIMITS_DEG[choice.name]
    assert low <= choice.values[0] < choice.values[-1] <= high
    assert list(np.diff(choice.values)) == [np.diff(choice.values)[0]] * (len(choice.values) - 1)


@pytest.mark.parametrize("name", [n for n in CHOOSING if TASKS[n].choice.rule == "effort"])  # type: ignore[union-attr]
def test_no_posture_that_was_tried_costs_less(name: str) -> None:
    from loadshare.body.choosing import posture_costs

    chooser = shared_body().chooser("male")
    people = people_of(chooser.skeleton, REFERENCE)
    choice = TASKS[name].choice
    assert choice is not None

    def cost(value: float) -> float:
        try:
            posture = chooser.take(Task(name=name), value)
        except PoseError:
            return np.inf
        return float(posture_costs(chooser.sharer.solve(posture.frame, people).scalars)[0])

    chosen = chooser.choose(Task(name=name), people).chosen
    assert chosen is not None
    tried = [cost(value) for value in choice.values]
    assert cost(chosen) <= min(tried) + 0.02 * (np.median(tried) - min(tried))


@pytest.mark.parametrize("name", CHOOSING)
def test_a_fixed_value_is_kept(name: str) -> None:
    choice = TASKS[name].choice
    assert choice is not None
    value = choice.values[len(choice.values) // 2]
    assert solve(name, fixed=value).chosen == {choice.name: value}


@pytest.mark.parametrize("name", ON_FEET)
def test_both_soles_are_on_the_floor(name: str) -> None:
    posture = taken(name)
    for point in points(("heel", "first-metatarsal", "fifth-metatarsal")):
        assert abs(place(posture, point)[1]) < 0.012, point


@pytest.mark.parametrize("name", ["single-leg-stance", "walk", "stair"])
@pytest.mark.parametrize("side", ["right", "left"])
def test_one_sole_is_on_the_floor_and_the_other_is_not(name: str, side: str) -> None:
    posture = taken(name, side)
    standing, free = ("r", "l") if side == "right" else ("l", "r")
    assert abs(place(posture, f"heel-{standing}")[1]) < 0.015
    assert place(posture, f"heel-{free}")[1] > 0.03
    assert {contact.point[-1] for contact in posture.stance.contacts} == {standing}


@pytest.mark.parametrize("name", ["stand", "hold", "bend", "lift", "sit-to-stand", "turn"])
def test_the_body_is_balanced_over_its_feet(name: str) -> None:
    """The weight falls inside the square that the contacts span."""
    frame = taken(name).frame
    x, z = frame.com_m[0], frame.com_m[2]
    assert frame.contact_m[:, 0].min() < x < frame.contact_m[:, 0].max()
    assert frame.contact_m[:, 2].min() < z < frame.contact_m[:, 2].max()


@pytest.mark.parametrize("load_kg", [0.0, 10.0, 30.0])
@pytest.mark.parametrize(
    ("name", "numbers"), [("stand", {}), ("hold", {"reach_m": 0.4}), ("lift", {"trunk_deg": 45.0})]
)
def test_body_and_load_are_balanced_together(name: str, numbers: dict[str, float], load_kg: float) -> None:
    """Who holds a load in front leans back, or falls over their toes."""
    posture = taken(name, fixed=20.0 if name == "lift" else None, load_kg=load_kg, **numbers)
    frame, hand = posture.frame, place(posture, "hand-r")
    both = (REFERENCE_MASS_KG * frame.com_m[0] + load_kg * hand[0]) / (REFERENCE_MASS_KG + load_kg)
    assert both == pytest.approx(frame.contact_m[:, 0].mean(), abs=0.006)


def test_arms_are_as_long_as_a_held_load_takes_them_to_be() -> None:
    posture, chooser = taken("hold"), shared_body().chooser("male")
    data, mj = chooser.measurer.place(posture.stance.qpos), chooser.skeleton.mj
    shoulder, elbow = (data.xanchor[mj.body(name).jntadr[0]] for name in ("humerus-r", "forearm-r"))
    assert np.hypot(*(elbow - shoulder)[:2]) == pytest.approx(UPPER_ARM_M, abs=0.005)
    assert np.hypot(*(place(posture, "hand-r") - elbow)[:2]) == pytest.approx(FOREARM_M, abs=0.005)


@pytest.mark.parametrize("reach_m", [0.15, 0.25, 0.4, 0.5])
def test_a_load_is_held_as_far_in_front_as_it_is_told(reach_m: float) -> None:
    posture, chooser = taken("hold", reach_m=reach_m), shared_body().chooser("male")
    data = chooser.measurer.place(posture.stance.qpos)
    shoulder = data.xanchor[chooser.skeleton.mj.body("humerus-r").jntadr[0]]
    hand = place(posture, "hand-r") - shoulder
    assert hand[0] == pytest.approx(reach_m, abs=0.02)
    assert hand[1] == pytest.approx(-UPPER_ARM_M, abs=0.02)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_what_is_held_farther_away_presses_more_and_can_be_held(sex: Sex) -> None:
    person = Person(sex=sex, height_m=1.7, mass_kg=68.0)
    answers = [solve("hold", person, reach_m=reach) for reach in (0.2, 0.3, 0.4, 0.5)]
    pressed = [answer.l4l5_compression_n for answer in answers]
    assert pressed == sorted(pressed)
    assert all(answer.can_hold for answer in answers)


@pytest.mark.parametrize("trunk_deg", [20.0, 45.0, 60.0, 90.0])
@pytest.mark.parametrize("name", ["bend", "lift"])
def test_the_chest_leans_as_far_as_it_is_told(name: str, trunk_deg: float) -> None:
    assert taken(name, trunk_deg=trunk_deg).frame.trunk_deg == pytest.approx(trunk_deg, abs=1.5)


@pytest.mark.parametrize("knee_deg", [0.0, 30.0, 60.0])
def test_knees_bend_as_far_as_they_are_told(knee_deg: float) -> None:
    posture = taken("bend", knee_deg=knee_deg)
    assert angle(posture, "knee-flexion-r") == pytest.approx(knee_deg, abs=0.5)
    assert angle(posture, "knee-flexion-l") == pytest.approx(knee_deg, abs=0.5)


@pytest.mark.parametrize("lumbar_deg", [0.0, 15.0, 30.0, 45.0])
def test_low_back_and_hips_share_the_bend(lumbar_deg: float) -> None:
    answer = solve("bend", fixed=lumbar_deg, trunk_deg=60.0)
    assert answer.lumbar_deg == pytest.approx(lumbar_deg, abs=0.1)
    assert answer.trunk_deg == pytest.approx(60.0, abs=1.5)
    assert answer.low_back_share_pct == pytest.approx(100 * lumbar_deg / answer.trunk_deg, abs=0.3)


@pytest.mark.parametrize("trunk_deg", [-10.0, 0.0, 20.0])
def test_sitting_has_thighs_level_and_feet_below(trunk_deg: float) -> None:
    posture = taken("sit", trunk_deg=trunk_deg)
    assert posture.frame.trunk_deg == pytest.approx(trunk_deg, abs=1.5)
    assert angle(posture, "knee-flexion-r") == pytest.approx(90.0, abs=1.0)
    assert 0.25 < place(posture, "sit-bone-r")[1] < 0.6
    seat = {contact.point[:-2] for contact in posture.stance.contacts}
    assert {"sit-bone", "thigh-back", "heel"} <= seat


@pytest.mark.parametrize("recline_deg", [5.0, 20.0, 45.0])
def test_slouching_leans_back_on_a_rest(recline_deg: float) -> None:
    posture = taken("slouch", recline_deg=recline_deg)
    assert posture.frame.trunk_deg == pytest.approx(-recline_deg, abs=1.5)
    assert any(contact.point.startswith("shoulder-blade") for contact in posture.stance.contacts)


@pytest.mark.parametrize("drop_deg", [0.0, 5.0, 10.0])
@pytest.mark.parametrize(("side", "lower"), [("right", "l"), ("left", "r")])
def test_a_dropped_pelvis_is_lower_on_the_free_side(side: str, lower: str, drop_deg: float) -> None:
    """Measured between the sides of the pelvis."""
    posture = taken("single-leg-stance", side, drop_deg=drop_deg, fixed=5.0)
    higher = "r" if lower == "l" else "l"
    across = place(posture, f"pelvis-side-{higher}") - place(posture, f"pelvis-side-{lower}")
    tilt = np.degrees(np.arctan2(across[1], np.hypot(across[0], across[2])))
    assert tilt == pytest.approx(drop_deg, abs=1.0)


@pytest.mark.parametrize("turn_deg", [10.0, 30.0, 50.0])
@pytest.mark.parametrize(("side", "sign"), [("right", -1.0), ("left", 1.0)])
def test_a_turn_is_shared_by_low_back_and_hips(side: str, sign: float, turn_deg: float) -> None:
    posture = taken("turn", side, turn_deg=turn_deg)
    chooser = shared_body().chooser("male")
    data = chooser.measurer.place(posture.stance.qpos)
    ahead = data.xmat[chooser.skeleton.mj.body("thorax").id].reshape(3, 3)[:, 0]
    assert np.degrees(np.arctan2(-ahead[2], ahead[0])) == pytest.approx(sign * turn_deg, abs=2.0)
    assert sign * posture.frame.lumbar_deg[2] >= -0.1


@pytest.mark.parametrize("step_m", [0.1, 0.17, 0.3])
def test_a_higher_step_bends_hip_and_knee_more(step_m: float) -> None:
    posture = taken("stair", step_m=step_m)
    assert angle(posture, "knee-flexion-r") == pytest.approx(25.0 + 170.0 * step_m, abs=0.5)


@pytest.mark.parametrize(("phase_pct", "direction"), [(17.0, 1.0), (50.0, -1.0)])
def test_walking_brakes_first_and_pushes_off_later(phase_pct: float, direction: float) -> None:
    """The first peak of the ground force points backwards, the second forwards; both exceed body weight."""
    gravity = np.array(taken("walk", phase_pct=phase_pct).stance.gravity_g)
    assert gravity[0] * direction > 0.0
    assert 1.0 < np.linalg.norm(gravity) < 1.2


@pytest.mark.parametrize("name", ["lie-prone", "lie-on-side"])
def test_lying_is_level_and_loads_no_leg(name: str) -> None:
    posture = taken(name)
    assert posture.frame.upright < 0.1
    assert abs(place(posture, "heel-r")[1] - posture.frame.com_m[1]) < 0.3
    assert solve(name).hip_force_right_bw < 0.5


@pytest.mark.parametrize("name", ALL)
def test_the_low_back_axis_points_up_along_the_spine(name: str) -> None:
    for up, ahead in taken(name).frame.cut_axis:
        assert np.linalg.norm(up) == pytest.approx(1.0)
        assert np.linalg.norm(ahead) == pytest.approx(1.0)
        assert up @ ahead == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_a_posture_stays_inside_what_joints_can_do(name: str) -> None:
    posture = taken(name)
    for joint in shared_body().chooser("male").skeleton.qpos:
        stem = joint[:-2] if joint.endswith(("-r", "-l")) else joint
        if stem in LIMITS_DEG and stem in PAIRED:
            low, high = LIMITS_DEG[stem]
            assert low - 15.0 <= angle(posture, joint) <= high + 15.0, joint


@pytest.mark.parametrize("name", ALL)
def test_a_posture_taken_twice_is_remembered(name: str) -> None:
    assert taken(name, fixed=None).stance is taken(name, fixed=None).stance


@pytest.mark.parametrize("daily", DAILY.values(), ids=lambda d: d.slug)
def test_a_daily_task_is_one_of_the_engine(daily: object) -> None:
    task = Task(name=daily.engine, settings=daily.settings)  # type: ignore[attr-defined]
    assert task.numbers.items() >= dict(daily.settings).items()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PAIRED)
def test_a_bare_name_sets_both_sides(name: str) -> None:
    middle = sum(LIMITS_DEG[name]) / 2
    assert sided({name: middle}) == {f"{name}-r": middle, f"{name}-l": middle}
    assert sided({f"{name}-r": middle}) == {f"{name}-r": middle}
    assert both_sides((name,)) == (f"{name}-r", f"{name}-l")


@pytest.mark.parametrize("name", PAIRED)
def test_one_side_wins_over_both(name: str) -> None:
    low, high = LIMITS_DEG[name]
    assert sided({f"{name}-r": low, name: high}) == {f"{name}-r": low, f"{name}-l": high}


@pytest.mark.parametrize("name", LIMITS_DEG)
@pytest.mark.parametrize("end", [0, 1])
def test_a_joint_may_go_to_its_end_and_no_further(name: str, end: int) -> None:
    limit = LIMITS_DEG[name][end]
    assert sided({name: limit})
    with pytest.raises(PoseError, match=name):
        sided({name: limit + (0.01 if end else -0.01)})
