"""The stories: true to the model, one step after the other, and one's own hips stay off the address."""

import re

import pytest
from django.test import Client

from loadshare.body import Body, Person, Task
from loadshare.body.daily.asked import BACKWARD, DAILY, TURNED, Asked, HipSide
from loadshare.body.impact import Landing, changes
from loadshare.body.pelvis import ABDUCTORS, PelvicControl
from loadshare.knowledge import load_knowledge
from loadshare.server.connection.presenter import SliderAnswer
from tests.server.cast import Visitor

pytestmark = pytest.mark.django_db
STORIES = load_knowledge().stories
HIPS = {
    "hip-rotation": {
        "internal": {"left": 22, "right": 30},
        "external": {"left": 40, "right": 40},
        "pain": 0,
        "trials-agree": "yes",
    }
}


def answer_of(idea: str, step: int) -> SliderAnswer:
    told = STORIES[idea].steps[step - 1]
    return SliderAnswer(Asked(task=told.task, hip=told.hip, glutes=told.glutes, side=HipSide(told.side)))


def test_every_idea_has_a_story_of_three_to_five_steps() -> None:
    assert {story.mechanism for story in STORIES.values()} == set(load_knowledge().mechanisms)
    for story in STORIES.values():
        assert story.id == story.mechanism
        assert {step.task for step in story.steps} <= set(DAILY)


