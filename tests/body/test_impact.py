"""A heel that lands: beside SciPy and MuJoCo, and what the answers may and may not say."""

from copy import copy

import mujoco
import numpy as np
import pytest
from scipy.signal import StateSpace, lsim

from loadshare.body import Person
from loadshare.body.engine import people_of
from loadshare.body.frame import CONTACT_UNIT_N, contact_edges
from loadshare.body.impact import (
    FAST_HZ,
    LANDED_PCT,
    LATER_PCT,
    SLOW_HZ,
    ChangedShare,
    Landing,
    Spread,
    _recorded_force,
    changes,
    struck,
)
from loadshare.body.shock import (
    LEG_BONES,
    SHORT_RANGE,
    Shaken,
    ShakenParts,
    Tissue,
    _geometric,
    _standing,
    spread_of_tissue,
    standing,
)
from loadshare.knowledge import load_knowledge
from tests.body.conftest import shared_body, shared_results

CHOOSER = shared_body().chooser("male")
LANDING = Landing(CHOOSER)
USUAL = LANDING.parts()
SKELETON = CHOOSER.skeleton


def with_a_mass_on_every_bone(parts: ShakenParts, tissue: Tissue) -> StateSpace:
    """The same body with its wobbling mass as points of their own, for SciPy; pushed up at the heel."""
    data = CHOOSER.measurer.place(LANDING.recorded.qpos)
    nv, bones = SKELETON.mj.nv, range(1, SKELETON.mj.nbody)
    size = nv + 3 * len(bones)
    mass, spring, damper = np.zeros((3, size, size))
    body = Shaken(parts, tissue)
    mass[:nv, :nv] = parts.mass
    spring[:nv, :nv] = body.stiffness + body.pad
    damper[:nv, :nv] = body.damping + body.pad_rate * body.pad
    jac = np.zeros((3, nv))
    for i, bone in enumerate(bones):
        mujoco.mj_jac(SKELETON.mj, data, jac, None, data.xipos[bone], bone)
        is_leg = SKELETON.mj.body(bone).name.rsplit("-", 1)[0] in LEG_BONES
        share, hz = (tissue.leg_share, tissue.leg_hz) if is_leg else (tissue.trunk_share, tissue.trunk_hz)
        soft, own = share * SKELETON.mj.body_mass[bone], 2.0 * np.pi * hz
        apart = np.zeros((3, size))
        apart[:, :nv], apart[:, nv + 3 * i : nv + 3 * i + 3] = jac, -np.eye(3)
        mass[:nv, :nv] -= soft * jac.T @ jac
        mass[nv + 3 * i : nv + 3 * i + 3, nv + 3 * i : nv + 3 * i + 3] = soft * np.eye(3)
        spring += soft * own**2 * apart.T @ apart
        damper += soft * 2.0 * tissue.wobble_damping * own * apart.T @ apart
    push = np.zeros(size)
    push[:nv] = parts.places["heel"]
    rates = np.zeros((2 * size, 2 * size))
    rates[:size, size:] = np.eye(size)
    rates[size:] = -np.linalg.solve(mass, np.hstack([spring, damper]))
    inlet = np.r_[np.zeros(size), np.linalg.solve(mass, push)][:, None]
    outlets = np.zeros((3, 2 * size))
    for row, place in enumerate(("heel", "shank", "l5")):
        outlets[row, :nv] = parts.places[place]
    return StateSpace(rates, inlet, outlets, np.zeros((3, 1)))


@pytest.mark.parametrize("tissue", spread_of_tissue(3, 7))
def test_what_is_passed_on_is_what_a_mass_on_every_bone_passes_on(tissue: Tissue) -> None:
    lines = np.array([5.0, 12.0, 31.0, 50.0])
    ours = Shaken(USUAL, tissue).pushed(lines, USUAL.places["heel"])
    system = with_a_mass_on_every_bone(USUAL, tissue)
    for hz, motion in zip(lines, ours, strict=True):
        rate = 2j * np.pi * hz * np.eye(len(system.A))
        theirs = (system.C @ np.linalg.solve(rate - system.A, system.B))[:, 0]
        mine = [motion @ USUAL.places[place] for place in ("heel", "shank", "l5")]
        assert mine == pytest.approx(theirs, rel=1e-6)


