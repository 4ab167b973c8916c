"""One person, part by part: what is shared is shown as they read it, and nothing beside it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from loadshare.knowledge import load_knowledge
from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.sections import OPENED
from loadshare.server.records.models import Check, OutcomeScore, SafetyLock
from tests.server.cast import Visitor, example_answers
from tests.server.clinic.practice import page_of, practitioner, shares
from tests.support.clock import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary")


def part_of(person: Visitor, name: str) -> str:
    return f"{page_of(person)}part/{name}/"


def text_of(visitor: Visitor, address: str) -> str:
    return " ".join(visitor.get(address).content.decode().split())


def scored(person: Visitor) -> None:
    for back, value in ((40, 12.0), (0, 4.0)):
        OutcomeScore.objects.create(
            person=person.person,
            outcome="roland-morris",
            on=today() - dt.timedelta(days=back),
            value=value,
            origin="answered",
        )


def test_each_part_shows_its_own(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    alice.post("/today/pain/", {"pain": "4"})
    scored(alice)
    shares(alice, mary)
    assert "Speaks for it" in text_of(mary, part_of(alice, "answers"))
    week = text_of(mary, part_of(alice, "programme"))
    assert "This week’s exercises" in week
    assert "4" in week
    assert "Nothing is noted here yet." in text_of(mary, part_of(alice, "measurements"))
    scores = text_of(mary, part_of(alice, "scores"))
    assert "12" in scores
    assert "The numbers" in scores


def test_a_part_that_is_not_shared_is_404_and_is_said_to_be_not_shared(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary, parts=["scores"])
    for part in OPENED:
        expected = 200 if part == "scores" else 404
        assert mary.get(part_of(alice, part)).status_code == expected
    page = text_of(mary, page_of(alice))
    assert page.count("not shared") == len(OPENED) - 1
    assert mary.get(part_of(alice, "level")).status_code == 404
    assert mary.get(part_of(alice, "nothing")).status_code == 404


def test_every_part_that_was_looked_at_is_written_down_by_itself(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    mary.get(part_of(alice, "answers"))
    mary.get(part_of(alice, "scores"))
    seen = AuditEvent.objects.filter(event=Event.PERSON_VIEWED).values_list("section", flat=True)
    assert sorted(seen) == ["answers", "level", "scores"]


def test_where_help_comes_first_no_idea_is_argued(alice: Visitor, mary: Visitor) -> None:
    alice.with_emergency()
    shares(alice, mary)
    page = text_of(mary, part_of(alice, "answers"))
    assert "help comes first" in page
    assert "Speaks for it" not in page
    assert "Emergency: the person was told to call for help at once." in text_of(mary, page_of(alice))


def test_pain_of_the_scores_stays_out_of_the_sessions_where_scores_are_not_shared(
    alice: Visitor, mary: Visitor
) -> None:
    alice.with_programme()
    for item in ("now", "average", "worst"):
        OutcomeScore.objects.create(
            person=alice.person, outcome="pain", item=item, on=today(), value=9.0, origin="answered"
        )
    row = shares(alice, mary, parts=["programme"])
    assert "Average" not in text_of(mary, part_of(alice, "programme"))
    alice.post(f"/sharing/{row.pk}/stop/")
    assert mary.get(part_of(alice, "programme")).status_code == 404


def test_health_in_general_is_read_only_where_scores_are_shared(alice: Visitor, mary: Visitor) -> None:
    """Not with the sessions, not with the answers, and not in the list of people."""
    said, parts = "Your health in general: bad, in your own view.", ("programme", "measurements", "answers")
    alice.with_programme()
    alice.post("/progress/questions/1/", {"choice": "bad"})
    assert alice.person.scores.get().outcome == "general-health"
    row = shares(alice, mary, parts=parts)
    for address in (page_of(alice), "/clinic/", *(part_of(alice, part) for part in parts)):
        assert "health in general" not in text_of(mary, address)
    assert mary.get(part_of(alice, "scores")).status_code == 404
    alice.post(f"/sharing/{row.pk}/stop/")
    shares(alice, mary, parts=["scores"])
    assert said in text_of(mary, part_of(alice, "scores"))


def test_reasons_a_measurement_gave_stay_out_where_measurements_are_not_shared(
    alice: Visitor, mary: Visitor
) -> None:
    run = alice.start()
    run.answers = example_answers("desk-worker")
    run.measurements = {"hip-rotation": {"internal": {"left": 12, "right": 14}}}
    run.save()
    alice.post("/check/finish/")
    shares(alice, mary, parts=["answers"])
    alone = text_of(mary, part_of(alice, "answers"))
    shares(alice, mary)
    measured = "hip turns inwards less than we expect"
    assert measured in text_of(mary, part_of(alice, "answers"))
    assert "Speaks for it" in alone
    assert measured not in alone


@pytest.mark.parametrize("address", ["part/answers/", "summary/", "/sharing/sheet/", "/result/ideas/"])
def test_no_idea_is_told_while_a_red_flag_stands(alice: Visitor, mary: Visitor, address: str) -> None:
    """A calm check lifts no lock, so no page reads as if the ideas were what matters now."""
    alice.with_emergency()
    alice.with_check()
    shares(alice, mary)
    names = [escape(idea.name) for idea in load_knowledge().mechanisms.values()]

    def told() -> bool:
        is_own = address.startswith("/")
        page = text_of(alice, address) if is_own else text_of(mary, page_of(alice) + address)
        return any(name in page for name in names)

    assert not told()
    SafetyLock.objects.update(checked_on=today())
    assert told()


def test_a_look_at_the_summary_is_a_look_at_the_level(alice: Visitor, mary: Visitor) -> None:
    alice.with_check()
    shares(alice, mary)
    mary.get(page_of(alice))
    Check.objects.exclude(finished_at=None).update(level="D")
    assert "The level went from C to D" in text_of(mary, "/clinic/")
    mary.get(f"{page_of(alice)}summary/")
    assert "The level went from" not in text_of(mary, "/clinic/")


MOST_QUERIES = {
    "": 15,
    "part/answers/": 7,
    "part/programme/": 13,
    "part/measurements/": 8,
    "part/scores/": 7,
    "summary/": 23,
    "messages/": 7,
    "programme/": 12,
}
"""Of each page of one person, looked at for a second time."""


def test_no_page_of_one_person_asks_much_or_more_for_more_days(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    scored(alice)
    row = shares(alice, mary)
    counts: list[dict[str, int]] = []
    for back in (3, 4):
        alice.person.pain_entries.create(on=today() - dt.timedelta(days=back), pain=4)
        alice.post(f"/sharing/{row.pk}/messages/", {"text": f"Day {back}"})
        found = {}
        for page in MOST_QUERIES:
            address = f"{page_of(alice)}{page}"
            mary.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert mary.get(address).status_code == 200
            found[page] = len(asked)
        counts.append(found)
    assert counts[0] == counts[1]
    assert {page: n for page, n in counts[0].items() if n > MOST_QUERIES[page]} == {}
