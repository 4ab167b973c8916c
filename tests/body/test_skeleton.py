"""The compiled body as mechanics sees it: one mass, mirrored sides, joints that turn as they are named."""

import mujoco
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from loadshare.body import anatomy
from loadshare.body.engine import group_activation, people_of
from loadshare.body.frame import CUTS, Contact, Measurer, Stance
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.marks import ARM, LEG, Mark, mark_rows, reaching_joints, rests_on_limb
from loadshare.body.model import (
    LEVELS,
    REFERENCE_MASS_KG,
    SIDES,
    Skeleton,
    body_name,
    compile_skeleton,
    mirror,
)
from loadshare.body.person import Person

Array = NDArray[np.float64]
MALE = compile_skeleton("male")
MEASURER = Measurer(MALE)
BENDS = st.floats(-20.0, 60.0)


@pytest.fixture(params=["female", "male"])
def skeleton(request: pytest.FixtureRequest) -> Skeleton:
    return compile_skeleton(request.param)


def upright(**degrees: float) -> Array:
    qpos = np.zeros(MALE.mj.nq)
    qpos[1], qpos[3] = 0.95, 1.0
    for name, value in degrees.items():
        qpos[MALE.qpos[name.replace("_", "-")]] = np.radians(value)
    return qpos


def places(qpos: Array) -> mujoco.MjData:
    return MEASURER.place(qpos)


def test_it_weighs_what_the_reference_weighs(skeleton: Skeleton) -> None:
    assert skeleton.mj.body_mass.sum() == pytest.approx(REFERENCE_MASS_KG, rel=1e-6)


def test_each_bone_weighs_as_much_as_its_twin(skeleton: Skeleton) -> None:
    for bone in anatomy.read_bones():
        if bone.is_paired:
            right, left = (skeleton.mj.body(body_name(bone.name, side)).id for side in SIDES)
            assert skeleton.mj.body_mass[right] == skeleton.mj.body_mass[left]
            assert skeleton.mj.body_inertia[right] == pytest.approx(skeleton.mj.body_inertia[left])


def test_muscles_come_as_a_right_half_and_its_mirror(skeleton: Skeleton) -> None:
    half = len(skeleton.muscles) // 2
    assert [name[:-2] for name in skeleton.muscles[:half]] == [name[:-2] for name in skeleton.muscles[half:]]
    assert set(skeleton.sides[:half]) == {"right"}
    assert set(skeleton.sides[half:]) == {"left"}
    for values in (skeleton.max_force_n, skeleton.optimal_m, skeleton.slack_m, skeleton.passive_strain):
        assert values[:half] == pytest.approx(values[half:], abs=1e-9)


def test_arms_are_motors_and_everything_else_is_balanced(skeleton: Skeleton) -> None:
    for dof, row in zip(skeleton.dofs, skeleton.rows, strict=True):
        assert (row < 0) == dof.startswith(("shoulder", "elbow")), dof
    assert len(skeleton.row_dofs) == (skeleton.rows >= 0).sum()
    assert [skeleton.dofs[i] for i in np.flatnonzero(skeleton.rows >= 0)] == list(skeleton.row_dofs)


def test_a_muscle_crosses_the_hip_or_belongs_to_the_trunk_or_the_leg(skeleton: Skeleton) -> None:
    assert not (skeleton.crosses_hip & skeleton.is_trunk).any()
    for name in ("gluteus-maximus", "gluteus-medius", "hamstrings", "psoas", "rectus-femoris"):
        own = np.array([group == name for group in skeleton.groups])
        assert skeleton.crosses_hip[own].all(), name
    for name in ("longissimus", "multifidus", "rectus-abdominis", "obliques"):
        own = np.array([group == name for group in skeleton.groups])
        assert skeleton.is_trunk[own].all(), name
    for name in ("vasti", "calves", "shin", "biceps-short-head"):
        own = np.array([group == name for group in skeleton.groups])
        assert not (skeleton.crosses_hip | skeleton.is_trunk)[own].any(), name


def test_a_cut_has_everything_beyond_it(skeleton: Skeleton) -> None:
    """Legs beyond the hips, the trunk with the arms beyond the low back."""
    assert len(skeleton.cuts) == len(CUTS)
    right, left, *backs = skeleton.cuts
    assert not (right & left).any()
    for back in backs:
        assert back[skeleton.mj.body("thorax").id]
        assert not back[skeleton.mj.body("pelvis").id]
        assert not (back & (right | left)).any()
    mass = skeleton.mj.body_mass
    assert 0.13 < mass[right].sum() / mass.sum() < 0.21
    assert mass[right].sum() == pytest.approx(mass[left].sum())


@pytest.mark.parametrize(("bone", "side", "name"), [("femur", "r", "femur-r"), ("femur", "l", "femur-l")])
def test_a_paired_bone_carries_its_side(bone: str, side: str, name: str) -> None:
    assert body_name(bone, side) == name
    assert body_name("pelvis", side) == "pelvis"


