"""The weekly review: three numbers, the signs, and a next week that is made once."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings

from loadshare.care.answers import Answers
from loadshare.care.case import Case
from loadshare.care.check import run_check
from loadshare.care.facts import facts_of
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.server.audit.models import AuditEvent
from loadshare.server.check import checking, locks
from loadshare.server.programme import planning
from loadshare.server.records.models import Check, Person, Programme, SafetyLock, WeeklyReview
from loadshare.server.week import reviewing
from tests.care.draws import any_answers
from tests.server.cast import Visitor, example_answers
from tests.support.clock import later
from tests.support.people import KNOWLEDGE, programme_for
from tests.support.programme_rules import may_do, named_in

SAID = {"pain_average": "3", "confidence": "7", "activity_words": "put on socks", "activity": "5"}
REPLACED_HIP = {"hip_replacement": "yes", "hip_replacement_limits": "no"}
QUIET = {"none-of-these": "1"}


def session(visitor: Visitor, pain_after: str = "2", effort: str = "5") -> None:
    data = {"client_id": str(uuid.uuid4()), "pain_after": pain_after, "effort": effort}
    visitor.post("/session/", data)


def to_proposal(visitor: Visitor, **said: str) -> str:
    """The first two steps, and the page of the third."""
    assert visitor.post("/week/", {**SAID, **said})["Location"] == "/week/signs/"
    assert visitor.post("/week/signs/", QUIET)["Location"] == "/week/next/"
    return visitor.get("/week/next/").content.decode()


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found
    return found[1]


def sign_field(visitor: Visitor, sign: str) -> str:
    run = checking.last_check_of(visitor.person)
    assert run is not None
    signs = [found.value for part in checking.signs_again(run) for found in part.signs]
    return f"sign-{signs.index(sign)}"


def test_a_good_week_leads_to_the_next_one(guest: Visitor) -> None:
    guest.with_programme()
    for days in (0, 2, 4):
        with later(days=days):
            session(guest)
    with later(days=7):
        page = to_proposal(guest)
        assert "You did 3 sessions." in page
        assert "instead of 2 sets of 8 repetitions, because your sessions of it went well." in page
        assert "Walk: 12 minutes instead of 10, a little more each week." in page
        response = guest.post("/week/next/", {"mark": mark_of(page)}, follow=True)
        assert "Your next week is ready." in response.content.decode()
        assert "Week 2 of 6" in response.content.decode()
    weekly = WeeklyReview.objects.get()
    assert weekly.decision == "go-on"
    assert weekly.makes == guest.person.programmes.get(is_current=True)
    assert guest.person.activities.get().words == "put on socks"
    assert AuditEvent.objects.filter(event="review-settled").count() == 1


def test_what_somebody_chose_harder_is_not_told_as_sessions_that_went_well(guest: Visitor) -> None:
    stored = guest.with_programme()
    session(guest, effort="9")
    for item in planning.programme_of(stored).items:
        guest.post(f"/programme/{item.exercise}/change/", {"direction": "harder"})
    with later(days=7):
        page = to_proposal(guest)
    assert ", as you chose." in page
    assert "because your sessions of it went well" not in page


def test_sending_twice_and_going_back_change_nothing(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        mark = mark_of(to_proposal(guest))
        guest.post("/week/next/", {"mark": mark})
        assert guest.post("/week/next/", {"mark": mark})["Location"] == "/programme/"
        assert guest.post("/week/signs/", QUIET)["Location"] == "/today/"
        assert "still running" in guest.post("/week/", SAID).content.decode()
    assert Programme.objects.count() == 2
    assert AuditEvent.objects.filter(event="review-settled").count() == 1


def test_what_was_added_meanwhile_is_shown_before_it_is_accepted(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        mark = mark_of(to_proposal(guest))
        session(guest, pain_after="8", effort="9")
        page = guest.post("/week/next/", {"mark": mark}).content.decode()
        assert "so the week below is new" in page
        assert Programme.objects.count() == 1
        guest.post("/week/next/", {"mark": mark_of(page)})
    assert Programme.objects.count() == 2


def test_it_does_not_come_early(guest: Visitor) -> None:
    guest.with_programme()
    assert "still running" in guest.get("/week/").content.decode()
    assert "still running" in guest.post("/week/", SAID).content.decode()
    assert not WeeklyReview.objects.exists()


def test_two_weeks_off_step_down_and_say_so_without_shame(guest: Visitor) -> None:
    guest.with_programme()
    for days in (0, 2):
        with later(days=days):
            session(guest)
    with later(days=23):
        page = to_proposal(guest)
        assert "Welcome back." in page
        assert "step easier" in page
        guest.post("/week/next/", {"mark": mark_of(page)})
    assert WeeklyReview.objects.get().decision == "step-down"


def test_a_sign_leads_to_help_and_the_lock(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        guest.post("/week/", SAID)
        field = sign_field(guest, "saddle-numbness")
        response = guest.post("/week/signs/", {field: "yes", **QUIET})
        assert response["Location"] == "/result/"
        assert SafetyLock.objects.get(checked_on=None).level == "E"
        assert "closed for now" in guest.get("/week/next/").content.decode()
        assert "closed for now" in guest.get("/today/").content.decode()
    assert Programme.objects.count() == 1


def test_not_sure_counts_one_level_lower_and_still_locks(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        guest.post("/week/", SAID)
        guest.post("/week/signs/", {sign_field(guest, "bladder-change"): "not-sure"}, follow=True)
        run = guest.person.checks.order_by("-started_at").first()
        assert run is not None
    assert guest.person.checks.count() == 2


def test_saying_nothing_about_the_signs_is_asked_again(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        guest.post("/week/", SAID)
        assert "None of these" in guest.post("/week/signs/", {}).content.decode()
        assert guest.get("/week/next/")["Location"] == "/week/signs/"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pain_average": ""}, "Choose a number for your pain."),
        ({"confidence": "11"}, "Select a valid choice"),
        ({"activity": ""}, "or leave both empty"),
        ({"activity_words": " "}, "or leave both empty"),
    ],
)
def test_what_is_missing_is_said(guest: Visitor, changed: dict[str, str], words: str) -> None:
    guest.with_programme()
    with later(days=7):
        assert words in guest.post("/week/", {**SAID, **changed}).content.decode()
    assert not WeeklyReview.objects.exists()


def test_the_activity_may_be_left_out(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        to_proposal(guest, activity="", activity_words="")
    assert WeeklyReview.objects.get().activity is None
    assert not guest.person.activities.exists()


def test_a_change_is_taken_back(guest: Visitor) -> None:
    guest.with_programme()
    for days in (0, 2, 4):
        with later(days=days):
            session(guest)
    before = planning.programme_of(guest.person.programmes.get())
    with later(days=7):
        page = to_proposal(guest)
        data = {"mark": mark_of(page), "keep-all": "1"}
        guest.post("/week/next/", data)
    after = planning.programme_of(guest.person.programmes.get(is_current=True))
    assert after.week == 2
    walks = [max(day.walk_minutes for day in week.days) for week in (before, after)]
    assert walks[0] == walks[1]
    assert {item.exercise for item in after.items} <= {item.exercise for item in before.items}


def test_a_choice_that_is_not_offered_makes_nothing(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        mark = mark_of(to_proposal(guest))
        assert guest.post("/week/next/", {"mark": "", "change-0": "keep"}).status_code == 200
        assert "is new" in guest.post("/week/next/", {"mark": "x" * 16}).content.decode()
        assert Programme.objects.count() == 1
        guest.post("/week/next/", {"mark": mark, "change-99": "keep"})
    assert Programme.objects.count() == 2


def test_more_pain_holds_everything(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=6):
        session(guest)
    with later(days=7):
        guest.post("/week/", {**SAID, "pain_average": "9"})
        assert "higher than last week" in guest.get("/week/signs/").content.decode()
        guest.post("/week/signs/", QUIET)
        assert "nothing grows" in guest.get("/week/next/").content.decode()


def test_two_red_sessions_ask_for_somebody_and_stay_gentle(guest: Visitor) -> None:
    guest.with_programme()
    for days in (3, 5):
        with later(days=days):
            session(guest, pain_after="8", effort="8")
    with later(days=7):
        page = to_proposal(guest)
        assert "Two sessions within a week hurt too much." in page
        assert "What you were told before" in page  # on the page after the second session
        assert "Have somebody look at this" not in page
        assert "The week stays gentle" in page
        assert "Somebody has looked at it already" in page
        guest.post("/week/next/", {"mark": mark_of(page)})
        stored = guest.person.programmes.get(is_current=True)
        case = planning.case_for(stored)
    assert WeeklyReview.objects.get().gentle
    names = [item.exercise for item in planning.programme_of(stored).items]
    assert all(case.knowledge.exercises[name].gentle for name in names)
    assert case.check.safety.plan is not None


def test_after_somebody_has_looked_the_weeks_count_anew(guest: Visitor) -> None:
    guest.with_programme()
    for days in (3, 5):
        with later(days=days):
            session(guest, pain_after="8", effort="8")
    with later(days=15):
        assert "hurt too much" in to_proposal(guest)
        day = timezone.localdate().isoformat()
        assert guest.post("/week/seen/", {"checked_on": day})["Location"] == "/week/next/"
        page = guest.get("/week/next/").content.decode()
        assert "Two sessions within a week hurt too much." not in page
        tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
        guest.post("/week/seen/", {"checked_on": tomorrow})
    assert WeeklyReview.objects.get().seen_on.isoformat() == day


def test_red_sessions_that_go_on_for_two_weeks_are_said_loud(guest: Visitor) -> None:
    guest.with_programme()
    for days in (3, 5, 12, 18, 20):
        with later(days=days):
            session(guest, pain_after="8", effort="8")
    with later(days=21):
        assert "Have somebody look at this" in to_proposal(guest)


def test_what_the_check_said_is_a_reminder_in_the_first_review(guest: Visitor) -> None:
    guest.with_programme(walking_legs="both", walking_eased_by="standing-still")
    with later(days=6):
        session(guest)
    with later(days=7):
        page = to_proposal(guest)
        assert "What you were told before" in page
        assert "Have somebody look at this" not in page
        guest.post("/week/next/", {"mark": mark_of(page)})
    assert WeeklyReview.objects.get().gentle


def test_going_through_all_of_it_leads_back_to_the_week(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        guest.post("/week/", SAID)
        assert guest.post("/week/all/")["Location"] == "/check/"
        run = guest.person.checks.get(finished_at=None)
        assert "age" in run.answers
        assert "saddle-numbness" not in run.answers
        run.answers = {**checking.last_check_of(guest.person).answers}
        run.save()
        assert guest.post("/check/finish/")["Location"] == "/week/next/"
        assert "Start this week" in guest.get("/week/next/").content.decode()


def test_answers_that_allow_no_programme_shut_it_until_a_new_check(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/week/all/")
    run = guest.person.checks.get(finished_at=None)
    run.answers = example_answers("desk-worker")
    run.save()
    guest.post("/check/finish/")
    guest.person.checks.filter(pk=run.pk).update(level="D", result={"safety": {"level": "D", "plan": "none"}})
    page = guest.get("/today/").content.decode()
    assert "closed for now" in page
    assert "Start a new check" in page
    assert not guest.person.locks.exists()


def test_a_look_in_the_middle_of_the_week_changes_no_week(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.post("/week/signs/", QUIET)["Location"] == "/today/"
    assert guest.get("/week/next/")["Location"] == "/programme/"
    assert Programme.objects.count() == 1


def test_one_begun_yesterday_begins_anew(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=7):
        to_proposal(guest)
    with later(days=8):
        assert guest.get("/week/next/")["Location"] == "/week/"
        to_proposal(guest, pain_average="4")
    assert WeeklyReview.objects.get().pain_average == 4


def test_after_six_weeks_the_next_block_goes_on_where_it_ended(guest: Visitor) -> None:
    guest.with_programme()
    for week in range(6):
        for days in (0, 2, 4):
            with later(days=7 * week + days):
                session(guest)
        with later(days=7 * (week + 1)):
            last = planning.programme_of(guest.person.programmes.get(is_current=True))
            page = to_proposal(guest, pain_average="1", activity="9")
            guest.post("/week/next/", {"mark": mark_of(page)})
    now = planning.programme_of(guest.person.programmes.get(is_current=True))
    assert WeeklyReview.objects.first().decision == "new-block"
    assert now.week == 1
    assert {item.exercise for item in now.items} & {item.exercise for item in last.items}
    assert Programme.objects.count() == 7


def test_the_number_of_another_activity_is_not_compared(guest: Visitor) -> None:
    stored = guest.with_programme()
    person, today = guest.person, timezone.localdate()
    said = {"pain_average": 5, "confidence": 7, "activity": 4}
    ratings = {"put on socks": 2, "walk to the shop": 6}
    person.scores.create(outcome="psfs", on=today, value=4, origin="answered", answers={"ratings": ratings})
    before = person.programmes.create(
        made_from=stored.made_from, starts=today, week=1, is_current=False, rules_version="x", content={}
    )
    for programme, words, days in ((before, "put on socks", 7), (stored, "walk to the shop", 14)):
        reviewing.keep_said(
            person,
            programme,
            reviewing.WeekReport(activity_words=words, **said),
            today=today + dt.timedelta(days=days),
        )
    person.reviews.filter(programme=before).update(settled_at=timezone.now(), decision="go-on")
    past = reviewing.past_of(person.reviews.get(programme=stored))
    assert [one.activity for one in past] == [6, None]


def test_the_week_belongs_to_its_person(alice: Visitor, bob: Visitor, guest: Visitor) -> None:
    alice.with_programme()
    bob.with_programme()
    with later(days=7):
        mark = mark_of(to_proposal(alice))
        assert bob.post("/week/next/", {"mark": mark})["Location"] == "/week/"
        assert guest.get("/week/")["Location"] == "/"
        assert guest.post("/week/next/", {"mark": mark})["Location"] == "/"
    assert Programme.objects.count() == 2


def again_with(visitor: Visitor, **changes: object) -> HttpResponse:
    """Everything that can change, asked again and answered in the middle of a week."""
    visitor.post("/week/all/")
    run = visitor.person.checks.get(finished_at=None)
    run.answers = example_answers("desk-worker", **changes)
    run.save()
    return visitor.post("/check/finish/", follow=True)


def named_by(visitor: Visitor) -> set[str]:
    return set(named_in(planning.programme_of(visitor.person.programmes.get(is_current=True))))


def left_out_by_newest_answers(visitor: Visitor) -> set[str]:
    stored = visitor.person.programmes.get(is_current=True)
    exercises = load_knowledge().exercises.values()
    case = planning.case_for(stored, unlocked=frozenset(one.id for one in exercises if one.unlock))
    return {exercise.id for exercise in exercises if not may_do(exercise, case)}


@pytest.mark.parametrize("change", [REPLACED_HIP, {"osteoporosis": "yes"}, {"limit_bending_forward": "yes"}])
def test_new_answers_in_the_middle_of_a_week_hold_at_once(guest: Visitor, change: dict[str, str]) -> None:
    programme = planning.programme_of(guest.with_programme())
    before, done_before = named_by(guest), {(item.exercise, item.adaptations) for item in programme.items}
    page = again_with(guest, **change).content.decode()
    left_out = left_out_by_newest_answers(guest)
    assert before & left_out
    assert not named_by(guest) & left_out
    now = planning.programme_of(guest.person.programmes.get(is_current=True))
    differs = {(item.exercise, item.adaptations) for item in now.items} != done_before
    assert ("hold from now on" in page) is differs
    session_page = guest.get("/session/").content.decode()
    assert not [name for name in left_out if f'"{name}"' in session_page]


def test_a_whole_new_check_holds_before_a_programme_is_built_from_it(guest: Visitor) -> None:
    guest.with_programme()
    guest.with_check(**REPLACED_HIP)
    assert not named_by(guest) & left_out_by_newest_answers(guest)
    assert Programme.objects.count() == 1


def test_calm_answers_leave_the_week_alone(guest: Visitor) -> None:
    stored = guest.with_programme()
    page = again_with(guest).content.decode()
    assert "hold from now on" not in page
    assert Programme.objects.get().content == stored.content


def test_an_exchange_respects_the_newest_answers(guest: Visitor) -> None:
    guest.with_programme()
    again_with(guest, **REPLACED_HIP)
    left_out = left_out_by_newest_answers(guest)
    programme = planning.programme_of(guest.person.programmes.get(is_current=True))
    for item in programme.items:
        for to in left_out:
            guest.post(f"/programme/{item.exercise}/change/", {"direction": "swap", "to": to})
    assert not named_by(guest) & left_out


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(answers=any_answers(complete=True))
def test_the_gate_is_shut_wherever_answers_allow_no_programme(answers: Answers) -> None:
    found = run_check(answers=answers, knowledge=KNOWLEDGE)
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    case = Case(check=found, preferences=preferences_from(facts=facts), facts=facts, knowledge=KNOWLEDGE)
    last = Check(level=found.safety.level.value, result=found.model_dump(mode="json"))
    try:
        programme_for(case)
    except NoProgrammeError:
        assert locks.is_shut(Person(), last)


def test_a_guest_with_newer_answers_brings_them_into_the_week_of_the_account(
    alice: Visitor, guest: Visitor
) -> None:
    alice.with_programme()
    guest.with_check(**REPLACED_HIP)
    guest.name = alice.name
    guest.signs_in()
    guest.says_of_the_answers("keep")
    assert checking.facts_of_run(checking.last_check_of(alice.person))["hip-replacement"] == "yes"
    assert not named_by(alice) & left_out_by_newest_answers(alice)


def test_the_week_that_is_proposed_needs_few_queries(guest: Visitor) -> None:
    guest.with_programme()
    for days in (7, 14):
        with later(days=days):
            session(guest)
            page = to_proposal(guest)
            with CaptureQueriesContext(connection) as queries:
                assert guest.get("/week/next/").status_code == 200
            assert len(queries) <= 12, [query["sql"][:120] for query in queries]
            guest.post("/week/next/", {"mark": mark_of(page)})
