"""What every answer of the solver obeys: equilibrium, no pushing muscles, mirror, scale, and least effort."""

from dataclasses import replace
from functools import cache

import daqp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Person, Task, passive, sharing
from loadshare.body.choosing import Posture
from loadshare.body.engine import people_of
from loadshare.body.frame import CONTACT_UNIT_N, STOP_UNIT_NM, Contact, contact_edges
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import CONTACT_COST, Array, Loads, People, traits
from loadshare.body.model import REFERENCE_HEIGHT_M, REFERENCE_MASS_KG
from loadshare.body.person import COLLECTIVE, muscle_groups
from loadshare.body.population import draw
from loadshare.body.tasks import TASKS
from tests.body.conftest import RECORDED, shared_body, solve

ALL = tuple(TASKS)
SYMMETRIC = ("stand", "hold", "bend", "lift", "sit", "slouch", "lie-prone", "sit-to-stand")
ONE_SIDED = ("single-leg-stance", "walk", "stair", "turn", "lie-on-side")
RESTING_ARMS = ("lie-on-side",)
"""A resting arm carries at most 30 N a point whoever's it is, so a heavier one asks a little of the trunk."""
CARRYING = ("hold",)
"""A load weighs the same in anybody's hands."""
UNCHOSEN = tuple(
    name for name, kind in TASKS.items() if kind.choice is None and name not in RESTING_ARMS + CARRYING
)
GROUPS = muscle_groups()
REFERENCE = Person(mass_kg=REFERENCE_MASS_KG, height_m=REFERENCE_HEIGHT_M)


def taken_of(name: str) -> Posture:
    chooser = shared_body().chooser("male")
    return chooser.choose(Task(name=name), people_of(chooser.skeleton, REFERENCE))


@cache
def crowd_loads(name: str) -> tuple[Posture, People, Loads]:
    """A task held by forty people who differ in everything that may differ."""
    chooser = shared_body().chooser("male")
    taken = taken_of(name)
    crowd = draw(chooser.skeleton, REFERENCE, first=0, count=40, seed=11)
    return taken, crowd, chooser.sharer.solve(taken.frame, crowd)


def dense(columns: sharing.Columns, rows: int) -> Array:
    matrix = np.zeros((rows, columns.start.size - 1))
    for i in range(matrix.shape[1]):
        for k in range(columns.start[i], columns.start[i + 1]):
            matrix[columns.row[k], i] += columns.value[k]
    return matrix


@pytest.mark.parametrize("name", ALL)
def test_muscles_pull_and_supports_push(name: str) -> None:
    _, _, loads = crowd_loads(name)
    assert (loads.tension_n >= 0.0).all()
    assert (loads.contact_n >= 0.0).all()
    assert (loads.groups >= 0.0).all()
    assert (loads.activation >= 0.0).all()
    assert (loads.activation <= 1.0 + 1e-9).all()


@pytest.mark.parametrize("name", ALL)
def test_a_support_carries_no_more_than_its_limit(name: str) -> None:
    taken, _, loads = crowd_loads(name)
    assert (loads.contact_n <= taken.frame.contact_high + 1e-9).all()


