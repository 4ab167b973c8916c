"""Every page: few queries, strict headers, plain words, no word we never use."""

import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loadshare.care.length import usual_minutes
from loadshare.knowledge import load_knowledge
from loadshare.server.belongings.register import belongings
from tests.server.cast import Visitor, number_of
from tests.support.weight import weight_of

pytestmark = pytest.mark.any_database
QUERIES_MOST = 12
NEVER = ("diagnos", "treat", "cure", "triage", "assess", "switched off", "unstable", "damage", "wear")
ALLOWED = ("does not diagnose", "which does not diagnose")
PAGES = [
    "/programme/", "/today/", "/session/", "/session/gentle/", "/session/after/", "/session/stopped/",
    "/result/ideas/", "/moves/glute-bridge/", "/evidence/", "/purpose/", "/data/", "/data/delete/", "/help/",
    "/account/keep/", "/account/sign-in/", "/?again", "/week/", "/week/signs/", "/progress/",
    "/progress/questions/", "/progress/questions/1/", "/progress/questions/5/", "/progress/given/",
    "/connection/?idea=hip-movement&step=2", "/break/", "/break/short/", "/breaks/",
    "/using/stopping/", "/using/noticed/", "/trial/",
]  # fmt: skip


@pytest.fixture
def somebody(guest: Visitor) -> Visitor:
    """A guest with everything there can be."""
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    for _ in range(3):
        guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    return guest


@pytest.mark.parametrize("address", PAGES)
def test_few_queries(somebody: Visitor, address: str) -> None:
    check_queries(somebody, address)


@pytest.mark.parametrize("address", [page for page in PAGES if not page.startswith("/account/")])
def test_few_queries_with_an_account(somebody: Visitor, address: str) -> None:
    somebody.name = "somebody"
    somebody.keeps_plan()
    somebody.get("/help/")  # the first page after signing in renews the session
    check_queries(somebody, address)


def check_queries(somebody: Visitor, address: str) -> None:
    somebody.post("/breaks/say/", {"kind": "back"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert somebody.get(address).status_code == 200
    # What is kept is counted table by table, on one page that few open.
    most = QUERIES_MOST + len(belongings()) if address == "/data/" else QUERIES_MOST
    assert len(queries) <= most, [query["sql"][:120] for query in queries]


def test_check_pages_need_few_queries(guest: Visitor) -> None:
    guest.start()
    with CaptureQueriesContext(connection) as queries:
        guest.get("/check/1/")
        guest.post(f"/check/{number_of('emergency-legs')}/", {"none-of-these": "1"})
    assert len(queries) <= QUERIES_MOST


@pytest.mark.parametrize("address", PAGES)
def test_words_we_never_use(somebody: Visitor, address: str) -> None:
    page = somebody.get(address).content.decode()
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S).lower()
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    if address == "/evidence/":  # titles of papers are quoted as they are
        text = text[: text.index("all sources")]
        text = _without_source_titles(text)
    if address.startswith("/moves/") or address in {"/programme/", "/result/ideas/"}:
        text = _without_source_titles(text)
    assert [word for word in NEVER if re.search(rf"\b{word}", text)] == []


def _without_source_titles(text: str) -> str:
    for source in load_knowledge().sources.values():
        text = text.replace(source.title.lower(), "")
    return text


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_main_heading_and_a_title(somebody: Visitor, address: str) -> None:
    page = somebody.get(address).content.decode()
    assert page.count("<h1") - page.count("<h1 data-part") >= 1
    title = re.search(r"<title>\s*(.+?)\s*·", page)
    assert title is not None


def test_the_programme_weighs_little(somebody: Visitor) -> None:
    with_fonts, _without = weight_of(somebody.get("/programme/").content.decode())
    assert with_fonts <= 70_000


@pytest.mark.parametrize("address", ["/", "/measure/walking/", "/programme/"])
def test_the_length_of_the_check_is_told_as_it_was_counted(guest: Visitor, address: str) -> None:
    if address == "/programme/":
        guest.start()
    page = guest.get(address).content.decode()
    assert f"bout {usual_minutes(load_knowledge())} minutes" in page


def test_headers_are_strict(guest: Visitor) -> None:
    response = guest.get("/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", [*PAGES, "/check/1/"])
def test_nothing_is_inline(somebody: Visitor, address: str) -> None:
    somebody.post("/check/")
    page = somebody.get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert re.search(r"\son[a-z]+=", page) is None
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
        assert not body.strip() or "application/json" in attributes
    for address_found in re.findall(r'(?:src|href|action)="([^"]+)"', page):
        assert address_found.startswith(("/", "#", "tel:")), address_found


def test_cookies_are_kept_from_scripts(guest: Visitor) -> None:
    guest.start()
    cookie: Any = guest.client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("exercise", sorted(load_knowledge().exercises))
def test_every_exercise_has_a_page(guest: Visitor, exercise: str) -> None:
    page = guest.get(f"/moves/{exercise}/")
    assert page.status_code == 200
    assert b"How to do it" in page.content


def test_unread_numbers_are_not_shown(guest: Visitor) -> None:
    page = guest.get("/moves/glute-bridge/").content.decode()
    assert "25 %MVIC" in page
    assert "17 %MVIC" not in page
    assert "known to us from memory only" in page
