"""The page and the sliders' answer: right numbers, right direction, and nothing personal in an address."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body.daily import table
from loadshare.body.daily.asked import DAILY, Asked
from loadshare.knowledge import load_knowledge
from loadshare.server.connection.asking import read_asked
from loadshare.server.connection.presenter import SliderAnswer
from tests.knowledge.test_words import FORBIDDEN
from tests.server.cast import Visitor

pytestmark = pytest.mark.django_db
SIZE = {"height": "164", "weight": "61", "sex": "female"}


def words_of(page: bytes) -> str:
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", page.decode(), flags=re.S).split())


@pytest.mark.parametrize("task", DAILY)
def test_every_task_has_a_page_with_its_numbers(client: Client, task: str) -> None:
    page = client.get("/connection/", {"task": task, "hip": "20", "glutes": "30"})
    assert page.status_code == 200
    for number in SliderAnswer(Asked(task=task, hip=20, glutes=30)).numbers:
        assert number.value in page.content.decode()
        assert f"range {number.band}" in words_of(page.content)


def test_the_answer_is_the_tables(client: Client) -> None:
    answer = client.get("/connection/answer.json", {"task": "sit", "hip": "40"}).json()
    assert answer["exact"]["lumbar_deg"] == pytest.approx(
        table.look_up(Asked(task="sit", hip=40)).numbers["lumbar_deg"], abs=0.01
    )
    assert answer["address"] == "?task=sit&hip=40&glutes=0&side=both"


def test_stiffer_hips_bend_the_low_back_more_and_do_not_press_it_more(client: Client) -> None:
    none, some, much = (
        client.get("/connection/answer.json", {"task": "bend", "hip": str(hip)}).json() for hip in (0, 20, 40)
    )
    assert none["exact"]["lumbar_deg"] < some["exact"]["lumbar_deg"] < much["exact"]["lumbar_deg"]
    assert none["exact"]["passive_nm"] < some["exact"]["passive_nm"] < much["exact"]["passive_nm"]
    assert much["exact"]["back_n"] < none["exact"]["back_n"]
    assert "not pressed more" in " ".join(much["against"])


def test_less_strong_glutes_press_the_hip_more_and_the_back_the_same(client: Client) -> None:
    none, much = (
        client.get("/connection/answer.json", {"task": "one-leg", "glutes": str(g)}).json() for g in (0, 60)
    )
    assert much["exact"]["hip_bw"] > none["exact"]["hip_bw"]
    assert much["exact"]["back_n"] == pytest.approx(none["exact"]["back_n"], rel=0.01)
    assert "does not show that here" in " ".join(much["against"])
    assert "hip itself is pressed more" in " ".join(much["against"])


def test_a_small_number_is_not_blown_up_by_a_percentage(client: Client) -> None:
    answer = client.get("/connection/answer.json", {"task": "sit", "hip": "40"}).json()
    assert "in place of 0.2" in answer["headline"]
    assert answer["numbers"]["hip"]["says"] == "It was 0.2 with both sliders at zero."


def test_at_zero_nothing_is_claimed(client: Client) -> None:
    answer = client.get("/connection/answer.json", {"task": "bend"}).json()
    assert "zero" in answer["headline"]
    assert not any(muscle["change"] for muscle in answer["muscles"])


@pytest.mark.parametrize(
    ("sent", "field", "kept"),
    [
        ({"hip": "90"}, "hip", 'value="40"'),
        ({"task": "push-off", "hip": "21"}, "hip", 'max="20" step="1" value="20"'),
        ({"hip": "-3"}, "hip", 'value="0"'),
        ({"hip": "nan"}, "hip", 'value="0"'),
        ({"glutes": "strong"}, "glutes", 'value="0"'),
        ({"task": "fly"}, "task", 'value="bend" checked'),
        ({"side": "middle"}, "side", 'value="both" checked'),
    ],
)
def test_bad_input_is_put_right_and_explained_at_the_field(
    client: Client, sent: dict[str, str], field: str, kept: str
) -> None:
    page = client.get("/connection/", sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<a href="#{field}">' in text
    assert f'id="{field}"' in text
    assert kept in text
    answer = client.get("/connection/answer.json", sent)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}


@settings(max_examples=60)
@given(
    given_=st.dictionaries(
        st.sampled_from(["task", "hip", "glutes", "side", "height", "weight", "sex"]), st.text()
    )
)
def test_any_input_gives_a_question(given_: dict[str, str]) -> None:
    asked, _ = read_asked(given_)
    assert asked.task in DAILY
    assert 0 <= asked.hip <= 40
    assert 0 <= asked.glutes <= 60


def test_a_size_changes_the_numbers_and_stands_in_no_address(client: Client) -> None:
    plain = client.get("/connection/", {"task": "lift"})
    page = client.post("/connection/", {"task": "lift", "hip": "10", **SIZE})
    text = page.content.decode()
    assert "times your body weight" in text
    assert plain.content != page.content
    for address in re.findall(r'(?:href|action)="([^"]*)"', text):
        assert "61" not in address
        assert "164" not in address
        assert not re.search("height|weight|sex", address.split("?")[-1]) or "?" not in address
    assert 'method="post"' in text.split('class="connection__ask"')[1].split(">")[0]


def test_a_size_in_an_address_is_not_read(client: Client) -> None:
    with_size = client.get("/connection/answer.json", {"task": "lift", **SIZE}).json()
    assert with_size["exact"] == client.get("/connection/answer.json", {"task": "lift"}).json()["exact"]


def test_a_size_is_answered_to_a_post(client: Client) -> None:
    own = client.post("/connection/answer.json", {"task": "bend", **SIZE}).json()
    adult = client.get("/connection/answer.json", {"task": "bend"}).json()
    assert own["exact"]["back_n"] < adult["exact"]["back_n"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"height": "50"}, "height"),
        ({"weight": ""}, "weight"),
        ({"sex": ""}, "sex"),
        ({"weight": "160"}, "weight"),
    ],
)
def test_a_size_that_cannot_be_is_explained(client: Client, change: dict[str, str], field: str) -> None:
    sent = {"task": "bend", **SIZE, **change}
    text = client.post("/connection/", sent).content.decode()
    assert f'<a href="#{field}">' in text
    assert f'value="{sent["height"]}"' in text


def test_nothing_is_stored(guest: Visitor) -> None:
    guest.post("/connection/", {"task": "bend", **SIZE})
    assert dict(guest.client.session) == {}


@pytest.mark.parametrize("task", DAILY)
@pytest.mark.parametrize(("hip", "glutes"), [(0, 0), (40, 0), (0, 60), (25, 35)])
def test_words_we_never_use(task: str, hip: float, glutes: float) -> None:
    answer = SliderAnswer(Asked(task=task, hip=hip, glutes=glutes))
    said = [answer.headline, answer.task_words, *answer.against, *(n.says for n in answer.numbers)]
    for line in said:
        assert FORBIDDEN.search(line) is None
        assert "!" not in line
        assert "-0" not in line


def test_an_idea_leads_here_from_the_explanation(guest: Visitor) -> None:
    guest.with_check()
    page = guest.get("/result/ideas/").content.decode()
    for idea in load_knowledge().mechanisms:
        assert f"/connection/?idea={idea}" in page


def test_every_number_has_its_own_proof_and_its_range(client: Client) -> None:
    answer = SliderAnswer(Asked(task="bend", hip=20, glutes=30))
    proofs = {number.id: number.evidence for number in answer.numbers}
    assert {name: proof.readout for name, proof in proofs.items()} == {
        "back": "low-back-press",
        "hip": "hip-press",
        "lumbar": "low-back-bend",
        "passive": "low-back-tissue",
    }
    page = words_of(client.get("/connection/", {"task": "bend", "hip": "20", "glutes": "30"}).content)
    for proof in proofs.values():
        assert proof.verdict in page
        assert all(source.read for source in proof.sources)
    for muscle in answer.muscles:
        assert muscle.low <= muscle.percent <= muscle.high
        assert muscle.band in page


def test_what_stands_around_a_task_is_what_the_model_means() -> None:
    from loadshare.body.tasks import TASKS

    stair = next(prop for prop in DAILY["step"].props if prop.kind == "stair")
    assert stair.height == TASKS["stair"].settings["step_m"].default
    assert [prop.kind for prop in DAILY["sit"].props] == ["seat"]
    assert [prop.kind for prop in DAILY["lift"].props] == ["crate"]


@pytest.mark.parametrize("task", DAILY)
@pytest.mark.parametrize(("hip", "glutes"), [(10, 0), (40, 0), (0, 60), (30, 40)])
def test_the_shift_is_the_one_that_the_bar_shows(task: str, hip: float, glutes: float) -> None:
    answer = SliderAnswer(Asked(task=task, hip=hip, glutes=glutes))
    was, now = (one.numbers["hips_pct"] for one in (answer.change.before, answer.now))
    assert answer.bars[0].before_pct == pytest.approx(was, abs=0.01)
    assert f"{now:.0f} of 100" in answer.shift
    assert f"{was:.0f} before" in answer.shift
    way = "Hardly" if abs(now - was) < 2 else "on the low back" if now < was else "on the hips"
    assert way in answer.shift


def test_nothing_shifted_while_both_sliders_stand_at_zero() -> None:
    answer = SliderAnswer(Asked(task="bend"))
    assert answer.shift == "Move a slider, and see whether the load shifts."
    assert [bar.before_pct for bar in answer.bars] == [None, None]
