"""Is it working: measures at their weeks, counted as their authors count, and scores given elsewhere."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.knowledge import load_knowledge
from loadshare.server.progress import outcomes
from loadshare.server.records.models import OutcomeScore
from tests.server.cast import Visitor
from tests.support.clock import later

KNOWLEDGE = load_knowledge()
PAIN = {"now": "4", "average": "5", "worst": "7"}
OWN = {"words-1": "put on socks", "rating-1": "4", "words-2": "sit in a car", "rating-2": "6"}


def page_of(outcome: str) -> str:
    return f"/progress/questions/{list(KNOWLEDGE.outcomes).index(outcome) + 1}/"


def ticks(count: int) -> list[str]:
    return [item.id for item in KNOWLEDGE.outcomes["roland-morris"].items[:count]]


def fill_in(visitor: Visitor, *, average: int, ticked: int, ratings: tuple[int, int]) -> None:
    visitor.post(page_of("pain"), {**PAIN, "average": str(average)})
    visitor.post(page_of("roland-morris"), {"ticks": ticks(ticked)})
    own = {**OWN, "rating-1": str(ratings[0]), "rating-2": str(ratings[1])}
    visitor.post(page_of("psfs"), own)


def values(visitor: Visitor) -> dict[str, float]:
    return {f"{s.outcome}{'/' + s.item if s.item else ''}": s.value for s in visitor.person.scores.all()}


def test_week_0_is_offered_with_the_first_programme_and_can_be_left_out(guest: Visitor) -> None:
    guest.with_programme()
    assert "Answer them now" in guest.get("/programme/").content.decode()
    assert "three minutes" in guest.get("/today/").content.decode()
    page = guest.get("/progress/questions/").content.decode()
    assert "Where you start" in page
    assert "All in all" not in page
    guest.post("/progress/questions/later/")
    assert "three minutes" not in guest.get("/today/").content.decode()
    assert "Answer them now" not in guest.get("/programme/").content.decode()


def test_each_measure_leads_to_the_next_and_the_last_to_progress(guest: Visitor) -> None:
    guest.with_programme()
    address = guest.get("/progress/questions/").content.decode()
    assert f'href="{page_of("general-health")}"' in address
    seen = []
    for name, data in (
        ("general-health", {"choice": "fair"}),
        ("pain", PAIN),
        ("psfs", OWN),
        ("roland-morris", {"ticks": ticks(6)}),
    ):
        seen.append(guest.post(page_of(name), data)["Location"])
    assert seen[-1] == "/progress/"
    assert values(guest) == {
        "general-health": 3, "pain/now": 4, "pain/average": 5, "pain/worst": 7, "roland-morris": 6,
        "psfs/put on socks; sit in a car": 5,
    }  # fmt: skip
    assert [a.words for a in guest.person.activities.all()] == ["put on socks", "sit in a car"]


def test_the_list_keeps_its_authors_words(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get(page_of("roland-morris")).content.decode()
    for item in KNOWLEDGE.outcomes["roland-morris"].items:
        assert item.text in page
    assert page.count('type="checkbox"') == 24
    assert 'type="radio"' not in page


def test_nothing_ticked_is_a_score_of_nought(guest: Visitor) -> None:
    guest.with_programme()
    guest.post(page_of("roland-morris"), {})
    assert values(guest) == {"roland-morris": 0}


def test_sending_twice_keeps_one_score(guest: Visitor) -> None:
    guest.with_programme()
    for _ in range(2):
        guest.post(page_of("pain"), PAIN)
    assert guest.person.scores.count() == 3


def test_a_measure_that_is_not_due_is_not_asked(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.get(page_of("global-change")).status_code == 302
    with later(days=20):
        assert "Nothing to fill in now" in guest.get("/progress/questions/").content.decode()
        assert guest.post(page_of("pain"), PAIN)["Location"] == "/progress/"
    assert not OutcomeScore.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("pain", {**PAIN, "worst": ""}, "Choose a number for"),
        ("pain", {**PAIN, "worst": "11"}, "Select a valid choice"),
        ("psfs", {"words-1": "put on socks"}, "needs its words and its number"),
        ("psfs", {"rating-1": "4"}, "needs its words and its number"),
        ("psfs", {}, "at least one activity"),
        ("psfs", {"words-1": "walk", "rating-1": "4", "words-2": "walk ", "rating-2": "5"}, "asked once"),
        ("roland-morris", {"ticks": ["dance"]}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    guest: Visitor, name: str, data: dict[str, str], words: str
) -> None:
    guest.with_programme()
    assert words in guest.post(page_of(name), data).content.decode()
    assert not OutcomeScore.objects.exists()


def test_the_same_activities_are_asked_again(guest: Visitor) -> None:
    guest.with_programme()
    guest.post(page_of("psfs"), OWN)
    with later(days=28):
        page = guest.get(page_of("psfs")).content.decode()
        assert "Put on socks" in page
        assert "words-3" not in page
        assert "Choose a number" in guest.post(page_of("psfs"), {"rating-1": "7"}).content.decode()
        guest.post(page_of("psfs"), {"rating-1": "7", "rating-2": "8"})
    assert [score.value for score in guest.person.scores.all()] == [5, 7.5]


def test_pain_that_went_up_leads_with_what_to_do(guest: Visitor) -> None:
    guest.with_programme()
    fill_in(guest, average=3, ticked=10, ratings=(4, 6))
    with later(days=28):
        fill_in(guest, average=7, ticked=10, ratings=(4, 6))
        page = guest.get("/progress/").content.decode()
    assert "Your pain is up, from 3 to 7" in page
    assert "Getting worse is a reason to have somebody look" in page
    assert "Pain and daily life together: <b>About the same.</b>" in page


@pytest.mark.parametrize(
    ("average", "ticked", "ratings", "verdict"),
    [
        (3, 4, (6, 6), "Better."),
        (5, 10, (4, 6), "About the same."),
        (3, 10, (4, 6), "About the same."),
        (8, 16, (1, 2), "Worse."),
    ],
)
def test_week_4_says_better_same_or_worse_by_the_rule(
    guest: Visitor, average: int, ticked: int, ratings: tuple[int, int], verdict: str
) -> None:
    guest.with_programme()
    fill_in(guest, average=5, ticked=10, ratings=(4, 6))
    assert "It is too early to say." in guest.get("/progress/").content.decode()
    with later(days=28):
        fill_in(guest, average=average, ticked=ticked, ratings=ratings)
        guest.post(page_of("global-change"), {"choice": "a-little-better"})
        page = guest.get("/progress/").content.decode()
    assert f"<b>{verdict}</b>" in page
    assert "go up and down by themselves" in page
    assert "a little better, in your own view" in page
    assert "trend" not in page


def test_without_a_first_pain_score_the_check_stands_for_it(guest: Visitor) -> None:
    run = guest.with_programme().made_from
    first = outcomes.scores_to_compare(scores=(), checks=[run], start=timezone.localdate())[0]
    assert first.value == run.answers["pain-average"]
    assert not guest.person.scores.exists()


def test_a_score_given_elsewhere_is_kept_with_its_date_and_giver(guest: Visitor) -> None:
    guest.with_programme()
    day = timezone.localdate() - dt.timedelta(days=30)
    data = {"measure": "oswestry", "value": "34", "on": day.isoformat(), "given_by": "my physiotherapist"}
    assert guest.post("/progress/given/", data)["Location"] == "/progress/"
    score = guest.person.scores.get()
    assert (score.value, score.on, score.origin) == (34, day, "typed")
    assert "given by my physiotherapist" in guest.get("/progress/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "101"}, "out of range"),
        ({"value": "many"}, "in digits"),
        ({"on": "2999-01-01"}, "today at the latest"),
        ({"on": "1980-01-01"}, "last twenty years"),
        ({"measure": "dance"}, "Select a valid choice"),
    ],
)
def test_a_score_that_cannot_be_is_refused(guest: Visitor, changed: dict[str, str], words: str) -> None:
    guest.with_programme()
    data = {"measure": "oswestry", "value": "34", "on": "2026-01-01", **changed}
    assert words in guest.post("/progress/given/", data).content.decode()
    assert not OutcomeScore.objects.exists()


def test_scores_belong_to_their_person(alice: Visitor, bob: Visitor, guest: Visitor) -> None:
    alice.with_programme()
    bob.with_programme()
    alice.post(page_of("psfs"), OWN)
    assert "put on socks" not in bob.get(page_of("psfs")).content.decode()
    assert not bob.person.scores.exists()
    for address in ("/progress/", "/progress/questions/", "/progress/given/", page_of("pain")):
        assert guest.get(address)["Location"] == "/"


def test_health_in_general_is_said_in_a_word_and_told_in_words(guest: Visitor) -> None:
    """One tap, kept and shown as what was said: nothing is called better or worse by a line nobody knows."""
    guest.with_programme()
    page = guest.get(page_of("general-health")).content.decode()
    assert page.count('name="choice"') == 5
    assert "How is your health in general?" in page
    assert "Select a valid choice" in guest.post(page_of("general-health"), {"choice": "x"}).content.decode()
    for week, choice in ((0, "fair"), (8, "good"), (26, "very-good")):
        with later(days=7 * week + 1):
            guest.post(page_of("general-health"), {"choice": choice})
            shown = guest.get("/progress/").content.decode()
            assert f"Your health in general: {choice.replace('-', ' ')}, in your own view." in shown
    assert 'data-chart="general-health"' in shown
    assert "<td>2</td><td>Good</td>" in shown
    assert "counts as a change" not in shown
    assert "better by an amount" not in shown
    with later(days=7 * 52):
        guest.post("/using/not-again/")
        assert guest.get(page_of("general-health"))["Location"] == "/progress/"


@pytest.mark.parametrize("outcome", ["general-health", "global-change"])
@pytest.mark.parametrize("value", [2.5, 0, 8])
def test_a_copy_with_an_answer_that_does_not_exist_is_refused(
    alice: Visitor, bob: Visitor, outcome: str, value: float
) -> None:
    """It has no words: progress could not say it."""
    alice.with_programme()
    alice.person.scores.create(outcome=outcome, on=timezone.localdate(), value=value, origin="answered")
    copy = alice.post("/data/take/").content
    page = bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)}, follow=True)
    assert "A score in this copy cannot be" in page.content.decode()
    assert not bob.person.scores.exists()
    assert bob.get("/progress/").status_code in (200, 302)


def test_an_unknown_number_is_no_page(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.get("/progress/questions/99/").status_code == 404
    assert guest.get("/progress/questions/0/").status_code == 404
