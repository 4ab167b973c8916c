"""What the page says wherever the sliders stand, asked of the model: a change in it breaks a sentence."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from loadshare.body import Body, Person
from loadshare.body.anatomy import Sex
from loadshare.body.daily import table
from loadshare.body.daily.asked import BACKWARD, DAILY, GLUTES_GRID, HIP_GRID, TURNED, Asked, HipSide
from loadshare.body.daily.solver import OF_THE_BACK, person_of, task_of
from loadshare.body.engine import people_of
from loadshare.body.pelvis import PelvicControl
from loadshare.body.tasks import SPINE_TO_PELVIS, TASKS
from loadshare.server.connection.presenter import SliderAnswer
from loadshare.server.connection.sentences import GIVEN, ON_ONE_LEG, OVER, UPRIGHT, WEIGHED
from loadshare.server.connection.words import words
from tests.body.conftest import shared_results

BACK = ("longissimus", "iliocostalis", "multifidus")
PLACES = tuple(product(DAILY, HIP_GRID[::2], GLUTES_GRID[::2], HipSide))


def answers() -> list[SliderAnswer]:
    return [SliderAnswer(Asked(task=t, hip=h, glutes=g, side=s)) for t, h, g, s in PLACES]


@pytest.mark.parametrize("slug", DAILY)
def test_the_low_back_bends_where_it_is_said_to(slug: str) -> None:
    choice = TASKS[DAILY[slug].engine].choice
    chosen = choice is not None and choice.name in OF_THE_BACK
    assert chosen == (slug not in UPRIGHT | GIVEN)
    lumbar = table.look_up(Asked(task=slug)).numbers["lumbar_deg"]
    assert (abs(lumbar) < 1.0) == (slug in UPRIGHT | BACKWARD)


@pytest.mark.parametrize("slug", sorted(BACKWARD))
def test_an_arch_is_said_with_what_the_model_cannot_tell(body: Body, slug: str) -> None:
    """A short muscle presses the low back, a short capsule far less; and what else people do."""
    answer = SliderAnswer(Asked(task=slug, hip=15))
    said = " ".join(answer.against)
    assert "arches about" in answer.headline
    assert words("article.extension.pressed-more") in said
    assert words("article.extension.tissue") in said
    usual, *pressed = (
        body.solve(task=task_of(answer.asked), person=replace(person_of(asked), flexor_share=share))
        for asked, share in ((Asked(task=slug), 0.5), (answer.asked, 0.0), (answer.asked, 1.0))
    )
    capsule, muscle = (one.l5s1_compression_n - usual.l5s1_compression_n for one in pressed)
    assert muscle > 2.0 * capsule
    at_zero = SliderAnswer(Asked(task=slug))
    assert [n.value for n in at_zero.numbers if n.id == "lumbar"] == [words("number.lumbar.arch", n="0")]


@pytest.mark.parametrize("slug", sorted(TURNED))
def test_a_turn_is_said_as_people_turn_and_with_what_else_they_do(slug: str) -> None:
    free, lost, hardly = (SliderAnswer(Asked(task=slug, hip=hip)) for hip in (0, 20, 3))
    shown = {n.id: n for n in free.numbers}["lumbar"]
    assert shown.says == words("number.lumbar.turn-usual", n=f"{10 * SPINE_TO_PELVIS:.0f}", of=10)
    assert shown.value == words(
        "number.lumbar.turn", n=f"{30.0 * SPINE_TO_PELVIS / (1 + SPINE_TO_PELVIS):.0f}"
    )
    assert "turns about" in lost.headline
    assert words("article.hips.pressed-more") in lost.against[0]
    assert words("article.turn.press") in lost.against[0]
    assert words("article.turn.feet") in lost.against[0]
    assert words("article.turn.not-needed") in hardly.against[0]


def test_in_standing_people_do_not_do_what_the_model_does() -> None:
    assert words("article.extension.stand") in " ".join(SliderAnswer(Asked(task="stand", hip=10)).against)
    assert {r.target.id for r in shared_results() if r.target.id in ("M10", "M11") and not r.is_hit} == {
        "M10",
        "M11",
    }


def test_a_step_is_said_to_be_shorter_by_what_the_leg_turns() -> None:
    answer = SliderAnswer(Asked(task="push-off", hip=10, glutes=30))
    cm = table.look_up(Asked(task="push-off", hip=10)).numbers["step_cm"]
    assert words("article.extension.step", cm=f"{cm:.0f}") in " ".join(answer.against)


def test_where_the_hip_is_said_to_be_pressed_too_hard_it_is() -> None:
    for slug in DAILY:
        hip = next(n for n in SliderAnswer(Asked(task=slug)).numbers if n.id == "hip")
        said = words("number.hip.too-high") in hip.says
        assert said == (slug in OVER)
        assert not said or table.look_up(Asked(task=slug)).numbers["hip_bw"] > 1.4 * 2.38


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


def test_on_one_leg_it_says_that_the_model_cannot_tell_how_people_carry_a_less_strong_hip() -> None:
    """The nerve blocks of rows P02 and P04: who was measured kept pelvis and chest, one of nine did not."""
    carried = words("article.glutes.carried")
    for answer in answers():
        said = answer.asked.task in ON_ONE_LEG and answer.asked.glutes > 0
        assert (carried in " ".join(answer.against)) == said, answer.asked.address


@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_walk_that_is_said_to_stay_as_it_was_can_be_held_at_every_strength(body: Body, sex: Sex) -> None:
    said = {a.asked.glutes for a in answers() if words("article.glutes.kept") in " ".join(a.against)}
    assert said == {float(glutes) for glutes in GLUTES_GRID[::2] if glutes}
    control = PelvicControl(body.chooser(sex))
    for group in ("gluteals", "gluteals-right"):
        for glutes in said:
            person = Person(sex=sex, strength={group: 1.0 - glutes / 100.0})
            kept = control.by_habit(person, "right")
            assert kept is not None
            assert (kept.drop_deg, kept.lean_deg) == (0.0, 0.0)


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
