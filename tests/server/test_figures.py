"""Every exercise has a drawing, and no drawing puts a joint through the floor."""

import tomllib
from xml.etree import ElementTree

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.server.figures.drawing import POSES, drawn_exercises, figure_for
from loadshare.server.figures.skeleton import (
    SHANK,
    THIGH,
    Joints,
    bend_between,
    joints_of,
    pose_from,
)

DRAWN = sorted(drawn_exercises())


def positions(exercise: str) -> list[Joints]:
    values = tomllib.loads(POSES.read_text(encoding="utf-8"))[exercise]
    start = values["start"]
    return [joints_of(pose_from(start)), joints_of(pose_from(values.get("end", {}), start=start))]


def test_every_exercise_of_the_library_is_drawn() -> None:
    assert set(DRAWN) == set(load_knowledge().exercises)


def test_an_unknown_exercise_has_no_drawing() -> None:
    assert figure_for("juggling") is None


@pytest.mark.parametrize("exercise", DRAWN)
def test_a_drawing_is_well_formed_and_says_what_it_shows(exercise: str) -> None:
    drawing = figure_for(exercise)
    assert drawing is not None
    element = ElementTree.fromstring(drawing)
    assert len(element.attrib["aria-label"]) > 20
    assert element.attrib["role"] == "img"
    assert "style" not in drawing, "the strict content policy would drop it"


@pytest.mark.parametrize("exercise", DRAWN)
def test_no_joint_is_below_the_floor(exercise: str) -> None:
    for joints in positions(exercise):
        places = [joints.hip, joints.waist, joints.neck, joints.head, *joints.near_arm, *joints.far_arm]
        places += [*joints.near_leg, *joints.far_leg]
        assert min(y for _, y in places) >= -3


@pytest.mark.parametrize("exercise", DRAWN)
def test_no_limb_is_longer_than_a_limb(exercise: str) -> None:
    for joints in positions(exercise):
        for hip, knee, ankle in (joints.near_leg, joints.far_leg):
            assert ((hip[0] - knee[0]) ** 2 + (hip[1] - knee[1]) ** 2) ** 0.5 <= THIGH * 1.15
            assert ((ankle[0] - knee[0]) ** 2 + (ankle[1] - knee[1]) ** 2) ** 0.5 <= SHANK * 1.15


def test_a_place_out_of_reach_is_pulled_in() -> None:
    middle, end = bend_between((0, 0), (500, 0), 42, 41, 1)
    assert end[0] == pytest.approx(83, abs=0.1)
    assert middle[0] == pytest.approx(42, abs=0.5)
