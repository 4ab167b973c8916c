"""A yes, what it opens, and how it ends."""

import csv
import datetime as dt
import io
import json
import re
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic import codes
from loadshare.server.clinic.models import Invitation, Member, Sharing
from loadshare.server.clinic.sharing import end_overdue
from tests.interop.fhir_peers import complaints
from tests.server.cast import Visitor
from tests.server.clinic.practice import (
    address_of_code,
    change,
    member,
    page_of,
    practitioner,
    shares,
    shown_path,
    text_of,
    yes,
)
from tests.support.clock import Clock, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


def test_the_page_before_the_yes_says_who_which_clinic_what_how_long_and_how_to_stop(
    alice: Visitor, mary: Visitor
) -> None:
    page = text_of(alice, address_of_code(mary))
    for said in (
        "Let Mary look?",
        "Hill Road",
        "26 weeks",
        "How to stop:",
        "Answers and ideas",
        "saved before stays with them",
    ):
        assert said in page
    assert 'value="26" checked' in page
    ticked = re.findall(r'name="sections"[^>]*checked', page)
    assert ticked == [], "nothing is ticked before the person does it"


def test_what_others_can_do_and_keep_is_said_where_people_read_what_is_kept(guest: Visitor) -> None:
    page = text_of(guest, "/data/")
    for said in (
        "write to you, and change your programme",
        "we also write down the reason",
        "stays with them",
    ):
        assert said in page
    page = text_of(guest, "/purpose/")
    assert "change your programme within the same safety rules" in page


def test_both_sides_read_that_nobody_watches(alice: Visitor, mary: Visitor) -> None:
    assert "They do not watch over you: in an emergency, use Get help." in text_of(
        alice, address_of_code(mary)
    )
    assert "not watched round the clock" in text_of(mary, "/clinic/")


def test_a_link_alone_shares_nothing_and_a_yes_opens_exactly_what_was_ticked(
    alice: Visitor, mary: Visitor
) -> None:
    address = address_of_code(mary)
    alice.get(address)
    assert mary.get(page_of(alice)).status_code == 404
    yes(alice, address, parts=["scores"])
    assert mary.get(page_of(alice)).status_code == 200
    assert Sharing.objects.get().sections == "level scores"
    assert alice.name in text_of(mary, "/clinic/")