@pytest.mark.parametrize("name", ALL)
def test_a_group_pulls_what_its_muscles_pull(name: str) -> None:
    _, _, loads = crowd_loads(name)
    assert loads.groups.sum(axis=1) == pytest.approx(loads.tension_n.sum(axis=1), rel=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_nobody_is_missing_a_number(name: str) -> None:
    _, crowd, loads = crowd_loads(name)
    for field, values in loads.scalars._asdict().items():
        assert values.shape == (len(crowd),), field
        assert np.isfinite(values).all(), field
    assert (loads.scalars.effort >= 0.0).all()
    assert (loads.scalars.residual_nm >= 0.0).all()
    assert (loads.scalars.support_residual_n >= 0.0).all()


@pytest.mark.parametrize("name", ALL)
def test_what_holds_the_body_equals_what_presses_it_down(name: str) -> None:
    """Muscles and supports together make up the demand of weight, loads and tissue, in every direction."""
    taken, crowd, loads = crowd_loads(name)
    frame = taken.frame
    matrix = dense(frame.columns, frame.weight.size)
    for p in range(0, len(crowd), 8):
        mass = crowd.traits.mass_ratio[p]
        forces = np.r_[loads.tension_n[p], loads.contact_n[p], loads.stop_nm[p]] / mass
        root = (matrix @ forces)[:3]
        asked = (frame.weight + frame.outside / mass)[:3]
        assert root == pytest.approx(asked - loads.residual[p][:3] / mass, abs=2.0)


@pytest.mark.parametrize("name", [name for name in ALL if name not in RECORDED])
def test_supports_carry_the_weight_and_what_is_carried(name: str) -> None:
    taken, crowd, loads = crowd_loads(name)
    edges = np.concatenate([contact_edges(contact) for contact in taken.stance.contacts])
    pulled = sum((np.array(pull.force_n) for pull in taken.stance.pulls), np.zeros(3))
    for p in range(0, len(crowd), 8):
        pushed = CONTACT_UNIT_N * loads.contact_n[p] @ edges
        weight = crowd.traits.mass_ratio[p] * REFERENCE_MASS_KG * GRAVITY_MS2
        wanted = -weight * np.array(taken.stance.gravity_g) - pulled
        left = max(1.0, float(loads.scalars.support_residual_n[p]))
        assert pushed == pytest.approx(wanted, abs=2.0 * left)


@pytest.mark.parametrize("name", ALL)
def test_a_support_does_not_slip(name: str) -> None:
    """The push along a surface stays within friction, so the pyramid is no wider than the cone around it."""
    taken, crowd, loads = crowd_loads(name)
    pushes = loads.contact_n.reshape(len(crowd), -1, 4)
    for k, contact in enumerate(taken.stance.contacts):
        normal = np.array(contact.normal) / np.linalg.norm(contact.normal)
        force = pushes[:, k] @ contact_edges(contact)
        along = force @ normal
        across = np.linalg.norm(force - along[:, None] * normal, axis=1)
        assert (across <= contact.friction * along * (1 + 1e-9) + 1e-9).all()


@pytest.mark.parametrize("name", SYMMETRIC)
def test_a_symmetric_task_loads_both_sides_alike(name: str) -> None:
    answer = solve(name)
    assert answer.hip_force_right_bw == pytest.approx(answer.hip_force_left_bw, rel=1e-3)
    assert answer.hip_right_deg == pytest.approx(answer.hip_left_deg, abs=0.05)
    for group, force in answer.group_force_n.items():
        if group.endswith("-right"):
            other = answer.group_force_n[group.replace("-right", "-left")]
            assert force == pytest.approx(other, rel=0.01, abs=1.0), group


@pytest.mark.parametrize("name", ONE_SIDED)
@pytest.mark.parametrize("group", ["gluteus-medius", "gluteus-maximus", "hamstrings"])
def test_a_weakness_has_its_mirror(name: str, group: str) -> None:
    right = solve(name, Person(strength={f"{group}-right": 0.6}), side="right")
    left = solve(name, Person(strength={f"{group}-left": 0.6}), side="left")
    assert right.effort == pytest.approx(left.effort, rel=5e-3)
    assert right.hip_force_right_bw == pytest.approx(left.hip_force_left_bw, rel=5e-3)
    assert right.l5s1_compression_n == pytest.approx(left.l5s1_compression_n, rel=5e-3)


@pytest.mark.parametrize("name", RESTING_ARMS)
@pytest.mark.parametrize("mass_kg", [55.0, 75.0, 95.0])
def test_a_heavier_arm_at_rest_asks_hardly_more(name: str, mass_kg: float) -> None:
    one, other = solve(name, Person(mass_kg=60.0)), solve(name, Person(mass_kg=mass_kg))
    assert other.effort == pytest.approx(one.effort, rel=0.02)


@pytest.mark.parametrize("name", UNCHOSEN)
@pytest.mark.parametrize("mass_kg", [55.0, 75.0, 95.0])
def test_forces_grow_with_mass(name: str, mass_kg: float) -> None:
    """Strength grows with mass too, so a heavier body of the same build works as hard."""
    one, other = solve(name, Person(mass_kg=60.0)), solve(name, Person(mass_kg=mass_kg))
    assert other.effort == pytest.approx(one.effort, rel=1e-6)
    assert other.l5s1_compression_n == pytest.approx(one.l5s1_compression_n * mass_kg / 60.0, rel=1e-6)
    assert other.hip_force_right_bw == pytest.approx(one.hip_force_right_bw, rel=1e-6)


@pytest.mark.parametrize("name", UNCHOSEN)
def test_a_taller_body_of_the_same_mass_is_pressed_alike_on_a_larger_disc(name: str) -> None:
    low, tall = (solve(name, Person(height_m=h)) for h in (1.65, 1.85))
    assert tall.l5s1_compression_n == pytest.approx(low.l5s1_compression_n, rel=1e-6)
    assert tall.l4l5_pressure_mpa / low.l4l5_pressure_mpa == pytest.approx((1.65 / 1.85) ** 2, rel=1e-6)


@pytest.mark.parametrize("name", ["stand", "bend", "sit", "single-leg-stance", "stair"])
@pytest.mark.parametrize("factor", [1.2, 2.0])
def test_more_strength_never_costs_effort(name: str, factor: float) -> None:
    """What a weaker body can do, a stronger one can do with less."""
    fixed = None if TASKS[name].choice is None else next(iter(solve(name).chosen.values()))
    base = solve(name, fixed=fixed)
    for group in COLLECTIVE:
        assert solve(name, Person(strength={group: factor}), fixed=fixed).effort <= base.effort + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("stand", "walk", "stair")), st.sampled_from(GROUPS), st.floats(0.1, 0.9))
