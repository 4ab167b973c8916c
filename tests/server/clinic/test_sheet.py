"""What somebody takes to their GP or physio: what was asked and denied, what fits. Nothing private."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loadshare.server.records.models import Check, SafetyLock
from tests.interop.test_paper import pages_in
from tests.server.cast import Visitor, example_answers
from tests.server.clinic.practice import text_of
from tests.support.clock import today

pytestmark = pytest.mark.django_db
SHEET, PAPER = "/sharing/sheet/", "/sharing/sheet.pdf"


def said_on(visitor: Visitor) -> str:
    """What stands under "What to say"."""
    return text_of(visitor, SHEET).split("What to say")[1].split("</section>")[0]


def test_it_tells_what_was_asked_and_denied_and_what_fits_without_an_account(guest: Visitor) -> None:
    guest.with_programme()
    page = text_of(guest, SHEET)
    assert "No numbness between your legs" in page
    assert "<h2>What the answers fit</h2>" in page
    assert "<h2>Pain and sessions, week by week</h2>" in page
    assert "not an examination" in page
    assert pages_in(guest.get(PAPER).content) <= 2


def test_the_sentence_to_say_is_built_from_what_was_ticked(guest: Visitor) -> None:
    run = guest.with_check("desk-worker", height_loss="yes")
    assert run.level == "D"
    page = text_of(guest, SHEET)
    said = page.split("What to say")[1].split("</section>")[0]
    assert "shorter" in said


def test_what_was_told_in_private_is_not_on_it(guest: Visitor) -> None:
    guest.with_check("desk-worker", dark_thoughts="thoughts", hurt_by_somebody="yes")
    reasons = {one["item"] for one in Check.objects.get().result["safety"]["reasons"]}
    assert {"dark-thoughts", "hurt-by-somebody"} & reasons
    page = re.sub(r"<head>.*?</head>|<footer.*", "", text_of(guest, SHEET), flags=re.S).lower()
    for word in ("harming", "harm myself", "hurt me", "unsafe", "in private you"):
        assert word not in page


def test_without_a_check_there_is_none(guest: Visitor) -> None:
    assert guest.get(SHEET)["Location"] == "/"
    assert guest.get(PAPER)["Location"] == "/"


def test_answers_to_older_questions_are_not_told_as_new_ones(guest: Visitor) -> None:
    guest.with_check()
    Check.objects.update(rules_version="2026.2")
    page = text_of(guest, SHEET)
    assert "Asked and answered" not in page
    assert "<h2>Home tests</h2>" in page


def test_a_lock_that_stands_is_said_before_the_calmer_check(guest: Visitor) -> None:
    guest.with_emergency()
    before = said_on(guest)
    assert "numb" in before
    assert guest.with_check().level == "C"
    page = said_on(guest)
    assert "Loadshare told me to be seen first" in page
    assert "numb" in page, "why it stands is the sentence that counts"
    assert guest.get(PAPER).status_code == 200
    SafetyLock.objects.update(check_run=None)
    assert "Loadshare told me to be seen first" in said_on(guest), "the check can go; the lock stays"
    SafetyLock.objects.update(checked_on=today())
    assert "What to say" not in text_of(guest, SHEET)


def test_what_a_lock_says_of_several_checks_is_all_of_it(guest: Visitor) -> None:
    guest.with_emergency()
    assert guest.with_check("desk-worker", fever="yes").level == "S"
    guest.with_check()
    page = said_on(guest)
    assert "numb" in page
    assert "fever" in page


def test_a_lock_of_what_was_told_in_private_is_not_hinted_at(guest: Visitor) -> None:
    guest.with_check("desk-worker", dark_thoughts="thoughts")
    assert SafetyLock.objects.exists()
    guest.with_check()
    assert "What to say" not in text_of(guest, SHEET)


def test_an_open_check_that_asks_to_be_seen_is_said_too(guest: Visitor) -> None:
    guest.with_check()
    guest.start()
    answers = example_answers("desk-worker", fever="yes")
    Check.objects.filter(finished_at=None).update(answers=answers)
    assert "fever" in said_on(guest)


def test_it_asks_no_more_for_more_checks_and_more_days(guest: Visitor) -> None:
    guest.with_emergency()
    counts = []
    for back in (1, 2, 3):
        guest.with_check("desk-worker", fever="yes")
        guest.person.pain_entries.create(on=today() - dt.timedelta(days=back), pain=4)
        with CaptureQueriesContext(connection) as asked:
            assert guest.get(SHEET).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] <= 28