def test_no_ends_the_code(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    alice.post(address, {"answer": "no"})
    assert not Sharing.objects.exists()
    assert bob.get(address).status_code == 404


def test_a_code_is_good_once_and_not_for_long(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    yes(alice, address)
    assert bob.get(address).status_code == 404
    second = address_of_code(mary)
    with later(days=15):
        assert bob.get(second).status_code == 404
    wrong = bob.get("/sharing/with/ABCD-EFGH-JKMN/")
    assert wrong.status_code == 404
    assert wrong.content == bob.get(second.replace(second[-5:-1], "2222")).content


def test_ones_own_code_shares_nothing(mary: Visitor) -> None:
    response = mary.get(address_of_code(mary))
    assert response.status_code == 422
    assert "your own code" in response.content.decode()


def test_the_person_shows_a_code_and_still_says_yes_last(alice: Visitor, mary: Visitor) -> None:
    alice.post("/sharing/code/new/")
    page = alice.get("/sharing/code/").content.decode()
    assert alice.get("/sharing/code/state.json").json() == {"state": "waiting"}
    scanned = shown_path_of_picture(alice)
    typed = re.search(r"code__address number\">([A-Z0-9-]+)<", page)
    assert typed
    assert typed[1] in mary.get(scanned).content.decode()
    response = mary.post("/clinic/enter/", {"code": typed[1].lower()})
    assert response.status_code == 302
    assert mary.get(page_of(alice)).status_code == 404, "opening a code is no yes"
    assert alice.get("/sharing/code/state.json").json() == {"state": "opened"}
    asked = alice.get("/sharing/code/")
    assert "/sharing/asked/" in asked["Location"]
    yes(alice, asked["Location"])
    assert mary.get(page_of(alice)).status_code == 200
    assert alice.get(asked["Location"]).status_code == 404, "answered"


def shown_path_of_picture(visitor: Visitor) -> str:
    return f"/clinic/enter/{visitor.client.session['sharing-code']['code']}/"


def test_only_the_first_practitioner_opens_a_persons_code(alice: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    alice.post("/sharing/code/new/")
    code = alice.client.session["sharing-code"]["code"]
    assert mary.post("/clinic/enter/", {"code": code}).status_code == 302
    assert other.post("/clinic/enter/", {"code": code}).status_code == 404


def test_a_guest_keeps_everything_on_the_way_to_the_yes(guest: Visitor, mary: Visitor) -> None:
    programme = guest.with_programme()
    address = address_of_code(mary)
    page = guest.get(address).content.decode()
    keep = re.search(r'href="(/account/keep/\?next=[^"]+)"', page)
    assert keep
    said = {"username": "gwen", "password1": "quiet-river-stone-9"}
    response = guest.post(keep[1], said)
    assert response["Location"] == address
    gwen = Visitor("gwen")
    gwen.client = guest.client
    assert gwen.person.programmes.get().pk == programme.pk
    yes(gwen, address)
    assert mary.get(page_of(gwen)).status_code == 200


def test_stop_is_404_on_the_next_click(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    assert mary.get(page_of(alice)).status_code == 200
    alice.post(f"/sharing/{row.pk}/stop/")
    assert mary.get(page_of(alice)).status_code == 404
    page = text_of(mary, "/clinic/")
    assert page_of(alice) not in page
    assert "alice" in page, "that it existed, from when to when, stays"
    assert alice.post(f"/sharing/{row.pk}/stop/").status_code == 404


def test_nobody_stops_or_renews_for_somebody_else(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    for other in (bob, mary):
        assert other.post(f"/sharing/{row.pk}/stop/").status_code == 404
        assert other.get(f"/sharing/{row.pk}/renew/").status_code == 404
    assert mary.get(page_of(alice)).status_code == 200


def test_it_ends_by_itself_and_a_clock_put_back_revives_nothing(
    alice: Visitor, mary: Visitor, clock: Clock
) -> None:
    shares(alice, mary, weeks=4)
    clock.shift(28 * 86400 + 60)
    assert mary.get(page_of(alice)).status_code == 404
    assert end_overdue() == 1
    clock.shift(-10 * 86400)
    assert mary.get(page_of(alice)).status_code == 404


def test_both_are_told_two_weeks_before(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary, weeks=4)
    assert "Sharing with Mary ends" not in text_of(alice, "/today/")
    with later(days=15):
        alice.post("/using/back/", {"reason": "unsaid"})
        alice.post("/progress/questions/later/")
        assert "Sharing with Mary ends on" in text_of(alice, "/today/")
        assert "say yes again" in text_of(alice, "/sharing/")


def test_going_on_is_a_new_yes_and_a_new_row(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary, parts=["scores"], weeks=4)
    with later(days=20):
        page = text_of(alice, f"/sharing/{row.pk}/renew/")
        assert re.search(r'value="scores" checked', page)
        yes(alice, f"/sharing/{row.pk}/renew/", parts=["answers"])
        new = Sharing.objects.get(ended_at=None)
        assert new.pk != row.pk
        assert new.sections == "level answers"
        row.refresh_from_db()
        assert row.ended_by == Sharing.EndedBy.RENEWED


def test_going_on_without_changes_frees_what_was_set_and_with_them_does_not(
    alice: Visitor, mary: Visitor
) -> None:
    alice.with_programme()
    row = shares(alice, mary, parts=["programme", "changes"])
    stored = alice.person.programmes.get(is_current=True)
    name = stored.content["items"][0]["exercise"]
    assert change(mary, alice, name, "out/") == 302

    def pins() -> list[str]:
        stored.refresh_from_db()
        return [pin["exercise"] for pin in stored.content["pins"]]

    yes(alice, f"/sharing/{row.pk}/renew/", parts=["programme", "changes", "scores"])
    assert pins() == [name]
    row = Sharing.objects.get(ended_at=None)
    yes(alice, f"/sharing/{row.pk}/renew/", parts=["programme"])
    assert pins() == []


def test_every_look_is_written_down_once_in_half_an_hour(alice: Visitor, mary: Visitor, clock: Clock) -> None:
    shares(alice, mary)
    for _ in range(3):
        mary.get(page_of(alice))
    seen = AuditEvent.objects.filter(event=Event.PERSON_VIEWED)
    assert [(one.count, one.section, one.actor_words) for one in seen] == [(3, "level", "Mary, Hill Road")]
    clock.shift(31 * 60)
    mary.get(page_of(alice))
    assert [one.count for one in seen.order_by("at")] == [3, 1]
    page = text_of(alice, "/sharing/looked/")
    assert "Mary, Hill Road" in page
    assert "3 times" in page


def test_who_has_looked_downloads_whole_and_only_ones_own(
    alice: Visitor, bob: Visitor, mary: Visitor
) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    rows = list(csv.DictReader(io.StringIO(alice.get("/sharing/looked/table.csv").content.decode())))
    assert [row["what"] for row in rows] == ["Looked", "You began to share"]
    assert list(csv.reader(io.StringIO(bob.get("/sharing/looked/table.csv").content.decode())))[1:] == []


def test_a_name_is_never_a_formula_and_never_markup(alice: Visitor) -> None:
    other = practitioner("odd")
    row = member(other)
    row.name = "=HYPERLINK(1)<b>"
    row.save()
    shares(alice, other)
    other.get(page_of(alice))
    table = alice.get("/sharing/looked/table.csv").content.decode()
    assert "'=HYPERLINK" in table
    page = alice.get("/sharing/").content.decode()
    assert "<b>" not in page.partition("HYPERLINK(1)")[2][:20]
    assert "&lt;b&gt;" in page


def test_deleting_an_account_leaves_nobody_anything(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    address, number = page_of(alice), alice.person.pk
    alice.post("/data/delete/")
    assert mary.get(address).status_code == 404
    assert not Sharing.objects.exists()
    assert not AuditEvent.objects.filter(person=number).exclude(actor=None).exists()


def test_a_practitioner_who_goes_takes_no_one_along(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    mary.post("/data/delete/")
    ended = AuditEvent.objects.get(person=alice.person.pk, event=Event.SHARING_ENDED)
    assert "Mary" in ended.actor_words
    assert alice.person.checks.count() == 1
    assert "Mary, Hill Road" in text_of(alice, "/sharing/looked/"), "who looked stays readable"


def test_stopping_a_practice_ends_every_sharing(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    mary.post("/clinic/leave/")
    row.refresh_from_db()
    assert row.ended_by == Sharing.EndedBy.MEMBER
    assert mary.get(page_of(alice)).status_code == 404
    assert "Nobody but you" in text_of(alice, "/sharing/")


def test_a_lead_invites_and_removes_and_sees_nobody_by_that(alice: Visitor, mary: Visitor) -> None:
    page = mary.post("/clinic/colleagues/", {"role": "practitioner"}).content.decode()
    nina = Visitor("nina")
    nina.start()
    nina.keeps_plan()
    address = shown_path(page)
    assert "Join Hill Road" in text_of(nina, address)
    nina.post(address, {"name": "Nina"})
    assert member(nina).clinic == member(mary).clinic
    shares(alice, nina)
    assert mary.get(page_of(alice)).status_code == 404
    assert nina.get("/clinic/colleagues/").status_code == 404
    mary.post(f"/clinic/colleagues/{member(nina).pk}/remove/")
    assert nina.get(page_of(alice)).status_code == 404
    assert Sharing.objects.get().ended_by == Sharing.EndedBy.MEMBER
    assert nina.get(address).status_code == 404, "the code is used up"


def test_wrong_codes_are_counted_and_right_ones_are_not(alice: Visitor, mary: Visitor) -> None:
    for _ in range(codes.TRIES.tries):
        assert alice.get("/sharing/with/WRONG/").status_code == 404
    assert alice.get("/sharing/with/WRONG/").status_code == 429
    assert mary.get("/clinic/").status_code == 200


def test_a_code_is_kept_as_a_fingerprint_only(mary: Visitor) -> None:
    code = address_of_code(mary).split("/")[-2]
    row = Invitation.objects.get()
    assert code not in str(row.__dict__)
    assert len(row.code_hash) == 64


def test_the_database_refuses_what_may_not_be(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    values = {"person": row.person, "member": row.member, "called": "x", "sections": "level"}
    wrong = (
        {**values, "until": row.until},
        {**values, "until": row.since, "since": row.until, "ended_at": row.until, "ended_by": "time"},
        {**values, "until": row.until, "sections": "", "ended_at": row.until, "ended_by": "time"},
        {**values, "until": row.until, "ended_at": row.until},
    )
    for one in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Sharing.objects.create(id=uuid.uuid4(), **one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(user=row.member.user, name="again")


def test_a_yes_without_a_name_is_asked_again_with_everything_in_place(alice: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    response = alice.post(address, {"sections": ["scores"], "weeks": "12", "called": "", "answer": "yes"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write a name." in page
    assert re.search(r'value="scores" checked', page)
    assert re.search(r'value="12" checked', page)
    assert not Sharing.objects.exists()


def test_a_code_of_somebody_who_left_leads_nowhere(alice: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    mary.post("/clinic/leave/")
    assert alice.get(address).status_code == 404
    assert (
        alice.post(address, {"sections": [], "weeks": "26", "called": "A", "answer": "yes"}).status_code
        == 404
    )
    assert not Sharing.objects.exists()


def test_a_new_yes_keeps_what_the_practitioner_knew(alice: Visitor, mary: Visitor) -> None:
    alice.with_check()
    shares(alice, mary)
    mary.get(page_of(alice))
    known = Sharing.objects.get(person=alice.person).level_then
    assert known
    assert shares(alice, mary).level_then == known


def test_old_codes_and_looks_are_not_kept_for_ever(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    address_of_code(mary)
    call_command("expire_people", "--verbosity", "0")
    with later(days=1):
        call_command("expire_people", "--verbosity", "0")
    assert Invitation.objects.exists()
    assert AuditEvent.objects.filter(event=Event.PERSON_VIEWED).exists()
    AuditEvent.objects.update(at=timezone.now() - dt.timedelta(days=3 * 365 + 2))
    Invitation.objects.update(opens_until=timezone.now() - dt.timedelta(days=31))
    with later(days=2):
        call_command("expire_people", "--verbosity", "0")
    assert not Invitation.objects.exists()
    assert not AuditEvent.objects.exclude(actor=None).exists()
    assert AuditEvent.objects.filter(event=Event.PLAN_KEPT).exists(), "what is not of a look stays"


@pytest.mark.parametrize("days", [100, 1500])
def test_a_clock_that_jumps_takes_no_look_and_no_code_away(alice: Visitor, mary: Visitor, days: int) -> None:
    shares(alice, mary)
    mary.get(page_of(alice))
    address_of_code(mary)
    call_command("expire_people", "--verbosity", "0")
    for ahead in (days, days + 1):
        with later(days=ahead):
            call_command("expire_people", "--verbosity", "0")
    assert Invitation.objects.filter(opened_at=None).exists()
    assert AuditEvent.objects.filter(event=Event.PERSON_VIEWED).exists()


def test_a_code_that_was_used_is_shown_no_more(alice: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    assert address in mary.get("/clinic/invite/").content.decode()
    yes(alice, address)
    assert address not in mary.get("/clinic/invite/").content.decode()


def test_a_yes_after_the_time_ran_out_begins_anew(alice: Visitor, mary: Visitor) -> None:
    """Nobody wrote the end down yet: the row is open, and over."""
    alice.with_check()
    row = shares(alice, mary, weeks=4)
    mary.get(page_of(alice))
    alice.post(f"/sharing/{row.pk}/messages/", {"text": "My words"})
    row.alerts_seen.create(key="quiet//x")
    Sharing.objects.filter(pk=row.pk).update(
        since=row.since - dt.timedelta(weeks=5), until=row.until - dt.timedelta(weeks=5)
    )
    new = shares(alice, mary)
    row.refresh_from_db()
    assert row.ended_by == Sharing.EndedBy.TIME
    assert (new.level_then, new.alerts_seen.count(), new.messages.count()) == ("", 0, 0)
    assert "My words" not in text_of(mary, f"{page_of(alice)}messages/")


def test_two_lines_of_one_person_hide_no_look_at_another(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    """Two looks at one moment write two lines; they counted for two people."""
    shares(alice, mary)
    seen = AuditEvent.objects.filter(event=Event.PERSON_VIEWED)
    mary.get(page_of(alice))
    first = seen.get()
    AuditEvent.objects.create(
        event=first.event, person=first.person, actor=first.actor, actor_words=first.actor_words,
        clinic=first.clinic, section=first.section,
    )  # fmt: skip
    shares(bob, mary)
    mary.get("/clinic/")
    assert seen.filter(person=bob.person.pk).count() == 1
    assert sum(one.count for one in seen.filter(person=alice.person.pk)) == 3, "one look is one more"


def test_what_is_shared_and_who_looked_leave_as_fhir(alice: Visitor, mary: Visitor, tmp_path: Path) -> None:
    """Read by two programs of others."""
    person = alice
    row = shares(person, mary)
    mary.get(page_of(person))
    whole = json.loads(person.post("/data/take/fhir/").content)
    of = {kind: [one["resource"] for one in whole["entry"] if one["resource"]["resourceType"] == kind]
          for kind in ("Consent", "AuditEvent")}  # fmt: skip
    (consent,) = of["Consent"]
    assert (consent["status"], consent["provision"]["actor"][0]["reference"]["display"]) == (
        "active",
        "Mary, Hill Road",
    )
    looks = [one for one in of["AuditEvent"] if one["type"]["code"] == "person-viewed"]
    assert looks
    assert {one["action"] for one in looks} == {"R"}
    told = complaints([whole, *of["Consent"], *of["AuditEvent"]], folder=tmp_path)
    assert [one for one in told if one["medplum"] or one["fhir"]] == []
    person.post(f"/sharing/{row.pk}/stop/")
    again = json.loads(person.post("/data/take/fhir/").content)
    (ended,) = [one["resource"] for one in again["entry"] if one["resource"]["resourceType"] == "Consent"]
    assert (ended["id"], ended["status"]) == (consent["id"], "inactive")
    assert ended["provision"]["period"]["end"] < consent["provision"]["period"]["end"]
