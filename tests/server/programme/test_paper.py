"""The programme on paper, from its page."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.server.cast import Visitor


def test_a_guest_prints_the_week(guest: Visitor) -> None:
    guest.with_programme()
    assert 'href="/programme/paper/"' in guest.get("/programme/").content.decode()
    response = guest.get("/programme/paper/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("query", ["?print=large", "?size=us-letter", "?size=nonsense&print=nonsense"])
def test_size_and_large_print_come_with_the_link(guest: Visitor, query: str) -> None:
    guest.with_programme()
    response = guest.get(f"/programme/paper/{query}")
    assert response.content.startswith(b"%PDF-")
    assert (response.content == guest.get("/programme/paper/").content) is ("nonsense" in query)


def test_there_is_no_paper_while_the_programme_is_shut(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/programme/look/")
    guest.with_check(legs_both_new="yes")
    assert guest.get("/programme/paper/")["Content-Type"].startswith("text/html")
    with zipfile.ZipFile(io.BytesIO(guest.post("/data/take/").content)) as archive:
        assert "programme.pdf" not in archive.namelist()
        assert archive.read("record.pdf").startswith(b"%PDF-")


def test_there_is_no_paper_while_a_late_stop_waits_for_an_answer(guest: Visitor) -> None:
    guest.with_programme()
    guest.person.receipts.create(
        entry=uuid4(),
        kind="session",
        made_at=timezone.now(),
        is_kept=True,
        stop="chest-pain",
        is_stop_open=True,
    )
    assert guest.get("/programme/paper/").status_code == 302
    with zipfile.ZipFile(io.BytesIO(guest.post("/data/take/").content)) as archive:
        assert "programme.pdf" not in archive.namelist()
        assert archive.read("record.pdf").startswith(b"%PDF-")


def test_a_stranger_is_led_to_the_start(guest: Visitor) -> None:
    assert guest.get("/programme/paper/")["Location"] == "/"


def test_the_copy_holds_the_papers(guest: Visitor) -> None:
    guest.with_programme()
    with zipfile.ZipFile(io.BytesIO(guest.post("/data/take/").content)) as archive:
        assert archive.read("programme.pdf").startswith(b"%PDF-")
        assert archive.read("record.pdf").startswith(b"%PDF-")