@given(st.tuples(*[st.floats(-1, 1)] * 3))
def test_a_mirror_of_a_mirror_is_the_point(point: tuple[float, float, float]) -> None:
    x, y, z = mirror(point, "l")
    assert mirror((x, y, z), "l") == mirror(point, "r") == list(point)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("joint", "point", "axis", "sign"),
    [
        ("hip-flexion", "knee", 0, 1),  # the thigh swings forwards
        ("hip-adduction", "knee", 2, -1),  # towards the middle
        ("knee-flexion", "heel", 0, -1),  # the heel goes back
        ("ankle-dorsiflexion", "first-metatarsal", 1, 1),  # the ball of the foot rises
        ("shoulder-flexion", "hand", 0, 1),
        ("shoulder-abduction", "hand", 2, 1),
        ("elbow-flexion", "hand", 0, 1),
    ],
)
def test_a_joint_turns_as_it_is_named(side: str, joint: str, point: str, axis: int, sign: int) -> None:
    site = MALE.contacts[f"{point}-{side}"]
    before = np.array(places(upright()).site_xpos[site])
    after = np.array(places(upright(**{f"{joint}-{side}": 20.0})).site_xpos[site])
    outward = -1.0 if axis == 2 and side == "l" else 1.0
    assert sign * outward * (after - before)[axis] > 0.01


@pytest.mark.parametrize(("motion", "axis", "sign"), [("flexion", 0, 1), ("bend", 2, 1)])
def test_the_low_back_bends_as_it_is_named(motion: str, axis: int, sign: int) -> None:
    thorax = MALE.mj.body("thorax").id
    before = np.array(places(upright()).xipos[thorax])
    after = np.array(places(upright(**{f"{level}-{motion}": 5.0 for level in LEVELS})).xipos[thorax])
    assert sign * (after - before)[axis] > 0.02


@settings(max_examples=20, deadline=None)
@given(BENDS, BENDS, st.floats(-15.0, 15.0), st.floats(0.0, 90.0))
def test_a_mirrored_posture_has_mirrored_paths(right: float, left: float, bend: float, knee: float) -> None:
    def lengths(a: float, b: float, side_bend: float, on: str) -> Array:
        other = "l" if on == "r" else "r"
        named = {f"hip-flexion-{on}": a, f"hip-flexion-{other}": b, f"knee-flexion-{on}": knee}
        named |= {f"{level}-bend": side_bend / 6 for level in LEVELS}
        data = places(upright(**named))
        mujoco.mj_tendon(MALE.mj, data)
        return np.array(data.ten_length)

    half = len(MALE.muscles) // 2
    one, other = lengths(right, left, bend, "r"), lengths(right, left, -bend, "l")
    assert one[:half] == pytest.approx(other[half:], abs=1e-6)
    assert one[half:] == pytest.approx(other[:half], abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(BENDS, st.floats(0.0, 100.0), st.sampled_from(["hip-flexion-r", "knee-flexion-r", "hip-adduction-r"]))
def test_a_moment_arm_is_the_slope_of_the_length(hip: float, knee: float, joint: str) -> None:
    """The principle of virtual work: what a muscle turns is what it shortens."""
    base = {"hip-flexion-r": hip, "knee-flexion-r": knee, "hip-adduction-r": -5.0}

    def measured(by: float) -> tuple[Array, Array]:
        frame = MEASURER.measure(Stance(upright(**(base | {joint: base[joint] + by})), ()))
        arms = np.zeros(frame.muscles)
        row = MALE.rows[MALE.dofs.index(joint)]
        for i in range(frame.muscles):
            for k in range(frame.columns.start[i], frame.columns.start[i + 1]):
                if frame.columns.row[k] == row:
                    arms[i] = -frame.columns.value[k]
        return np.array(frame.length_m), arms

    step = 0.2
    (low, _), (_, arms), (high, _) = (measured(by) for by in (-step, 0.0, step))
    assert (high - low) / np.radians(2 * step) == pytest.approx(arms, abs=1.5e-3)


def test_the_weight_of_the_whole_body_hangs_in_the_root() -> None:
    frame = MEASURER.measure(Stance(upright(), ()))
    assert frame.weight[:3] == pytest.approx([0.0, REFERENCE_MASS_KG * GRAVITY_MS2, 0.0], abs=1e-6)


@pytest.mark.parametrize("gravity_g", [(0.0, -1.0, 0.0), (0.1, -1.1, 0.05), (1.0, 0.0, 0.0)])
def test_gravity_may_be_tilted(gravity_g: tuple[float, float, float]) -> None:
    frame = MEASURER.measure(Stance(upright(), (), gravity_g=gravity_g))
    assert frame.weight[:3] == pytest.approx(-np.array(gravity_g) * REFERENCE_MASS_KG * GRAVITY_MS2, abs=1e-6)
    assert frame.cut_weight.shape == (len(CUTS), 3)
    beyond = np.array([MALE.mj.body_mass[cut].sum() for cut in MALE.cuts])
    assert frame.cut_weight == pytest.approx(beyond[:, None] * np.array(gravity_g) * GRAVITY_MS2)


@pytest.mark.parametrize(("lean_deg", "share"), [(0.0, 1.0), (30.0, np.cos(np.radians(30.0))), (90.0, 0.0)])
def test_a_leaning_trunk_presses_less_along_the_spine(lean_deg: float, share: float) -> None:
    qpos = upright()
    qpos[3], qpos[6] = np.cos(np.radians(lean_deg) / 2), -np.sin(np.radians(lean_deg) / 2)
    frame = MEASURER.measure(Stance(qpos, ()))
    assert frame.trunk_deg == pytest.approx(lean_deg, abs=1e-6)
    assert frame.upright == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("points", "steadies_itself", "is_free"),
    [
        (("heel-r", "heel-l"), True, True),
        (("sit-bone-r", "sit-bone-l"), True, True),
        (("shoulder-blade-r",), False, False),
        (("head-back-l",), False, False),
        (("hand-r",), True, False),
    ],
)
def test_a_chest_that_leans_need_not_steady_itself(
    points: tuple[str, ...], steadies_itself: bool, is_free: bool
) -> None:
    """A chest on a backrest cannot buckle; a hand on the wall takes moment from the trunk and leaves tone."""
    frame = MEASURER.measure(Stance(upright(), tuple(Contact(p) for p in points)))
    assert (frame.upright > 0.0) == steadies_itself
    assert frame.trunk_is_free == is_free


