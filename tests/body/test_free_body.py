"""Free bodies: what pushes and pulls on the whole body, on a leg or on the trunk turns it round nothing.

Forces are taken here by where they lie and which way they point; the model takes them by how lengths change.
"""

from itertools import pairwise

import mujoco
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from loadshare.body import Person, Task
from loadshare.body.engine import people_of
from loadshare.body.frame import CONTACT_UNIT_N, Pull, contact_edges
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.model import CUTS, REFERENCE_HEIGHT_M, REFERENCE_MASS_KG
from loadshare.body.postures import Pose, _tips
from loadshare.body.tasks import BOTH_FEET, TASKS, _floor
from tests.body.conftest import RECORDED, shared_body

REFERENCE = Person(mass_kg=REFERENCE_MASS_KG, height_m=REFERENCE_HEIGHT_M)
HELD = tuple(name for name in TASKS if name not in RECORDED)
CARRYING = tuple(name for name, kind in TASKS.items() if "load_kg" in kind.settings)
ANCHORS = {"hip-r": "hip-flexion-r", "hip-l": "hip-flexion-l", "l5s1": "l5s1-flexion", "l4l5": "l4l5-flexion"}
Vector = NDArray[np.float64]


def crossings(cut: int) -> list[list[tuple[Vector, Vector]]]:
    """Of every muscle, the straight pieces that cross a cut: a point, and its pull on the far side."""
    s = shared_body().chooser("male").skeleton
    mj, data = s.mj, shared_body().chooser("male").measurer.data
    places, surfaces = data.wrap_xpos.reshape(-1, 3), data.wrap_obj.ravel()
    out = []
    for muscle in range(mj.ntendon):
        sites = iter(
            mj.wrap_objid[k]
            for k in range(mj.tendon_adr[muscle], mj.tendon_adr[muscle] + mj.tendon_num[muscle])
            if mj.wrap_type[k] == mujoco.mjtWrap.mjWRAP_SITE
        )
        stops = [
            (mj.geom_bodyid[surfaces[j]] if surfaces[j] >= 0 else mj.site_bodyid[next(sites)], places[j])
            for j in range(data.ten_wrapadr[muscle], data.ten_wrapadr[muscle] + data.ten_wrapnum[muscle])
        ]
        pieces = []
        for (one, a), (other, b) in pairwise(stops):
            if s.cuts[cut, one] != s.cuts[cut, other]:
                towards = (b - a) if s.cuts[cut, one] else (a - b)
                pieces.append((np.array(a), towards / np.linalg.norm(towards)))
        out.append(pieces)
    return out


@pytest.mark.parametrize(
    ("name", "load_kg"), [*((name, 0.0) for name in HELD), *((name, 20.0) for name in CARRYING)]
)
def test_nothing_turns_the_whole_body(name: str, load_kg: float) -> None:
    """Weight of each bone where it is, load in the hands, and the push of each support."""
    chooser = shared_body().chooser("male")
    people = people_of(chooser.skeleton, REFERENCE)
    task = Task(name=name, settings={"load_kg": load_kg} if name in CARRYING else {})
    posture = chooser.choose(task, people)
    loads, frame, stance = chooser.sharer.solve(posture.frame, people), posture.frame, posture.stance
    data, mj = chooser.measurer.place(stance.qpos), chooser.skeleton.mj
    gravity = np.array(stance.gravity_g) * GRAVITY_MS2
    turning = sum(np.cross(data.xipos[b], mj.body_mass[b] * gravity) for b in range(mj.nbody))
    for pull in stance.pulls:
        turning = turning + np.cross(data.site_xpos[chooser.skeleton.contacts[pull.point]], pull.force_n)
    for contact, place, effort in zip(
        stance.contacts, frame.contact_m, loads.contact_n[0].reshape(-1, 4), strict=True
    ):
        turning = turning + np.cross(place, CONTACT_UNIT_N * effort @ contact_edges(contact))
    about = np.cross(frame.com_m, REFERENCE_MASS_KG * gravity)
    assert np.linalg.norm(turning) < 0.005 * max(np.linalg.norm(about), 500.0)


