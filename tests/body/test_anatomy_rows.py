"""Every row of every anatomy table: units in the heading, numbers that a body can have, names that meet."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from loadshare.body import anatomy
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.words import load_words

FOLDER = Path(anatomy.__file__).parent / "anatomy"
UNITS = ("_m", "_n", "_deg", "_rad")
PLAIN_NUMBERS = {"mass_fraction", "friction", "fibre_target", "index", "sides"}
MIDLINE = {"pelvis", "l5", "l4", "l3", "l2", "l1", "thorax"}


def rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8") as file:
        return [*csv.DictReader(file)]


TABLES = ("bodies", "segments", "wraps", "contacts", "muscles", "paths")
BONES = {bone.name: bone for bone in anatomy.read_bones()}
FASCICLES = anatomy.read_fascicles()
SHIPPED = anatomy.read_muscles("shipped")


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("table", TABLES)
def test_a_column_of_numbers_has_its_unit_in_its_name(table: str) -> None:
    found = rows(table)
    for column in found[0]:
        values = [row[column] for row in found if row[column]]
        if values and all(map(is_number, values)):
            assert column.endswith(UNITS) or column in PLAIN_NUMBERS, column


@pytest.mark.parametrize("table", TABLES)
def test_a_column_with_a_unit_holds_finite_numbers(table: str) -> None:
    for row in rows(table):
        for column, text in row.items():
            if column.endswith(UNITS) and text:
                assert np.isfinite(float(text)), (column, row)


@pytest.mark.parametrize("table", TABLES)
def test_a_source_is_a_key_of_the_knowledge_or_an_own_estimate(table: str) -> None:
    known = load_knowledge().sources
    for row in rows(table):
        first = row["source"].split(";")[0].split(",")[0].strip()
        assert first in known or first.startswith("loadshare"), row


def test_a_parent_stands_before_its_children() -> None:
    seen = {"world"}
    for bone in anatomy.read_bones():
        assert bone.parent in seen, bone.name
        assert bone.name not in seen
        seen.add(bone.name)


def test_bones_of_the_midline_are_single_and_lie_in_it() -> None:
    assert {bone.name for bone in BONES.values() if not bone.is_paired} == MIDLINE
    for name in MIDLINE:
        assert BONES[name].joint_m[2] == 0.0
        assert BONES[name].centre_m[2] == 0.0


def test_what_a_single_bone_carries_in_pairs_lies_to_the_right() -> None:
    for bone in BONES.values():
        if bone.is_paired and BONES[bone.parent].name in MIDLINE:
            assert bone.joint_m[2] > 0.05, bone.name


def test_only_what_is_paired_hangs_from_what_is_paired() -> None:
    for bone in BONES.values():
        if bone.parent != "world" and BONES[bone.parent].is_paired:
            assert bone.is_paired, bone.name


def test_the_low_back_rises_from_the_pelvis() -> None:
    """Each joint lies 2 to 6 cm above the one below: the height of a lumbar vertebra with its disc."""
    order = ["l4", "l3", "l2", "l1", "thorax"]
    for name in order:
        bone = BONES[name]
        rise = bone.joint_m[1] - BONES[bone.parent].centre_m[1]
        assert 0.02 < rise < 0.06, (name, rise)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_bone_has_its_mass_in_both_sexes(sex: anatomy.Sex) -> None:
    segments = anatomy.read_segments(sex)
    assert segments.keys() == BONES.keys() - {"talus"}
    for name, segment in segments.items():
        assert 0.001 < segment.mass_fraction < 0.4, name
        assert all(0.005 < radius < 0.3 for radius in segment.gyration_m), name
        assert np.linalg.norm(segment.com_m) < 0.35, name


@pytest.mark.parametrize("sex", ["female", "male"])
def test_inertia_is_that_of_a_solid(sex: anatomy.Sex) -> None:
    """No axis may hold more than the other two together; gyration squared is inertia per kg."""
    for name, segment in anatomy.read_segments(sex).items():
        x, y, z = (radius**2 for radius in segment.gyration_m)
        assert x + y >= z * (1 - 1e-9), name
        assert y + z >= x * (1 - 1e-9), name
        assert z + x >= y * (1 - 1e-9), name


@pytest.mark.parametrize("sex", ["female", "male"])
def test_bones_of_the_midline_have_their_mass_there(sex: anatomy.Sex) -> None:
    for name, segment in anatomy.read_segments(sex).items():
        if name in MIDLINE:
            assert segment.com_m[2] == 0.0, name


def test_a_woman_carries_more_in_pelvis_and_thighs_and_less_in_arms() -> None:
    """The order of de-leva-1996."""
    female, male = anatomy.read_segments("female"), anatomy.read_segments("male")
    assert female["pelvis"].mass_fraction > male["pelvis"].mass_fraction
    assert female["femur"].mass_fraction > male["femur"].mass_fraction
    arm = [name for name in male if BONES[name].joint in ("shoulder", "elbow")]
    assert arm
    assert sum(female[n].mass_fraction for n in arm) < sum(male[n].mass_fraction for n in arm)


@pytest.mark.parametrize("muscle", FASCICLES, ids=lambda m: m.name)
def test_a_fascicle_is_one_a_body_can_have(muscle: anatomy.Muscle) -> None:
    assert 20.0 <= muscle.max_force_n <= 7000.0
    assert 0.012 <= muscle.optimal_fibre_m <= 0.6
    assert 0.0 <= muscle.pennation_deg <= 35.0
    assert 0.5 <= muscle.fibre_target <= 1.5
    assert len(muscle.path) >= 2


@pytest.mark.parametrize("muscle", FASCICLES, ids=lambda m: m.name)
def test_a_path_runs_over_bones_that_follow_each_other(muscle: anatomy.Muscle) -> None:
    """From bone to bone up and down the tree, never back to one it has left."""
    order = [stop.body for stop in muscle.path if not stop.wrap]
    runs = [body for i, body in enumerate(order) if i == 0 or body != order[i - 1]]
    assert len(runs) == len(set(runs)), runs
    assert len(runs) >= 2, "a muscle on one bone moves nothing"


@pytest.mark.parametrize("muscle", FASCICLES, ids=lambda m: m.name)
def test_a_fascicle_of_the_table_is_one_of_the_right_side(muscle: anatomy.Muscle) -> None:
    """Far enough to the side, once its paired bones count from their own middle."""
    for stop in muscle.path:
        if not stop.wrap and stop.body in MIDLINE:
            assert stop.point_m[2] > -0.012, stop


@pytest.mark.parametrize("muscle", FASCICLES, ids=lambda m: m.name)
def test_a_point_lies_near_its_bone(muscle: anatomy.Muscle) -> None:
    for stop in muscle.path:
        if not stop.wrap:
            assert np.linalg.norm(stop.point_m) < 0.55, stop


def test_every_name_is_given_once() -> None:
    for names in (
        [muscle.name for muscle in FASCICLES],
        [row["wrap"] for row in rows("wraps")],
        [row["contact"] for row in rows("contacts")],
        [(row["body"], row["sex"]) for row in rows("segments")],
        [(row["muscle"], row["index"]) for row in rows("paths")],
    ):
        assert max(Counter(names).values()) == 1


def test_points_of_a_path_stand_in_their_order() -> None:
    counted: dict[str, list[int]] = {}
    for row in rows("paths"):
        counted.setdefault(row["muscle"], []).append(int(row["index"]))
    for name, places in counted.items():
        assert places[0] == 1, name
        assert places == sorted(set(places)), name


def test_every_muscle_has_a_path_and_every_path_a_muscle() -> None:
    assert {row["muscle"] for row in rows("paths")} == {row["muscle"] for row in rows("muscles")}


def test_a_row_of_a_path_is_a_point_or_a_wrap() -> None:
    for row in rows("paths"):
        place = [row["body"], row["x_m"], row["y_m"], row["z_m"]]
        assert bool(row["wrap"]) != all(place), row
        assert not (row["wrap"] and any(place)), row


def test_every_wrap_is_used_and_lies_between_two_points() -> None:
    used = {stop.wrap for muscle in FASCICLES for stop in muscle.path if stop.wrap}
    assert used == anatomy.read_wraps().keys()
    for muscle in FASCICLES:
        for before, after in zip(muscle.path, muscle.path[1:], strict=False):
            assert not (before.wrap and after.wrap), muscle.name


@pytest.mark.parametrize("wrap", anatomy.read_wraps().values(), ids=lambda w: w.name)
def test_a_wrap_is_a_cylinder_on_a_bone(wrap: anatomy.Wrap) -> None:
    assert wrap.body in BONES
    assert 0.005 <= wrap.radius_m <= 0.13
    assert wrap.side_deg is None or -360.0 <= wrap.side_deg <= 360.0
    assert all(abs(angle) <= 2 * np.pi for angle in wrap.rotation_rad)
    assert np.linalg.norm(wrap.centre_m) < 0.45


@pytest.mark.parametrize(("name", "contact"), anatomy.read_contacts().items(), ids=lambda v: str(v)[:24])
def test_a_contact_lies_on_a_bone_and_grips_as_skin_does(name: str, contact: anatomy.ContactPoint) -> None:
    assert contact.body in BONES, name
    assert 0.2 <= contact.friction <= 1.0
    reach = 0.62 if name.startswith("head") else 0.5  # the head is part of the bone that carries the chest
    assert np.linalg.norm(contact.point_m) < reach


def test_the_sole_is_a_triangle_on_one_level() -> None:
    heel, inner, outer = (
        np.array(anatomy.read_contacts()[name].point_m)
        for name in ("heel", "first-metatarsal", "fifth-metatarsal")
    )
    assert abs(heel[1] - inner[1]) < 0.005
    assert abs(heel[1] - outer[1]) < 0.005
    assert inner[0] - heel[0] > 0.12, "the ball is in front of the heel"
    assert outer[2] - inner[2] > 0.04, "the little toe is on the outside of the right foot"


def test_every_group_has_a_name_that_people_know() -> None:
    known = load_words("connection").phrases
    for group in {muscle.group for muscle in FASCICLES}:
        assert f"muscle.{group}" in known


def test_an_element_has_one_group() -> None:
    groups: dict[str, set[str]] = {}
    for fascicle in FASCICLES:
        groups.setdefault(fascicle.element, set()).add(fascicle.group)
    assert {name: found for name, found in groups.items() if len(found) > 1} == {}


@pytest.mark.parametrize("element", SHIPPED, ids=lambda m: m.name)
def test_a_merged_element_stays_within_its_fascicles(element: anatomy.Muscle) -> None:
    members = [f for f in FASCICLES if f.element == element.name]
    assert element.max_force_n == pytest.approx(sum(m.max_force_n for m in members))
    for name in ("optimal_fibre_m", "pennation_deg", "fibre_target"):
        values = [getattr(m, name) for m in members]
        assert min(values) - 1e-12 <= getattr(element, name) <= max(values) + 1e-12
    lead = max(members, key=lambda m: m.max_force_n)
    assert [(s.body, s.wrap) for s in element.path] == [(s.body, s.wrap) for s in lead.path]


@pytest.mark.parametrize("element", SHIPPED, ids=lambda m: m.name)
def test_a_merged_point_lies_between_the_points_it_is_made_of(element: anatomy.Muscle) -> None:
    members = [f for f in FASCICLES if f.element == element.name]
    for stop in element.path:
        if stop.wrap:
            continue
        own = np.array([s.point_m for m in members for s in m.path if s.body == stop.body and not s.wrap])
        assert (np.array(stop.point_m) >= own.min(axis=0) - 1e-12).all()
        assert (np.array(stop.point_m) <= own.max(axis=0) + 1e-12).all()


def test_tables_are_read_once() -> None:
    assert anatomy.read_bones() is anatomy.read_bones()
    assert anatomy.read_fascicles() is anatomy.read_muscles("reference")
