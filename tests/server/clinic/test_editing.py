"""A practitioner changes a programme: only with a yes to that, told with the reason, put back at once."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.html import escape

from loadshare.care.practitioner import advice_for, offered
from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.editing import editable_of, release
from loadshare.server.clinic.models import Sharing
from loadshare.server.records.current import current_programme
from loadshare.server.records.models import Programme
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.clinic.practice import (
    address_of_code,
    change,
    edit_of,
    form_on,
    page_of,
    practitioner,
    shares,
    text_of,
    yes,
)
from tests.support.clock import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


@pytest.fixture
def sam(alice: Visitor, mary: Visitor) -> Visitor:
    """Somebody with a programme who shares everything."""
    alice.with_programme()
    shares(alice, mary)
    return alice


def items(person: Visitor) -> dict[str, object]:
    content = Programme.objects.get(person=person.person, is_current=True).content
    return {item["exercise"]: item["dose"] for item in content["items"]}


def first_swap(person: Visitor) -> tuple[str, str]:
    found = editable_of(person.person)
    assert found
    item = next(one for one in offered(programme=found.programme, case=found.case).items if one.swaps)
    return item.exercise, item.swaps[0]


def test_the_person_reads_who_what_and_why_and_puts_it_back_in_one_press(sam: Visitor, mary: Visitor) -> None:
    before = items(sam)
    exercise, other = first_swap(sam)
    assert change(mary, sam, exercise, f"swap/{other}", "Your knee was sore") == 302
    assert set(items(sam)) == set(before) - {exercise} | {other}
    for address in ("/today/", "/programme/"):
        page = text_of(sam, address)
        assert "Your practitioner Mary, Hill Road changed" in page
        assert "because: Your knee was sore" in page
    assert sam.post(f"/programme/{other}/change/", {"direction": "back"}).status_code == 302
    assert items(sam) == before
    assert "You put it back." in text_of(mary, edit_of(sam))
    assert "Your practitioner" not in text_of(sam, "/today/")


def test_what_was_taken_out_and_what_was_added_go_back_in_one_press_too(sam: Visitor, mary: Visitor) -> None:
    before = items(sam)
    exercise = next(iter(before))
    assert change(mary, sam, exercise, "out/") == 302
    assert exercise not in items(sam)
    assert f'action="/programme/{exercise}/change/"' in sam.get("/programme/").content.decode()
    sam.post(f"/programme/{exercise}/change/", {"direction": "back"})
    assert items(sam) == before
    assert change(mary, sam, exercise, "out/") == 302
    found = editable_of(sam.person)
    assert found
    new = offered(programme=found.programme, case=found.case).joins[0]
    assert change(mary, sam, "new", f"add/{new}") == 302
    assert new in items(sam)
    sam.post(f"/programme/{new}/change/", {"direction": "back"})
    assert new not in items(sam)


def test_it_is_mentioned_for_three_days_on_today(sam: Visitor, mary: Visitor) -> None:
    exercise, other = first_swap(sam)
    change(mary, sam, exercise, f"swap/{other}")
    with later(days=2):
        assert "Your practitioner" in text_of(sam, "/today/")
    with later(days=3):
        assert "Your practitioner" not in text_of(sam, "/today/")
        assert "Your practitioner" in text_of(sam, "/programme/")


def test_it_is_written_down_with_the_reason(sam: Visitor, mary: Visitor) -> None:
    exercise, other = first_swap(sam)
    change(mary, sam, exercise, f"swap/{other}", " Sore \n hip ")
    row = AuditEvent.objects.get(event=Event.PROGRAMME_CHANGED)
    assert (row.actor_words, row.section, row.reason) == ("Mary, Hill Road", "changes", "Sore hip")
    assert "Changed your programme" in text_of(sam, "/sharing/looked/")


def test_to_look_is_not_to_change(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary, parts=["programme", "scores"])
    before = items(alice)
    assert mary.get(edit_of(alice)).status_code == 404
    refused = mary.post(
        edit_of(alice), {"exercise": next(iter(before)), "choice": "out/", "reason": "My draft"}
    )
    assert refused.status_code == 404
    assert "My draft" in refused.content.decode()
    assert items(alice) == before


def test_nobody_changes_what_they_do_not_see(alice: Visitor, mary: Visitor) -> None:
    address = address_of_code(mary)
    said = {"sections": ["changes", "scores"], "weeks": "12", "called": "A", "answer": "yes"}
    response = alice.post(address, said)
    assert response.status_code == 422
    page = response.content.decode()
    assert "they need to see it" in page
    assert re.search(r'value="changes" checked', page)
    yes(alice, address, parts=["changes", "programme"])
    assert mary.get(edit_of(alice)).status_code == 200


def test_a_stop_between_page_and_press_holds_and_gives_the_draft_back(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    row = shares(alice, mary)
    before = items(alice)
    exercise = next(iter(before))
    page = mary.get(edit_of(alice)).content.decode()
    alice.post(f"/sharing/{row.pk}/stop/")
    sent = {**form_on(page, exercise), "choice": "out/", "reason": "A long thought"}
    refused = mary.post(edit_of(alice), sent)
    assert refused.status_code == 404
    assert "A long thought" in refused.content.decode()
    assert items(alice) == before


def test_the_second_of_two_editors_sees_what_changed_and_loses_nothing(sam: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    shares(sam, other)
    names = list(items(sam))
    pages = [one.get(edit_of(sam)).content.decode() for one in (mary, other)]
    first = {**form_on(pages[0], names[0]), "choice": "out/", "reason": "First"}
    second = {**form_on(pages[1], names[1]), "choice": "out/", "reason": "The second reason"}
    assert mary.post(edit_of(sam), first).status_code == 302
    merge = other.post(edit_of(sam), second)
    assert merge.status_code == 409
    page = " ".join(merge.content.decode().split())
    assert "It was changed meanwhile" in page
    assert "is not in it any more." in page
    assert 'value="The second reason"' in page
    assert '<option value="out/" selected>' in page
    assert names[1] in items(sam), "not made yet"
    again = {**form_on(merge.content.decode(), names[1]), "choice": "out/", "reason": "The second reason"}
    assert other.post(edit_of(sam), again).status_code == 302
    assert names[1] not in items(sam)


def test_the_persons_own_change_is_the_other_editor_as_well(sam: Visitor, mary: Visitor) -> None:
    name = next(iter(items(sam)))
    page = mary.get(edit_of(sam)).content.decode()
    exercise, other = first_swap(sam)
    sam.post(f"/programme/{exercise}/change/", {"direction": "swap", "to": other})
    sent = {**form_on(page, name), "choice": "out/", "reason": "Why"}
    response = mary.post(edit_of(sam), sent)
    assert response.status_code == 409
    assert "is new:" in response.content.decode()


def test_where_help_comes_first_nothing_is_changed(sam: Visitor, mary: Visitor) -> None:
    name = next(iter(items(sam)))
    page = mary.get(edit_of(sam)).content.decode()
    sam.start()
    sam.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert "closed for now" in text_of(mary, edit_of(sam))
    before = items(sam)
    sent = {**form_on(page, name), "choice": "out/", "reason": "My reason"}
    response = mary.post(edit_of(sam), sent)
    assert response.status_code == 422
    assert "My reason" in response.content.decode()
    assert items(sam) == before


@pytest.mark.parametrize(
    ("choice", "reason", "says"),
    [
        ("", "Why", "Choose what shall change."),
        ("out/", "  ", "Write the reason."),
        ("out/", "x" * 161, "Write a shorter reason"),
        ("out/", "a\0b", "Type it again"),
        ("dose/99", "Why", "That is not offered"),
        ("swap/no-such-thing", "Why", "That is not offered"),
        ("fly/away", "Why", "Choose what shall change."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    sam: Visitor, mary: Visitor, choice: str, reason: str, says: str
) -> None:
    before = items(sam)
    name = next(iter(before))
    page = mary.get(edit_of(sam)).content.decode()
    sent = {**form_on(page, name), "choice": choice, "reason": reason}
    response = mary.post(edit_of(sam), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert says in page
    assert items(sam) == before
    if "\0" not in reason:
        assert f'value="{reason}"' in page


def test_a_reason_is_words_and_never_markup(sam: Visitor, mary: Visitor) -> None:
    exercise, other = first_swap(sam)
    change(mary, sam, exercise, f"swap/{other}", "<b>x</b> {emergency}")
    page = sam.get("/programme/").content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt; {emergency}" in page


def test_a_session_that_runs_keeps_what_it_began_with(sam: Visitor, mary: Visitor) -> None:
    page = sam.get("/session/").content.decode()
    before = items(sam)
    name = next(one for one in before if one in page)
    change(mary, sam, name, "out/")
    assert name in page, "the page that is open is not touched"
    assert f'"{name}"' not in sam.get("/session/").content.decode()


def advice_to(person: Visitor) -> set[str]:
    """What their answers ask them to do differently in something that is offered."""
    found = editable_of(person.person)
    assert found
    choices = offered(programme=found.programme, case=found.case)
    names = {*choices.joins, *(name for item in choices.items for name in item.swaps)}
    return {line for name in names for line in advice_for(exercise=name, case=found.case)}


def test_what_follows_from_answers_is_told_only_where_those_are_shared(alice: Visitor, mary: Visitor) -> None:
    """How to do an exercise differently, and why the rules took one out, name a knee or a heart."""
    alice.with_programme("blood-thinner")
    stored = alice.person.programmes.get(is_current=True)
    told = {"exercise": "bird-dog", "text": "Bird dog leaves: your wrist hurts when you lean on it."}
    stored.content = {**stored.content, "changes": [told]}
    stored.save()
    advice = {escape(line) for line in advice_to(alice)}
    assert advice
    shares(alice, mary, parts=["programme", "changes"])
    page = text_of(mary, edit_of(alice))
    assert not [line for line in advice if line in page]
    assert "your wrist hurts" not in page
    assert "not told here" in page
    shares(alice, mary, parts=["programme", "changes", "answers"])
    page = text_of(mary, edit_of(alice))
    assert advice <= {line for line in advice if line in page}
    assert "your wrist hurts" in page
    assert "not told here" not in page


def test_what_was_written_about_an_exercise_that_is_gone_is_not_lost(sam: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    shares(sam, other)
    name = next(iter(items(sam)))
    pages = [one.get(edit_of(sam)).content.decode() for one in (mary, other)]
    sent = [
        {**form_on(page, name), "choice": "out/", "reason": f"The reason of number {n}"}
        for n, page in enumerate(pages)
    ]
    assert mary.post(edit_of(sam), sent[0]).status_code == 302
    merge = other.post(edit_of(sam), sent[1])
    assert merge.status_code == 409
    assert "The reason of number 1" in merge.content.decode()
    again = {
        **form_on(merge.content.decode(), "new"),
        "exercise": name,
        "choice": "out/",
        "reason": "Typed again",
    }
    gone = other.post(edit_of(sam), again)
    assert gone.status_code == 422
    assert "not in the programme any more" in gone.content.decode()
    assert "Typed again" in gone.content.decode()


def test_what_was_written_before_a_session_ran_out_is_not_lost(sam: Visitor, mary: Visitor) -> None:
    row = shares(sam, mary)
    written = written_by_both(sam, mary, row)
    mary.client.logout()
    sam.client.logout()
    for visitor, address, data, text in written:
        refused = visitor.post(address, data)
        page = refused.content.decode()
        assert refused.status_code == 403
        assert "You are signed out" in page
        assert f">{text}</textarea>" in page
        (after,) = re.findall(r'\?next=([^"]+)"', page)
        visitor.signs_in()
        assert visitor.get(after).status_code == 200, "a page, and no address of a form alone"
        visitor.client.logout()


def test_what_was_written_before_a_sign_out_in_another_tab_is_not_lost(sam: Visitor, mary: Visitor) -> None:
    """Signing out renews what forms are checked by, so the form is refused before any page looks at it."""
    row = shares(sam, mary)
    written = written_by_both(sam, mary, row)
    tokens = {}
    for visitor, address in ((mary, edit_of(sam)), (sam, f"/sharing/{row.pk}/messages/")):
        (token,) = set(
            re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(address).content.decode())
        )
        tokens[visitor.name] = token
        visitor.client.handler.enforce_csrf_checks = True
        assert visitor.post("/account/sign-out/", {"csrfmiddlewaretoken": token}).status_code == 302
    for visitor, address, data, text in written:
        refused = visitor.post(address, {**data, "csrfmiddlewaretoken": tokens[visitor.name]})
        page = refused.content.decode()
        assert refused.status_code == 403
        assert "Please send that again" in page
        assert f">{text}</textarea>" in page
        assert tokens[visitor.name] not in page


def written_by_both(
    person: Visitor, practice: Visitor, row: Sharing
) -> list[tuple[Visitor, str, dict[str, str], str]]:
    """Every form of the room in which somebody writes: who, where, what is sent, what to give back."""
    name = next(iter(items(person)))
    edit = {**form_on(practice.get(edit_of(person)).content.decode(), name), "choice": "out/"}
    said, shown = 'I < you & "this"', escape('I < you & "this"')
    return [
        (practice, edit_of(person), {**edit, "reason": said}, shown),
        (practice, f"{page_of(person)}messages/", {"text": said}, shown),
        (practice, f"{page_of(person)}alert/", {"key": "x", "what": "seen", "reason": said}, shown),
        (person, f"/sharing/{row.pk}/messages/", {"text": said}, shown),
    ]


def test_what_one_practitioner_wrote_is_not_told_to_another(sam: Visitor, mary: Visitor) -> None:
    """With the answers it is told; with the programme alone neither who looks nor why."""
    other, third = practitioner("otto"), practitioner("tina")
    shares(sam, other, parts=["programme", "changes"])
    shares(sam, third, parts=["programme", "answers"])
    exercise, new = first_swap(sam)
    assert change(mary, sam, exercise, f"swap/{new}", "You told me of your operation") == 302
    summary = f"{page_of(sam)}summary/"
    for page in (summary, edit_of(sam)):
        told = text_of(other, page)
        assert "changed by somebody else" in told
        assert "operation" not in told
        assert "Mary" not in told
        assert "operation" in text_of(mary, page)
    assert "Somebody else set this. It holds for 2 more" in text_of(other, edit_of(sam))
    assert "operation" in text_of(third, summary)
    assert "operation" in text_of(sam, "/sharing/sheet/"), "the words are for the person"
    sam.post(f"/sharing/{sam.person.sharings.get(member__user__username='mary', ended_at=None).pk}/stop/")
    shares(sam, mary, parts=["programme"])
    assert "operation" in text_of(mary, summary), "their own words"


def a_review_passes(person: Visitor) -> None:
    stored = person.person.programmes.get(is_current=True)
    pins = [{**pin, "reviews": pin["reviews"] - 1} for pin in stored.content["pins"]]
    stored.content = {**stored.content, "pins": pins}
    stored.save()


def test_who_set_it_is_said_and_it_can_be_kept_for_longer(sam: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    shares(sam, other)
    exercise, new = first_swap(sam)
    out = next(name for name in items(sam) if name != exercise)
    assert change(mary, sam, exercise, f"swap/{new}") == 302
    assert change(mary, sam, out, "out/") == 302
    assert text_of(mary, edit_of(sam)).count("You set this. It holds for 2 more weekly reviews.") == 1
    page = text_of(other, edit_of(sam))
    assert "You set this" not in page
    assert "Mary, Hill Road set this. It holds for 2 more weekly reviews." in page
    a_review_passes(sam)
    assert text_of(mary, edit_of(sam)).count("You set this. It holds for 1 more weekly review.") == 2
    for name in (new, out):
        assert change(other, sam, name, "keep/", "It still hurts") == 302
    assert text_of(other, edit_of(sam)).count("You set this. It holds") == 1, "only what has passed a review"
    assert [pin["reviews"] for pin in content_of(sam)["pins"]] == [2, 2]
    assert "Your practitioner Otto kept" in text_of(sam, "/programme/")
    sam.post(f"/programme/{new}/change/", {"direction": "back"})
    sam.post(f"/programme/{out}/change/", {"direction": "back"})
    assert {exercise, out} <= set(items(sam))


def content_of(person: Visitor) -> dict[str, Any]:
    content: dict[str, Any] = Programme.objects.get(person=person.person, is_current=True).content
    return content


def test_nothing_is_changed_while_a_late_stop_waits_for_an_answer(sam: Visitor, mary: Visitor) -> None:
    name = next(iter(items(sam)))
    sent = {**form_on(mary.get(edit_of(sam)).content.decode(), name), "choice": "out/", "reason": "My reason"}
    sam.person.receipts.create(
        entry=uuid4(),
        kind="session",
        made_at=timezone.now(),
        is_kept=True,
        stop="chest-pain",
        is_stop_open=True,
    )
    assert "closed for now" in text_of(mary, edit_of(sam))
    assert mary.post(edit_of(sam), sent).status_code == 422
    assert name in items(sam)


def test_who_looks_no_more_holds_nothing_either(sam: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    shares(sam, other)
    row = shares(sam, mary)
    exercise, new = first_swap(sam)
    out = next(name for name in items(sam) if name != exercise)
    before = items(sam)
    assert change(mary, sam, exercise, f"swap/{new}") == 302
    assert change(other, sam, out, "out/") == 302
    shares(sam, mary)
    assert len(content_of(sam)["pins"]) == 2, "a yes that goes on"
    row = sam.person.sharings.get(member__user__username="mary", ended_at=None)
    sam.post(f"/sharing/{row.pk}/stop/")
    assert [pin["exercise"] for pin in content_of(sam)["pins"]] == [out]
    sam.post(f"/programme/{new}/change/", {"direction": "back"})
    assert items(sam) == {name: dose for name, dose in before.items() if name != out}


def test_who_set_it_is_said_and_released_when_the_rules_told_their_own_change(
    sam: Visitor, mary: Visitor
) -> None:
    other = practitioner("otto")
    shares(sam, other)
    exercise, new = first_swap(sam)
    assert change(mary, sam, exercise, f"swap/{new}") == 302
    stored = Programme.objects.get(person=sam.person, is_current=True)
    stored.content = {**stored.content, "changes": [{"exercise": new, "text": "Smaller, because of pain."}]}
    stored.save()
    assert "You set this. It holds for 2 more" in text_of(mary, edit_of(sam))
    assert "Mary, Hill Road set this. It holds for 2 more" in text_of(other, edit_of(sam))
    row = sam.person.sharings.get(member__user__username="mary", ended_at=None)
    sam.post(f"/sharing/{row.pk}/stop/")
    assert content_of(sam)["pins"] == []


def test_what_is_released_is_the_programme_of_now_and_not_what_was_looked_up_before(
    sam: Visitor, mary: Visitor
) -> None:
    person = sam.person
    assert current_programme(person)
    exercise, new = first_swap(sam)
    assert change(mary, sam, exercise, f"swap/{new}") == 302
    release(person, by="Mary, Hill Road")
    assert content_of(sam)["pins"] == []
    assert new in items(sam)
    stored = current_programme(person)
    assert stored
    assert stored.content["pins"] == []


def test_what_needs_a_thing_they_lack_is_offered_apart_and_only_to_who_knows_the_answers(
    alice: Visitor, mary: Visitor
) -> None:
    alice.with_programme("desk-worker", equipment=[])
    shares(alice, mary, parts=["programme", "changes"])
    apart = "Beyond what they have at home"
    assert apart not in text_of(mary, edit_of(alice))
    shares(alice, mary)
    page = text_of(mary, edit_of(alice))
    group = page.partition(apart)[2].partition("</optgroup>")[0]
    assert "Needs a" in group
    exercise = re.findall(r'name="exercise" value="([^"]+)"', page.partition(apart)[0])[-1]
    choice = re.findall(r'<option value="([^"]+)"', group)[0]
    shares(alice, mary, parts=["programme", "changes"])
    assert change(mary, alice, exercise, choice, "I lend one") == 422
    shares(alice, mary)
    assert change(mary, alice, exercise, choice, "I lend one") == 302
    assert "which you did not tick" in text_of(alice, "/programme/")
    assert choice.partition("/")[2] in {
        item["exercise"] for item in current_programme(alice.person).content["items"]
    }
