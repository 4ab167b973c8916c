"""What is asked after the ideas: it tailors the programme, and may make the result stricter."""

from typing import Any

from loadshare.server.check import checking
from loadshare.server.check.question_form import SKIP
from loadshare.server.records.models import Check
from tests.server.cast import Visitor, example_answers, number_of

LIMITS = f"/programme/wishes/{number_of('limits')}/"
WISHES = f"/programme/wishes/{number_of('goal')}/"
WANTS = {"days-per-week": "3", "session-minutes": "15", "activity-level": "some"}


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


def young_and_sore_bending_back(guest: Visitor) -> Check:
    """A tired bone is thought of where there is much sport; that is asked with the wishes."""
    changes = {"pain-new": "different", "pain-course": "same", "age-first-pain": 18}
    run = guest.start()
    given = example_answers("desk-worker", age=19, limit_bending_back="yes", worse_impact="no", **changes)
    run.answers = {name: value for name, value in given.items() if name not in {"goal", "activity-level"}}
    run.save()
    guest.post("/check/finish/")
    run.refresh_from_db()
    assert run.level in {"C", "C+"}
    return run


def test_an_answer_given_then_can_make_the_level_stricter_and_never_calmer(guest: Visitor) -> None:
    run = young_and_sore_bending_back(guest)
    guest.post(WISHES, {**WANTS, "goal": "sport"})
    run.refresh_from_db()
    assert run.level == "D"
    assert "bending-back-young" in {reason["item"] for reason in run.result["safety"]["reasons"]}
    guest.post(WISHES, {**WANTS, "goal": "walk-further"})
    run.refresh_from_db()
    assert run.level == "D"


def test_a_level_that_rises_by_it_is_seen_at_once(guest: Visitor) -> None:
    young_and_sore_bending_back(guest)
    answer = guest.post(WISHES, {**WANTS, "goal": "sport"})
    assert answer["Location"] == "/result/"
    page = guest.get("/result/", follow=True).content.decode()
    assert "Book a physiotherapist or your GP within two weeks." in page


def test_what_a_calmer_answer_leaves_out_counts_all_the_same(guest: Visitor) -> None:
    run = young_and_sore_bending_back(guest)
    checking.keep_wishes(run, {"goal": "sport"})
    assert run.level == "D"
    checking.keep_wishes(run, {"goal": "walk-further", "limit-wrist": "yes"})
    run.refresh_from_db()
    assert run.level == "D"
    assert "limit-wrist" in {fact for one in run.result["filters"] for fact in one["because"]}


def test_who_a_safety_rule_waits_for_is_asked_before_the_ideas(guest: Visitor) -> None:
    """Under 30 bending back may be a tired bone: nobody gets past it by wanting no programme."""
    run = guest.start()
    given = example_answers("desk-worker", age=19)
    run.answers = {name: value for name, value in given.items() if not name.startswith("limit-")}
    run.save()
    assert guest.post("/check/finish/")["Location"] == f"/check/{number_of('limits')}/"
    assert f'name="{SKIP}"' not in guest.get(f"/check/{number_of('limits')}/").content.decode()


def test_it_counts_beside_a_result_of_older_rules_too(guest: Visitor) -> None:
    run = finished_without_limits(guest)
    run.rules_version = "2026.2"
    run.save()
    guest.post(LIMITS, {"limit-knee": "yes"})
    run.refresh_from_db()
    assert "limit-knee" in {fact for one in run.result["filters"] for fact in one["because"]}
    assert run.rules_version == "2026.2"


def test_a_full_look_back_keeps_what_limits_somebody(guest: Visitor) -> None:
    run = guest.with_check("desk-worker", limit_knee="yes")
    again = checking.begin_review(guest.person, run)
    assert again.answers["limit-knee"] == "yes"