def test_less_strength_never_saves_effort(name: str, group: str, factor: float) -> None:
    """Effort with the price of what is not held and of the supports is what is minimised.

    Without tone, which a weaker muscle keeps with less force.
    """
    chooser = shared_body().chooser("male")
    taken = taken_of(name)

    def cost(strength: dict[str, float]) -> float:
        people = people_of(chooser.skeleton, replace(REFERENCE, strength=strength, tone=0.0))
        loads = chooser.sharer.solve(taken.frame, people)
        return float(loads.scalars.effort[0] + 0.5 * CONTACT_COST * (loads.contact_n[0] ** 2).sum())

    assert cost({group: factor}) >= cost({}) - 1e-7


@pytest.mark.parametrize("name", ALL)
def test_an_independent_solver_finds_no_cheaper_way(name: str) -> None:
    """The problem of the posture itself, put together here from the frame and given to `daqp`."""
    chooser = shared_body().chooser("male")
    taken = taken_of(name)
    frame, s = taken.frame, chooser.skeleton
    people = People(np.ones((1, len(s.muscles))), traits())
    loads = chooser.sharer.solve(frame, people)
    capacity = s.max_force_n * frame.active
    matrix = dense(frame.columns, frame.weight.size)
    matrix[:, : frame.muscles] *= capacity
    active = loads.activation[0]
    contacts = np.r_[loads.contact_n[0], loads.stop_nm[0]]
    # what the solver was asked to hold, from what it says it holds: tissue differs from person to person
    held = matrix @ np.r_[active, contacts]
    columns = matrix.shape[1]
    hessian = np.diag(np.r_[np.ones(frame.muscles), np.full(contacts.size, CONTACT_COST)])
    low = np.zeros(columns)
    high = np.r_[np.ones(frame.muscles), np.minimum(frame.contact_high, 1e30), frame.stop_high]
    upper, lower = np.r_[high, held], np.r_[low, held]
    sense = np.r_[np.zeros(columns), np.full(held.size, 5)].astype(np.int32)
    x, _, flag, _ = daqp.solve(hessian, np.zeros(columns), np.ascontiguousarray(matrix), upper, lower, sense)
    assert flag == 1
    assert np.r_[active, contacts] == pytest.approx(x, abs=5e-4)


@pytest.mark.parametrize("load_kg", [0.0, 5.0, 10.0, 20.0])
def test_what_is_carried_is_carried_by_the_feet(load_kg: float) -> None:
    chooser = shared_body().chooser("male")
    people = people_of(chooser.skeleton, REFERENCE)
    taken = chooser.choose(Task(name="stand", settings={"load_kg": load_kg}), people)
    pushes = chooser.sharer.solve(taken.frame, people).contact_n[0].reshape(-1, 4)
    up = sum(
        CONTACT_UNIT_N * p @ contact_edges(c) for p, c in zip(pushes, taken.stance.contacts, strict=True)
    )
    assert up[1] == pytest.approx((REFERENCE_MASS_KG + load_kg) * GRAVITY_MS2, abs=0.1)


@pytest.mark.parametrize("name", ["stand", "lift"])
def test_every_kilogram_carried_presses_more(name: str) -> None:
    fixed = None if name == "stand" else 30.0
    pressed = [solve(name, fixed=fixed, load_kg=kg).l5s1_compression_n for kg in (0.0, 5.0, 10.0, 20.0, 30.0)]
    assert pressed == sorted(pressed)
    gains = np.diff(pressed) / (5.0, 5.0, 10.0, 10.0)
    assert gains.min() > GRAVITY_MS2, "a load in front presses by more than its own weight"


def test_a_deeper_bend_asks_more_of_the_back_until_it_hangs_in_tissue() -> None:
    answers = [solve("bend", trunk_deg=angle) for angle in (10.0, 20.0, 30.0, 40.0, 50.0, 60.0)]
    pressed = [answer.l5s1_compression_n for answer in answers]
    tissue = [answer.low_back_passive_nm for answer in answers]
    assert pressed == sorted(pressed)
    assert tissue == sorted(tissue)


