"""What somebody takes to their GP or physio: what was asked and denied, what fits. Nothing private."""

import re

import pytest

from loadshare.server.records.models import Check
from tests.interop.test_paper import pages_in
from tests.server.cast import Visitor
from tests.server.clinic.practice import text_of

pytestmark = pytest.mark.django_db
SHEET, PAPER = "/sharing/sheet/", "/sharing/sheet.pdf"


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
