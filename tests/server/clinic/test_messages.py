"""Plain words both ways: only while both sides share them, never in place of help, and never lost."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loadshare.server.clinic import talk
from loadshare.server.clinic.models import SharedMessage
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.clinic.practice import page_of, practitioner, shares, text_of
from tests.support.clock import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


def talk_with(person: Visitor) -> str:
    return f"{page_of(person)}messages/"


def own_talk(sharing: object) -> str:
    return f"/sharing/{sharing.pk}/messages/"  # type: ignore[attr-defined]


def test_both_write_and_both_read(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "Is two\r\ndays fine?"})
    assert "They wrote to you. It is not answered yet." in text_of(mary)
    page = text_of(mary, talk_with(alice))
    assert "Is two days fine?" in page
    assert "A message from your practitioner." not in text_of(alice, "/today/")
    mary.post(talk_with(alice), {"text": "Yes."})
    assert "They wrote to you" not in text_of(mary), "answered"
    assert "A message from your practitioner." in text_of(alice, "/today/")
    assert "1 new message" in text_of(alice, "/sharing/")
    page = text_of(alice, own_talk(row))
    assert "· read" in page, "the practitioner opened it"
    assert "Yes." in page
    assert "A message from your practitioner." not in text_of(alice, "/today/")
    assert "· read" in text_of(mary, talk_with(alice))


def test_a_message_without_an_answer_for_three_days_is_to_be_looked_at_soon(
    alice: Visitor, mary: Visitor
) -> None:
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "Hello?"})
    with later(days=2):
        assert "have no answer" not in text_of(mary)
    with later(days=3):
        assert "They wrote to you 3 days ago and have no answer." in text_of(mary)


def test_another_message_comes_up_again_where_the_first_was_seen(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "One"})
    key = mary.get(page_of(alice)).content.decode().partition('name="key" value="')[2].partition('"')[0]
    mary.post(f"{page_of(alice)}alert/", {"key": key, "what": "seen"})
    assert "Nothing to look at." in text_of(mary)
    alice.post(own_talk(row), {"text": "Two"})
    assert "They wrote to you" in text_of(mary)


def test_every_page_says_that_it_is_not_for_emergencies_and_leads_to_help(
    alice: Visitor, mary: Visitor
) -> None:
    row = shares(alice, mary)
    for page in (text_of(alice, own_talk(row)), text_of(mary, talk_with(alice))):
        assert "Not for emergencies." in page
        assert '<a href="/help/">' in page


def test_no_answer_of_a_practitioner_takes_the_emergency_screen_away(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    row = shares(alice, mary)
    alice.start()
    alice.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert "closed for now" in text_of(alice, "/today/")
    alice.post(own_talk(row), {"text": "I am numb between the legs"})
    mary.post(talk_with(alice), {"text": "All fine, go on with your exercises."})
    for address in ("/today/", "/programme/", "/session/"):
        shut = text_of(alice, address)
        assert "closed for now" in shut
        assert "A message from your practitioner" not in shut
    page = text_of(alice, own_talk(row))
    assert page.index("Help comes first.") < page.index("All fine")
    assert "A red flag stands: level E." in text_of(mary)


def test_who_did_not_share_messages_has_none(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary, parts=["scores"])
    assert alice.get(own_talk(row)).status_code == 404
    assert mary.get(talk_with(alice)).status_code == 404
    assert mary.post(talk_with(alice), {"text": "Hello"}).status_code == 404
    assert "Messages" not in text_of(alice, "/sharing/")
    assert not SharedMessage.objects.exists()


def test_it_ends_with_the_sharing_and_only_the_person_keeps_it(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "My words"})
    mary.post(talk_with(alice), {"text": "Their words"})
    alice.post(f"/sharing/{row.pk}/stop/")
    assert mary.get(talk_with(alice)).status_code == 404
    refused = mary.post(talk_with(alice), {"text": "A long draft"})
    assert refused.status_code == 404
    assert "Nothing was sent" in refused.content.decode()
    assert "A long draft" in refused.content.decode(), "what was written is not lost"
    mine = alice.post(own_talk(row), {"text": "My own draft"})
    assert (mine.status_code, "My own draft" in mine.content.decode()) == (404, True)
    assert SharedMessage.objects.count() == 2
    page = text_of(alice, "/sharing/messages/")
    assert "My words" in page
    assert "Their words" in page
    shares(alice, mary)
    assert "My words" not in text_of(mary, talk_with(alice)), "a new yes opens nothing of before"


def test_a_yes_that_goes_on_goes_on_with_the_talk(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "My words"})
    new = shares(alice, mary)
    assert new.pk != row.pk
    assert "My words" in text_of(mary, talk_with(alice))
    shares(alice, mary, parts=["scores"])
    assert mary.get(talk_with(alice)).status_code == 404


def test_nobody_else_reads_it(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    other = practitioner("otto")
    shares(alice, other)
    alice.post(own_talk(row), {"text": "Only for Mary"})
    assert "Only for Mary" not in text_of(other, talk_with(alice))
    assert "They wrote to you" not in text_of(other)
    for who in (bob, mary, other):
        assert who.get(own_talk(row)).status_code == 404


def test_what_is_wrong_is_said_and_kept(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    for text in ("  ", "x" * 2001, "a\0b"):
        response = alice.post(own_talk(row), {"text": text})
        assert response.status_code == 422
    assert "x" * 2001 in alice.post(own_talk(row), {"text": "x" * 2001}).content.decode()
    alice.post(own_talk(row), {"text": "<b>bold</b>‮"})
    assert "<b>bold" not in mary.get(talk_with(alice)).content.decode()


def test_two_clicks_are_one_message_and_a_day_holds_so_many(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    for _ in range(2):
        alice.post(own_talk(row), {"text": "Once"})
    assert SharedMessage.objects.count() == 1
    for number in range(talk.MOST_A_DAY - 1):
        alice.post(own_talk(row), {"text": f"{number}"})
    response = alice.post(own_talk(row), {"text": "one more"})
    assert response.status_code == 422
    assert "one more" in response.content.decode()
    with later(days=2):
        assert alice.post(own_talk(row), {"text": "one more"}).status_code == 302


def test_it_is_in_the_copy_and_comes_back_and_goes_with_everything(
    alice: Visitor, bob: Visitor, mary: Visitor
) -> None:
    row = shares(alice, mary)
    alice.post(own_talk(row), {"text": "My words"})
    mary.post(talk_with(alice), {"text": "Their words"})
    copy = alice.post("/data/take/").content
    tables = json.loads(zipfile.ZipFile(io.BytesIO(copy)).read("data.json"))["tables"]
    assert sorted((one["text"], one["other"], one["by_person"]) for one in tables["messages"]) == [
        ("My words", "Mary, Hill Road", True),
        ("Their words", "Mary, Hill Road", False),
    ]
    bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    assert "Their words" in text_of(bob, "/sharing/messages/"), "to read, and nobody answers"
    alice.post("/data/delete/")
    assert not SharedMessage.objects.filter(by_person=True).exclude(person=bob.person).exists()


def test_a_practitioner_who_goes_leaves_the_person_their_words(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    mary.post(talk_with(alice), {"text": "Their words"})
    mary.post("/data/delete/")
    assert "Their words" in text_of(alice, "/sharing/messages/")


def test_who_shares_with_nobody_asks_no_more_for_today(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    alice.get("/today/")
    with CaptureQueriesContext(connection) as alone:
        alice.get("/today/")
    shares(alice, mary)
    alice.get("/today/")
    with CaptureQueriesContext(connection) as shared:
        alice.get("/today/")
    assert len(shared) == len(alone) + 1


@pytest.mark.parametrize("text", [None, "", " \n ", "\u200b\u2060", "\ufeff"])
def test_a_message_without_a_word_is_refused_in_words(
    alice: Visitor, mary: Visitor, text: str | None
) -> None:
    row = shares(alice, mary)
    for visitor, address in ((alice, own_talk(row)), (mary, talk_with(alice))):
        response = visitor.post(address, {} if text is None else {"text": text})
        assert response.status_code == 422
        assert "Write something first." in response.content.decode()
    assert not SharedMessage.objects.exists()


def test_every_form_of_the_room_refuses_nothing_in_words(alice: Visitor, mary: Visitor) -> None:
    """Also where not one field was sent."""
    alice.with_programme()
    row = shares(alice, mary)
    for visitor, address, says in (
        (alice, f"/sharing/{row.pk}/renew/", "Write a name."),
        (mary, f"{page_of(alice)}programme/", "Write the reason."),
        (mary, "/clinic/enter/", "Type the code."),
        (alice, "/clinic/", "Write a name."),
    ):
        response = visitor.post(address)
        assert response.status_code == 422, address
        assert says in response.content.decode()
        assert "data-errors" in response.content.decode()