def test_a_blow_in_time_is_what_scipy_finds() -> None:
    tissue, step, steps = Tissue(), 0.00025, 160
    ours = struck(USUAL, tissue, step, steps)
    time = step * np.arange(steps + 1)
    # the ground rises by its way, and the pad feels its speed too
    rate = Shaken(USUAL, tissue).pad_rate
    rise = tissue.pad_n_per_m * (time + rate)
    _, found, _ = lsim(with_a_mass_on_every_bone(USUAL, tissue), rise, time)
    heel, shank, l5 = (np.gradient(np.gradient(found[:, i], time), time) for i in range(3))
    late = slice(8, -8)
    for mine, theirs in ((ours.shank_ms2, shank), (ours.l5_ms2, l5)):
        between = 0.5 * (theirs[1:] + theirs[:-1])
        assert mine[late] == pytest.approx(between[late], abs=0.01 * np.abs(theirs).max())
    assert ours.heel_ms[late] == pytest.approx(np.gradient(found[:, 0], time)[1:][late], abs=0.01)
    del heel


def test_a_small_blow_is_what_mujoco_finds_in_time() -> None:
    """The body itself, not linearised: pulls along paths that move, and weight, in MuJoCo's own steps."""
    firm = Tissue(leg_share=0.0, trunk_share=0.0)
    parts = standing(CHOOSER, Person(), knee_deg=20.0)
    body, speed, step, steps = Shaken(parts, firm), 1e-3, 2.5e-5, 1600
    ours = struck(parts, firm, 2.5e-4, steps // 10)
    posture = CHOOSER.poser.pose(_standing(20.0, "both"))
    frame = CHOOSER.measurer.measure(posture)
    answer = CHOOSER.sharer.solve(frame, people_of(SKELETON, Person()))
    tension = answer.tension_n[0]
    mj = copy(SKELETON.mj)
    data = mujoco.MjData(mj)
    mj.opt.timestep, mj.opt.gravity[:] = step, (0.0, -9.80665, 0.0)
    mj.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_CONSTRAINT)
    data.qpos[:] = posture.qpos
    mujoco.mj_forward(mj, data)
    rest_m, sites = np.array(data.ten_length), [SKELETON.contacts[c.point] for c in posture.contacts]
    where = np.array([data.site_xpos[site] for site in sites])
    held = [
        CONTACT_UNIT_N * answer.contact_n[0][4 * i : 4 * i + 4] @ contact_edges(c)
        for i, c in enumerate(posture.contacts)
    ]
    fibre = np.maximum(frame.fibre, 0.5) * SKELETON.optimal_m
    stiff = firm.muscle * tension * SHORT_RANGE / fibre
    # springs at joints and passive tissue have no place in MuJoCo's body: what is left of ours, as it is
    paths = np.zeros((len(tension), mj.nv))
    mujoco.mju_sparse2dense(
        paths, data.ten_J.ravel(), mj.ten_J_rownnz, mj.ten_J_rowadr, mj.ten_J_colind.ravel()
    )
    moved = np.zeros(mj.nv)
    tips = [np.zeros((3, mj.nv)) for _ in sites]
    springs = parts.other - _geometric(CHOOSER, posture, tension, answer.contact_n[0])
    start = None
    found: list[tuple[float, float]] = []
    for n in range(steps):
        mujoco.mj_fwdPosition(mj, data)
        mujoco.mj_fwdVelocity(mj, data)
        mujoco.mj_differentiatePos(mj, moved, 1.0, posture.qpos, data.qpos)
        force = -springs @ moved - body.damping @ data.qvel
        mujoco.mju_sparse2dense(
            paths, data.ten_J.ravel(), mj.ten_J_rownnz, mj.ten_J_rowadr, mj.ten_J_colind.ravel()
        )
        force -= paths.T @ (tension + stiff * (data.ten_length - rest_m))
        for i, site in enumerate(sites):
            bone = int(mj.site_bodyid[site])
            mujoco.mj_jac(mj, data, tips[i], None, data.site_xpos[site], bone)
            is_struck = posture.contacts[i].point == "heel-r"
            rise = np.array([0.0, speed * n * step if is_struck else 0.0, 0.0])
            rising = np.array([0.0, speed if is_struck else 0.0, 0.0])
            give = rise - (data.site_xpos[site] - where[i])
            force += tips[i].T @ (
                held[i] + firm.pad_n_per_m * (give + body.pad_rate * (rising - tips[i] @ data.qvel))
            )
        if start is None:  # what is missing at joints that no muscle holds, at rest
            start = force - data.qfrc_bias
            start -= parts.places["heel"] * firm.pad_n_per_m * body.pad_rate * speed
        data.qfrc_applied[:] = force - start
        before = np.array(data.qvel)
        mujoco.mj_step(mj, data)
        gained = (data.qvel - before) / step / speed
        found.append((float(parts.places["shank"] @ gained), float(parts.places["l5"] @ gained)))
    theirs = np.array(found).reshape(-1, 10, 2).mean(axis=1)
    for mine, their in ((ours.shank_ms2, theirs[:, 0]), (ours.l5_ms2, theirs[:, 1])):
        assert mine == pytest.approx(their, abs=0.02 * np.abs(their).max())


