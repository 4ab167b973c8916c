"""One page about one person, on a screen and on paper: what is shared, who made it, and nothing beside it."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loadshare.interop.paper import Record
from loadshare.knowledge import load_knowledge
from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.presenters import summary
from tests.interop.test_paper import pages_in
from tests.server.cast import Visitor, example_answers
from tests.server.clinic.practice import page_of, practitioner, shares, text_of
from tests.server.clinic.test_person import scored
from tests.support.clock import today

pytestmark = pytest.mark.django_db
TITLES = {
    "answers": "What the answers fit",
    "measurements": "Home tests",
    "programme": "Pain and sessions, week by week",
    "scores": "Scores",
}
MOST_QUERIES = 28


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


def summary_of(person: Visitor) -> str:
    return f"{page_of(person)}summary/"


def paper_of(person: Visitor) -> str:
    return f"{page_of(person)}summary.pdf"


def did(person: Visitor, days_ago: int) -> None:
    stored = person.person.programmes.get(is_current=True)
    on = today() - dt.timedelta(days=days_ago)
    person.person.sessions.create(programme=stored, client_id=uuid4(), on=on, pain_before=3, pain_after=2)


@pytest.fixture
def sam(alice: Visitor) -> Visitor:
    """Somebody with something in every part."""
    run = alice.start()
    run.answers = example_answers("desk-worker")
    run.measurements = {"hip-rotation": {"internal": {"left": 12, "right": 14}}}
    run.save()
    alice.post("/check/finish/")
    alice.post("/programme/build/")
    scored(alice)
    for back, pain in ((0, 2), (7, 5), (14, 6)):
        alice.person.pain_entries.create(on=today() - dt.timedelta(days=back), pain=pain)
        did(alice, back)
    return alice


def test_it_tells_each_part_with_its_numbers_and_who_made_it(sam: Visitor, mary: Visitor) -> None:
    shares(sam, mary)
    page = text_of(mary, summary_of(sam))
    for title in TITLES.values():
        assert f"<h2>{title}</h2>" in page
    assert "Made by Mary, Hill Road on" in page
    assert "Self-management education, not a diagnosis." in page
    assert "Not shared" not in page
    assert "12, " in page
    assert "4, " in page
    assert "A change counts from" in page, "a measurement with its error"
    assert " to " in page
    assert page.count("Changed in the programme this week") == 1


@pytest.mark.parametrize("part", TITLES)
def test_it_tells_no_part_that_is_not_shared(sam: Visitor, mary: Visitor, part: str) -> None:
    row = shares(sam, mary, parts=[one for one in TITLES if one != part])
    page = text_of(mary, summary_of(sam))
    assert f"<h2>{TITLES[part]}</h2>" not in page
    assert "Not shared, so not here:" in page
    sam.post(f"/sharing/{row.pk}/stop/")
    assert mary.get(summary_of(sam)).status_code == mary.get(paper_of(sam)).status_code == 404


def test_a_look_at_it_is_a_look_at_every_part_it_tells(sam: Visitor, mary: Visitor) -> None:
    shares(sam, mary, parts=["scores", "programme"])
    mary.get(summary_of(sam))
    mary.get(paper_of(sam))
    seen = AuditEvent.objects.filter(event=Event.PERSON_VIEWED).values_list("section", "count")
    assert sorted(seen) == [("level", 2), ("programme", 2), ("scores", 2)]


def test_why_the_rules_changed_something_needs_the_answers(sam: Visitor, mary: Visitor) -> None:
    stored = sam.person.programmes.get(is_current=True)
    told = {"exercise": "bird-dog", "text": "Bird dog leaves: your wrist hurts when you lean on it."}
    stored.content = {**stored.content, "changes": [told]}
    stored.save()
    shares(sam, mary, parts=["programme"])
    assert "your wrist hurts" not in text_of(mary, summary_of(sam))
    shares(sam, mary, parts=["programme", "answers"])
    assert "your wrist hurts" in text_of(mary, summary_of(sam))


def test_the_paper_is_one_tagged_page(sam: Visitor, mary: Visitor) -> None:
    shares(sam, mary)
    response = mary.get(paper_of(sam))
    assert response["Content-Type"] == "application/pdf"
    assert sam.name not in response["Content-Disposition"], "a name would stand in the list of downloads"
    assert pages_in(response.content) == 1
    assert b"/StructTreeRoot" in response.content or b"pdfuaid" in response.content


def test_with_much_to_tell_it_stays_one_page_and_says_what_is_left_out(sam: Visitor, mary: Visitor) -> None:
    run = sam.person.checks.exclude(finished_at=None).get()
    run.measurements |= {
        "bridge-count": {"count": 12},
        "chair-stands": {"count": 9},
        "sitting-time": {"time": 7200},
        "walking": {"cadence": 100},
        "forward-bend": {"hip-share": 55},
    }
    run.save()
    for measure in load_knowledge().outcomes.values():
        for back, value in ((30, measure.most), (1, measure.least)):
            sam.person.scores.create(
                outcome=measure.id, on=today() - dt.timedelta(days=back), value=value, origin="answered"
            )
    stored = sam.person.programmes.get(is_current=True)
    told = {"exercise": "bird-dog", "text": "Bird dog goes to 3 sets of 10, because it was easy twice. " * 2}
    stored.content = {**stored.content, "changes": [told] * 9}
    stored.save()
    shares(sam, mary)
    page = text_of(mary, summary_of(sam))
    assert page.count("more in Loadshare.") >= 2
    assert pages_in(mary.get(paper_of(sam)).content) == 1


def test_with_nothing_yet_it_says_so(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    page = text_of(mary, summary_of(alice))
    assert "No check is finished yet." in page
    assert "Nothing is noted here yet." in page
    assert pages_in(mary.get(paper_of(alice)).content) == 1


def test_where_help_comes_first_it_argues_no_idea(alice: Visitor, mary: Visitor) -> None:
    alice.with_emergency()
    shares(alice, mary)
    page = text_of(mary, summary_of(alice))
    assert "Emergency: the person was told to call for help at once." in page
    assert '<th scope="col">Speaks for it' not in page


def test_it_asks_no_more_for_more_days(sam: Visitor, mary: Visitor) -> None:
    shares(sam, mary)
    mary.get(summary_of(sam))
    counts = []
    for back in (21, 28):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert mary.get(summary_of(sam)).status_code == 200
        counts.append(len(asked))
        did(sam, back)
        sam.person.pain_entries.create(on=today() - dt.timedelta(days=back), pain=4)
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_calm_check_does_not_hide_a_red_flag_that_stands(
    alice: Visitor, mary: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Level E one day, a calm check the next, and "I was checked" never said: the programme stays shut."""
    alice.with_emergency()
    assert alice.with_check().level == "C"
    shares(alice, mary)
    assert "A red flag stands" in text_of(mary)
    for address in (summary_of(alice), page_of(alice)):
        page = text_of(mary, address)
        assert "A red flag stands, last said on" in page
        assert page.index("level E. The person was told to be seen first") < page.index("newest check")
        assert "Go on with care" not in page
    printed: list[Record] = []

    def keep(record: Record, **_: object) -> bytes:
        printed.append(record)
        return b"%PDF"

    monkeypatch.setattr(summary, "print_record", keep)
    assert mary.get(paper_of(alice)).status_code == 200
    assert printed[0].subtitle.startswith("A red flag stands")
    assert "Go on with care" not in printed[0].subtitle
    alice.person.checks.all().delete()
    assert "A red flag stands" in text_of(mary, summary_of(alice)), "checks can go; the lock stays"


def test_a_check_that_is_not_finished_and_asks_to_be_seen_is_told(alice: Visitor, mary: Visitor) -> None:
    alice.with_check()
    alice.start()
    alice.person.checks.filter(finished_at=None).update(answers=example_answers("desk-worker", fever="yes"))
    shares(alice, mary)
    page = text_of(mary, summary_of(alice))
    assert "A check that is not finished says to be seen first." in page
    assert "Go on with care" not in page
