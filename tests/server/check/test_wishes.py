"""What is asked after the ideas: it tailors the programme, and may make the result stricter."""

from typing import Any

from loadshare.server.records.models import Check
from tests.server.cast import Visitor, example_answers, number_of

LIMITS = f"/programme/wishes/{number_of('limits')}/"


def finished_without_limits(guest: Visitor, **changes: Any) -> Check:
    run = guest.start()
    given = example_answers("desk-worker", **changes)
    run.answers = {name: value for name, value in given.items() if not name.startswith("limit-")}
    run.save()
    guest.post("/check/finish/")
    run.refresh_from_db()
    return run


def test_what_limits_somebody_is_asked_after_the_ideas(guest: Visitor) -> None:
    run = finished_without_limits(guest)
    assert guest.post("/programme/build/")["Location"] == LIMITS
    guest.post(LIMITS, {"limit-knee": "yes"})
    run.refresh_from_db()
    assert run.answers["limit-knee"] == "yes"
    assert "limit-knee" in {fact for one in run.result["filters"] for fact in one["because"]}


def test_an_answer_given_then_can_make_the_level_stricter_and_never_calmer(guest: Visitor) -> None:
    """A young athlete whose back hurts on bending backwards hears of it, though that is asked late."""
    changes = {"goal": "sport", "pain-new": "different", "pain-course": "same", "age-first-pain": 18}
    run = finished_without_limits(guest, age=19, **changes)
    assert run.level in {"C", "C+"}
    guest.post(LIMITS, {"limit-bending-back": "yes"})
    run.refresh_from_db()
    assert run.level == "D"
    assert "bending-back-young" in {reason["item"] for reason in run.result["safety"]["reasons"]}
    guest.post(LIMITS, {"none-of-these": "1"})
    run.refresh_from_db()
    assert run.level == "D"