@pytest.mark.parametrize(
    ("changed", "percent", "word"),
    [
        ((0.3, 0.25, 0.35), (0.0, -1.4, 1.4), "not-more"),
        ((0.3, 0.25, 0.35), (-0.1, -9.0, 1.4), "not-more"),
        ((0.33, 0.27, 0.4), (8.0, 4.0, 12.0), "open"),
        ((0.5, 0.4, 0.6), (60.0, 1.0, 90.0), "open"),
        ((0.5, 0.4, 0.6), (60.0, 40.0, 90.0), "more"),
        ((0.1, 0.05, 0.2), (-60.0, -80.0, -20.0), "less"),
        ((0.27, 0.2, 0.3), (-9.0, -20.0, 2.0), "open"),
    ],
)
def test_a_change_is_told_only_beyond_what_is_assumed(changed: Spread, percent: Spread, word: str) -> None:
    assert ChangedShare((0.3, 0.25, 0.35), changed, percent).verdict == word


@pytest.mark.parametrize("knee_deg", [0.0, 20.0, 40.0])
def test_a_knee_bends_and_both_feet_stay(knee_deg: float) -> None:
    bent = LANDING._bent(knee_deg - LANDING.knee_deg)

    def feet(qpos: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        data = CHOOSER.measurer.place(qpos)
        points = [data.site_xpos[SKELETON.contacts[name]] for name in ("heel-r", "toe-l")]
        return np.ravel([point[:2] for point in points])

    assert np.degrees(bent.qpos[SKELETON.qpos["knee-flexion-r"]]) == pytest.approx(knee_deg)
    assert feet(bent.qpos) == pytest.approx(feet(LANDING.recorded.qpos), abs=1e-6)


def test_the_recorded_force_was_smoothed_so_its_jolt_is_next_to_none() -> None:
    time, force = _recorded_force()
    lines, power = np.fft.rfftfreq(len(force), time), np.abs(np.fft.rfft(force)) ** 2
    fast = power[(lines >= FAST_HZ[0]) & (lines <= FAST_HZ[1])].sum()
    slow = power[(lines >= SLOW_HZ[0]) & (lines < SLOW_HZ[1])].sum()
    assert fast < 0.01 * slow
    assert LANDING.walked(USUAL).shank[1] < 0.01 * LANDING.blow(USUAL).shank_ms2


def test_of_the_fast_part_the_answer_is_the_same_a_moment_later_and_for_a_woman() -> None:
    """Of the slow part it is not: there it turns round, which is why nothing is said of it."""
    slow = []
    for sex, phase in (("male", LATER_PCT), ("female", LANDED_PCT)):
        landing = Landing(shared_body().chooser(sex), phase)
        usual, weak = (
            landing.shares(landing.parts(Person(sex=sex, strength={"gluteals": part}))) for part in (1.0, 0.5)
        )
        one, fast = changes(usual, weak)
        assert fast.verdict == "not-more"
        slow.append(one.percent[0])
    assert slow[0] < 0.0 < slow[1]


def test_what_the_guide_says_besides_its_numbers() -> None:
    results = {r.target.id: r for r in shared_results() if r.target.id.startswith("I")}
    assert {key for key, r in results.items() if r.counts and not r.is_hit} == {
        "I09", "I11", "I13", "I18", "I21", "I22",
    }  # fmt: skip
    assert results["I21"].computed > results["I21"].high
    sacrum = LANDING.passed(USUAL, Tissue(), (10.0, 20.0), "sacrum")
    assert sacrum > 3.0 * results["I21"].computed
    assert results["I22"].computed > results["I22"].high
    assert load_knowledge().statements["shock-absorption"].grade == "idea-only"
    one, both = LANDING.blow(LANDING.parts(alone=True)), LANDING.blow(USUAL)
    for name in ("force_n", "shank_ms2", "l5_ms2"):
        assert getattr(one, name) == pytest.approx(getattr(both, name), rel=0.01)
