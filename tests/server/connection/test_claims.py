"""What the page says wherever the sliders stand, asked of the model: a change in it breaks a sentence."""

from itertools import product

import numpy as np
import pytest

from loadshare.body import Body, Person
from loadshare.body.daily import table
from loadshare.body.daily.asked import DAILY, GLUTES_GRID, HIP_GRID, Asked, HipSide
from loadshare.body.daily.solver import person_of, task_of
from loadshare.body.engine import people_of
from loadshare.body.tasks import TASKS
from loadshare.server.connection.presenter import SliderAnswer
from loadshare.server.connection.sentences import GIVEN, UPRIGHT, WEIGHED
from loadshare.server.connection.words import words

BACK = ("longissimus", "iliocostalis", "multifidus")
PLACES = tuple(product(DAILY, HIP_GRID[::2], GLUTES_GRID[::2], HipSide))


def answers() -> list[SliderAnswer]:
    return [SliderAnswer(Asked(task=t, hip=h, glutes=g, side=s)) for t, h, g, s in PLACES]


@pytest.mark.parametrize("slug", DAILY)
def test_the_low_back_bends_where_it_is_said_to(slug: str) -> None:
    choice = TASKS[DAILY[slug].engine].choice
    chosen = choice is not None and choice.name == "lumbar-flexion"
    assert chosen == (slug not in UPRIGHT | GIVEN)
    lumbar = table.look_up(Asked(task=slug)).numbers["lumbar_deg"]
    assert (abs(lumbar) < 1.0) == (slug in UPRIGHT)


@pytest.mark.parametrize("slug", DAILY)
def test_the_hip_is_pressed_by_what_is_said(body: Body, slug: str) -> None:
    """The pull of muscles across the busier hip, beside weight, ground and load."""
    asked = Asked(task=slug)
    chooser = body.chooser("male")
    people = people_of(chooser.skeleton, person_of(asked))
    posture = chooser.choose(task_of(asked), people)
    frame, loads = posture.frame, chooser.sharer.solve(posture.frame, people)
    hip = int(loads.scalars.hip_left_n[0] > loads.scalars.hip_right_n[0])
    pulled = frame.cut_map[hip, :, : frame.muscles] @ loads.tension_n[0]
    pushed = np.r_[loads.contact_n[0], loads.stop_nm[0]]
    mass = people.traits.mass_ratio[0]
    rest = mass * frame.cut_weight[hip] + frame.cut_outside[hip]
    rest = rest + frame.cut_map[hip, :, frame.muscles :] @ pushed
    assert np.linalg.norm(pulled + rest) == pytest.approx(
        max(loads.scalars.hip_left_n[0], loads.scalars.hip_right_n[0])
    )
    assert (np.linalg.norm(rest) > np.linalg.norm(pulled)) == (slug in WEIGHED)
    if slug not in WEIGHED:
        assert np.linalg.norm(rest) < 0.55 * np.linalg.norm(pulled)


def test_where_tissue_is_said_to_hold_more_the_muscles_of_the_back_pull_less() -> None:
    said = [a for a in answers() if words("article.hips.tissue-holds") in " ".join(a.against)]
    assert said
    for answer in said:
        was, now = answer.change.before.active, answer.change.hips_only.active
        names = [f"{group}-{side}" for group in BACK for side in ("right", "left")]
        assert sum(now[n] for n in names) < sum(was[n] for n in names), answer.asked.address


def test_a_strength_that_is_said_to_change_nothing_changes_less_than_two_in_a_hundred() -> None:
    said = [a for a in answers() if words("article.glutes.pressed-same") in " ".join(a.against)]
    assert said
    for answer in said:
        assert abs(answer.change.of_glutes.by_pct("back_n")) < 2.0


def test_sex_sets_strength_and_how_weight_is_spread(body: Body) -> None:
    woman, man = (
        body.solve(task=task_of(Asked(task="stand-up")), person=Person(sex=sex)) for sex in ("female", "male")
    )
    knee = "vasti-right"
    assert woman.group_activation_pct[knee] > man.group_activation_pct[knee]
    assert woman.hip_force_right_bw != pytest.approx(man.hip_force_right_bw, rel=1e-3)


@pytest.mark.parametrize(
    ("slug", "numbers"),
    [
        ("bend", {"trunk_deg": 90.0, "knee_deg": 0.0}),
        ("lift", {"trunk_deg": 50.0, "load_kg": 10.0}),
        ("walk", {"phase_pct": 17.0}),
    ],
)
def test_a_task_is_what_its_line_says(slug: str, numbers: dict[str, float]) -> None:
    asked = task_of(Asked(task=slug))
    assert {name: asked.numbers[name] for name in numbers} == numbers
    assert asked.side == "right"