@pytest.mark.parametrize("idea", STORIES)
def test_a_story_can_be_walked_to_its_end_and_back(client: Client, idea: str) -> None:
    address, seen = f"?idea={idea}", []
    while address:
        page = client.get(f"/connection/{address}").content.decode()
        seen.append(re.search(r'id="story-title"[^>]*>([^<]*)', page).group(1))  # type: ignore[union-attr]
        following = re.search(r'href="/connection/([^"#]*)#story" rel="next"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(STORIES[idea].steps)
    assert 'rel="prev"' in page


def test_what_the_hip_story_says_is_what_the_model_says() -> None:
    stiff, sitting = (answer_of("hip-movement", step) for step in (1, 2))
    assert stiff.change.before.numbers["moves_pct"] > 50
    assert 0.5 <= stiff.change.whole.by("lumbar_deg") <= 2.5
    assert stiff.change.whole.by_pct("back_n") <= 0
    bending = [task for task in DAILY if task not in BACKWARD | TURNED]
    most = max(bending, key=lambda task: SliderAnswer(Asked(task=task, hip=40)).change.whole.by("lumbar_deg"))
    assert most == STORIES["hip-movement"].steps[1].task
    assert sitting.change.whole.by("lumbar_deg") > 5


def test_what_the_hip_story_says_of_a_leg_behind_is_what_the_model_says() -> None:
    behind = answer_of("hip-movement", 3)
    assert "goes back less" in STORIES["hip-movement"].steps[2].title
    assert behind.change.whole.by("lumbar_deg") < -5
    assert behind.change.whole.by_pct("back_n") > 10
    assert behind.now.numbers["step_cm"] > 5


def test_what_the_hip_story_says_of_a_turn_is_what_the_model_says() -> None:
    step, turning = STORIES["hip-movement"].steps[3], answer_of("hip-movement", 4)
    assert step.task in TURNED
    assert f"lost {step.hip:g} degrees" in step.says
    assert f"about {turning.change.whole.by('lumbar_deg'):.0f} degrees more" in step.says
    assert turning.change.whole.by_pct("back_n") > 5


def test_what_the_control_story_says_is_what_the_model_says(body: Body) -> None:
    one_leg, much, walk, chair = (answer_of("pelvic-control", step) for step in (1, 2, 3, 4))
    assert 2.4 <= one_leg.now.numbers["hip_bw"] < 2.75
    for answer in (much, walk, chair):
        assert abs(answer.change.whole.by_pct("back_n")) < 1.5
        assert answer.cannot_hold == ""
    assert much.change.whole.by_pct("hip_bw") > 5
    assert "hamstrings" in chair.change.whole.helpers
    assert "or to let the pelvis drop" in STORIES["pelvic-control"].steps[1].says
    upright, *carried = (
        body.solve(task=Task(name="single-leg-stance", settings={"drop_deg": drop}, fixed=lean))
        for drop, lean in ((0.0, None), (0.0, 8.0), (8.0, None))
    )
    assert all(one.l5s1_compression_n > 1.05 * upright.l5s1_compression_n for one in carried)


def test_what_the_control_story_says_of_walking_is_what_the_model_says(body: Body) -> None:
    """Over all of single support as measured: with the glutes, and with what a block of the nerve takes."""
    told = STORIES["pelvic-control"].steps[2]
    assert told.task == "walk"
    control = PelvicControl(body.chooser("male"))
    usual = control.carried(Person(), "right")
    for group in ("gluteals", ABDUCTORS):
        person = Person(strength={f"{group}-right": 1.0 - told.glutes / 100.0})
        kept = control.by_habit(person, "right")
        assert kept is not None
        assert (kept.drop_deg, kept.lean_deg) == (0.0, 0.0)
        assert kept.l5s1_n == pytest.approx(usual.l5s1_n, rel=0.015)
        drop, lean = control.by_effort(person, "right")
        assert drop < -2.0 < 2.0 < lean


def test_what_the_step_story_says_is_what_the_model_says() -> None:
    step, stiff, less = (answer_of("shock-absorption", number) for number in (1, 2, 3))
    back = step.now.numbers["back_n"] / (step.now.mass_kg * 9.81)
    assert step.now.numbers["hip_bw"] > 2
    assert back < step.now.numbers["hip_bw"]
    assert stiff.change.whole.by("back_n") == 0
    assert less.change.whole.by_pct("hip_bw") > 3
    assert abs(less.change.whole.by_pct("back_n")) < 1.5


def test_what_the_step_story_says_of_a_jolt_is_what_the_model_says(body: Body) -> None:
    """In the middle and at both ends of what is assumed of soft tissue."""
    told = STORIES["shock-absorption"].steps[3]
    landing = Landing(body.chooser("male"))
    usual = landing.shares(landing.parts())
    assert usual.max() < 0.5  # most of the jolt is taken up
    weak = Person(strength={"gluteals": 1.0 - told.glutes / 100.0})
    lost = Person(hip_loss_right_deg=40.0, hip_loss_left_deg=40.0)
    less, short, stiff = (
        changes(usual, landing.shares(parts))
        for parts in (landing.parts(weak), landing.parts(lost), landing.parts(stiffer_nm_per_rad=100.0))
    )
    assert {fast.verdict for _, fast in (less, short, stiff)} == {"not-more"}
    assert {less[0].verdict, stiff[0].verdict} == {"open"}  # a hip is tight in the one way or the other
    assert short[0].verdict != "more"
    bent = changes(usual, landing.shares(landing.parts(knee_deg=40.0)))
    assert [change.verdict for change in bent] == ["less", "less"]


@pytest.mark.parametrize(
    "address", ["?idea=nothing", "?idea=hip-movement&step=99", "?idea=hip-movement&step=x"]
)
def test_a_strange_step_still_shows_a_page(client: Client, address: str) -> None:
    assert client.get(f"/connection/{address}").status_code == 200


def test_ones_own_hips_are_told_and_stay_out_of_addresses(guest: Visitor) -> None:
    run = guest.with_check()
    run.measurements = HIPS
    run.save()
    page = guest.get("/connection/?idea=hip-movement&step=4").content.decode()
    assert "turned inwards 22°" in page
    assert "near your own, not exact" in page
    assert 'name="hip" min="0" max="30" step="1" value="15"' in page
    assert 'method="post"' in page.split('class="connection__ask"')[1].split(">")[0]
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert "hip=" not in address
    sized = guest.post(
        "/connection/",
        {"task": "turn", "hip": "15", "own": "1", "height": "164", "weight": "61", "sex": "female"},
    ).content.decode()
    for address in re.findall(r'(?:href|action)="([^"]*)"', sized):
        assert "hip=" not in address


def test_without_a_test_the_story_uses_its_own_number(guest: Visitor) -> None:
    guest.with_check()
    page = guest.get("/connection/?idea=hip-movement&step=4").content.decode()
    assert "On your test" not in page
    assert 'step="1" value="15"' in page


def test_a_test_whose_tries_did_not_agree_is_not_told(guest: Visitor) -> None:
    run = guest.with_check()
    run.measurements = {"hip-rotation": {**HIPS["hip-rotation"], "trials-agree": "no"}}
    run.save()
    assert "On your test" not in guest.get("/connection/?idea=hip-movement&step=4").content.decode()


def test_an_old_check_is_not_told(guest: Visitor) -> None:
    run = guest.with_check()
    run.measurements, run.rules_version = HIPS, "2020.1"
    run.save()
    assert "On your test" not in guest.get("/connection/?idea=hip-movement&step=4").content.decode()


def test_the_first_step_tells_what_ones_own_answers_say(guest: Visitor) -> None:
    guest.with_check()
    first = guest.get("/connection/?idea=hip-movement").content.decode()
    assert "Your answers" in first
    assert "Your answers" not in guest.get("/connection/?idea=hip-movement&step=2").content.decode()


def test_a_stranger_is_told_nothing_of_answers(client: Client) -> None:
    assert "Your answers" not in client.get("/connection/?idea=hip-movement").content.decode()