@pytest.mark.parametrize("side", ["right", "left"])
def test_on_one_leg_the_standing_hip_carries_most(side: str) -> None:
    answer = solve("single-leg-stance", side=side)
    stand, free = answer.hip_force_right_bw, answer.hip_force_left_bw
    if side == "left":
        stand, free = free, stand
    assert stand > 5 * free
    medius = answer.group_activation_pct
    assert (
        medius[f"gluteus-medius-{side}"] > medius[f"gluteus-medius-{'left' if side == 'right' else 'right'}"]
    )


@pytest.mark.parametrize("friction", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("normal", [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (1.0, 2.0, 3.0)])
def test_the_edges_of_friction_stand_around_the_normal(
    friction: float, normal: tuple[float, float, float]
) -> None:
    edges = contact_edges(Contact("heel-r", normal, friction))
    unit = np.array(normal) / np.linalg.norm(normal)
    assert edges.shape == (4, 3)
    assert edges @ unit == pytest.approx(np.ones(4))
    assert edges.mean(axis=0) == pytest.approx(unit)
    assert np.linalg.norm(edges - unit, axis=1) == pytest.approx(np.full(4, friction))
    with pytest.raises(ValueError, match="read-only"):
        edges[0] = 0.0


def test_order_and_company_change_nothing() -> None:
    """A crowd solved at once, in halves or turned round has the same answers."""
    chooser = shared_body().chooser("male")
    taken, crowd, together = crowd_loads("stand")
    backwards = People(
        crowd.strength[::-1].copy(), type(crowd.traits)(*(v[::-1].copy() for v in crowd.traits))
    )
    turned = chooser.sharer.solve(taken.frame, backwards)
    assert turned.tension_n[::-1] == pytest.approx(together.tension_n, abs=1e-6)
    first = chooser.sharer.solve(taken.frame, crowd.first(7))
    assert first.tension_n == pytest.approx(together.tension_n[:7], abs=1e-6)


def test_a_start_from_elsewhere_ends_in_the_same_place() -> None:
    chooser = shared_body().chooser("male")
    taken, crowd, cold = crowd_loads("walk")
    start = np.random.default_rng(5).normal(0.0, 0.1, cold.multipliers.shape[1])
    warm = chooser.sharer.solve(taken.frame, crowd, start)
    assert warm.tension_n == pytest.approx(cold.tension_n, abs=1e-4)


def test_a_straight_knee_leaves_the_hip_to_its_own_muscles() -> None:
    """Without a stop the hamstrings had to hold the knee, and the gluteus maximus was left with nothing."""
    straight = solve("bend", trunk_deg=60.0)
    assert straight.group_force_n["gluteus-maximus-right"] > 100.0


def test_no_knee_stop_holds_more_than_its_law() -> None:
    taken, crowd, loads = crowd_loads("bend")
    frame = taken.frame
    held = loads.stop_nm / crowd.traits.mass_ratio[:, None]
    assert (held >= 0.0).all()
    assert (held <= frame.stop_high + 1e-9).all()
    assert held.max() > 0.0
    assert frame.stop_high * STOP_UNIT_NM == pytest.approx(
        [passive.knee_stop(k) for k in frame.hip_deg[:, 1]]
    )


def test_abdominal_pressure_takes_its_push_and_its_moment_from_the_back() -> None:
    """With a frame said to be held, the same posture is solved without pressure."""
    chooser = shared_body().chooser("male")
    frame = chooser.take(Task(name="lift", settings={"trunk_deg": 55.0, "load_kg": 20.0}), 30.0).frame
    people = people_of(chooser.skeleton, REFERENCE)
    with_it = chooser.sharer.solve(frame, people).scalars
    without = chooser.sharer.solve(frame._replace(trunk_is_free=False), people).scalars
    row = frame.level_rows[1]
    push = passive.abdominal_pressure_pa(-(frame.weight[row] + frame.outside[row])) * 0.02
    assert push > 100.0
    saved = float(without.l4l5_compression_n[0] - with_it.l4l5_compression_n[0])
    assert push < saved < 3.0 * push
    assert with_it.low_back_muscle_n[0] < without.low_back_muscle_n[0]


@pytest.mark.parametrize("name", ["slouch", "lie-prone"])
def test_a_trunk_that_is_held_is_not_pressed_from_within(name: str) -> None:
    assert not taken_of(name).frame.trunk_is_free


def test_a_backrest_lets_the_back_rest() -> None:
    assert solve("slouch").low_back_muscle_n < 0.7 * solve("sit").low_back_muscle_n