def test_the_activity_of_a_group_is_weighed_by_force() -> None:
    activation = np.zeros(len(MALE.muscles))
    own = [i for i, g in enumerate(MALE.groups) if g == "gluteus-medius" and MALE.sides[i] == "right"]
    activation[own[0]] = 1.0
    share = MALE.max_force_n[own[0]] / MALE.max_force_n[own].sum()
    found = group_activation(MALE, activation)
    assert found["gluteus-medius-right"] == pytest.approx(100.0 * share)
    assert sum(v > 0 for v in found.values()) == 1
    assert [*group_activation(MALE, np.ones(len(MALE.muscles))).values()] == pytest.approx(
        [100.0] * len(found)
    )


def test_one_person_is_a_crowd_of_one() -> None:
    people = people_of(MALE, Person(hip_loss_right_deg=12.0, strength={"gluteals": 0.5}))
    assert len(people) == 1
    assert people.traits.hip_loss_right_deg[0] == 12.0
    assert (people.strength / MALE.strength).min() == 0.5


@pytest.mark.parametrize(
    ("point", "joints"), [("hand-r", ARM), ("wrist-l", ARM), ("heel-l", LEG), ("knee-r", LEG)]
)
def test_what_reaches_is_the_limb_of_the_point(point: str, joints: tuple[str, ...]) -> None:
    side = point[-1]
    assert reaching_joints((Mark(point, (0.0, 0.0, 0.0)),)) == tuple(f"{joint}-{side}" for joint in joints)


@pytest.mark.parametrize(
    ("point", "rests"), [("elbow-r", True), ("forearm-r", True), ("elbow-l", False), ("knee-r", False)]
)
def test_an_elbow_rests_while_its_hand_holds(point: str, rests: bool) -> None:
    assert rests_on_limb(point, (Mark("hand-r", (0.0, 0.0, 0.0), reaches=True),)) is rests


def test_a_mark_measures_the_way_to_it_and_how_joints_change_it() -> None:
    qpos = upright()
    data = places(qpos)
    here = np.array(data.site_xpos[MALE.contacts["hand-r"]])
    mark = Mark("hand-r", (here[0] + 0.1, None, here[2]), within_m=0.01)
    jac, miss = mark_rows(MALE, data, mark)
    assert miss == pytest.approx([-10.0, 0.0])
    assert jac.shape == (2, MALE.mj.nv)
    moved = places(upright(shoulder_flexion_r=0.5))
    step = (moved.site_xpos[MALE.contacts["hand-r"]] - here)[[0, 2]] / 0.01
    dof = MALE.dofs.index("shoulder-flexion-r")
    assert jac[:, dof] * np.radians(0.5) == pytest.approx(step, abs=0.02)


def test_a_mark_on_the_body_moves_with_it() -> None:
    mark = Mark("hand-r", (0.0, 0.0, 0.2), on="knee-r")
    _, before = mark_rows(MALE, places(upright()), mark)
    qpos = upright()
    qpos[:3] += (1.0, 2.0, 3.0)
    jac, after = mark_rows(MALE, places(qpos), mark)
    assert after == pytest.approx(before)
    assert jac[:, :3] == pytest.approx(np.zeros((3, 3)), abs=1e-9)