@settings(max_examples=12)
@given(
    st.sampled_from(CUTS),
    st.floats(-15, 90),
    st.floats(-10, 10),
    st.floats(-20, 20),
    st.floats(0, 90),
    st.floats(-10, 35),
)
def test_a_line_of_pull_has_the_lever_that_its_length_says(
    cut: str, hip: float, side: float, turn: float, knee: float, lumbar: float
) -> None:
    """What presses a joint comes from lines of pull, what turns it from lengths: both are one muscle."""
    chooser = shared_body().chooser("male")
    s, mj = chooser.skeleton, chooser.skeleton.mj
    angles = {
        "hip-flexion": hip, "hip-adduction": side, "hip-rotation": turn, "knee-flexion": knee,
        "lumbar-flexion": lumbar,
    }  # fmt: skip
    data = chooser.measurer.place(chooser.poser.wanted(Pose(angles, ())))
    mujoco.mj_tendon(mj, data)
    arms = np.zeros((mj.ntendon, mj.nv))
    mujoco.mju_sparse2dense(arms, data.ten_J.ravel(), mj.ten_J_rownnz, mj.ten_J_rowadr, mj.ten_J_colind)
    joint = mj.joint(ANCHORS[cut]).id
    anchor, axis = data.xanchor[joint], data.xaxis[joint]
    for muscle, pieces in enumerate(crossings(CUTS.index(cut))):
        lever = sum(float(np.cross(at - anchor, pull) @ axis) for at, pull in pieces)
        assert lever == pytest.approx(-arms[muscle, mj.jnt_dofadr[joint]], abs=2e-5), s.muscles[muscle]


@pytest.mark.parametrize("name", ["stand", "hold", "single-leg-stance", "walk", "stair", "lift"])
def test_a_joint_is_pressed_by_what_crosses_it(name: str) -> None:
    """Muscles by their lines of pull, with the weight, load and supports of what lies beyond."""
    chooser = shared_body().chooser("male")
    s, people = chooser.skeleton, people_of(chooser.skeleton, REFERENCE)
    posture = chooser.choose(Task(name=name), people)
    loads, stance = chooser.sharer.solve(posture.frame, people), posture.stance
    data = chooser.measurer.place(stance.qpos)
    mujoco.mj_tendon(s.mj, data)
    for cut, pressed in ((0, loads.scalars.hip_right_n[0]), (1, loads.scalars.hip_left_n[0])):
        far = s.cuts[cut]
        force = s.mj.body_mass[far].sum() * np.array(stance.gravity_g) * GRAVITY_MS2
        for tension, pieces in zip(loads.tension_n[0], crossings(cut), strict=True):
            force = force + tension * sum((pull for _, pull in pieces), np.zeros(3))
        for contact, effort in zip(stance.contacts, loads.contact_n[0].reshape(-1, 4), strict=True):
            if far[s.mj.site_bodyid[s.contacts[contact.point]]]:
                force = force + CONTACT_UNIT_N * effort @ contact_edges(contact)
        assert np.linalg.norm(force) == pytest.approx(pressed, rel=1e-6)


@settings(max_examples=12, deadline=None)
@given(st.floats(-60, 60), st.floats(-150, 30), st.floats(-40, 40))
def test_whoever_is_pulled_stands_so_that_the_pull_does_not_tip_them(
    forwards_n: float, upwards_n: float, sideways_n: float
) -> None:
    chooser = shared_body().chooser("male")
    pull = Pull("hand-r", (forwards_n, upwards_n, sideways_n))
    pose = Pose(
        {"shoulder-flexion": 60.0},
        _floor(BOTH_FEET),
        adjust=("hip-flexion", "ankle-dorsiflexion", "hip-adduction", "subtalar-inversion"),
        balance_on=BOTH_FEET,
        pulls=(pull,),
    )
    stance = chooser.poser.pose(pose)
    frame = chooser.measurer.measure(stance)
    data = chooser.measurer.place(stance.qpos)
    middle = frame.contact_m.mean(axis=0)
    hand = data.site_xpos[chooser.skeleton.contacts["hand-r"]]
    weight_n = REFERENCE_MASS_KG * GRAVITY_MS2
    tipping = np.cross(frame.com_m - middle, (0.0, -weight_n, 0.0)) + np.cross(hand - middle, pull.force_n)
    assert np.abs(tipping[[0, 2]]).max() < 0.012 * weight_n  # a lever of 12 mm: a quarter of a heel


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5), st.floats(-2, 2), st.floats(-2, 2))
def test_a_force_along_its_arm_tips_nobody(x: float, y: float, z: float, across: float, along: float) -> None:
    arm, change = np.array([x, y, z]), np.eye(3)
    still, _ = _tips(along * arm, arm, change)
    assert still == pytest.approx(np.zeros(2), abs=1e-9)
    tips, slope = _tips(np.array([0.0, across, 0.0]), arm, change)
    assert tips == pytest.approx([across * x, across * z])
    assert slope == pytest.approx(np.array([[across, 0.0, 0.0], [0.0, 0.0, across]]))
