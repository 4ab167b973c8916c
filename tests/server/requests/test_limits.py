"""Limits: one count for all workers and hosts, by the client's address, never longer than they say."""

import concurrent.futures
import datetime as dt
import http.cookiejar
import io
import ipaddress
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from loadshare.home import PACKAGE
from loadshare.server.accounts.limits import CODES, WRONG_AT_AN_ADDRESS, WRONG_FOR_A_NAME
from loadshare.server.requests import limits
from loadshare.server.requests.limits import (
    CLOCKS_DIFFER_S,
    Limit,
    TooManyTriesError,
    client_address,
    cull_cache,
    limit_address,
    limited,
)
from tests.server.cast import PASSWORD, Visitor
from tests.support.clock import Clock, at_hour
from tests.support.site import Site

LIMIT = Limit(name="test", tries=3, within_s=60)
NOW = at_hour(12)
WRONG = "wrong-wrong-wrong"


def passes(whose: str = "me") -> bool:
    try:
        LIMIT.take(whose)
    except TooManyTriesError:
        return False
    return True


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM loadshare_cache")
        return int(cursor.fetchone()[0])


# A limit ------------------------------------------------------------------------------------------


@pytest.mark.stands_at(NOW)
@pytest.mark.django_db
def test_a_limit_lets_so_many_through_and_says_how_long_to_wait(clock: Clock) -> None:
    assert passes()
    clock.shift(20)
    assert [passes() for _ in range(3)] == [True, True, False]
    with pytest.raises(TooManyTriesError) as refusal:
        LIMIT.take("me")
    assert refusal.value.wait_s == 40
    assert passes("somebody else")
    clock.shift(41)
    assert [passes(), passes()] == [True, False]


@pytest.mark.django_db
def test_a_good_try_does_not_count() -> None:
    for _ in range(20):
        LIMIT.take("me").give_back()
    assert passes()


@pytest.mark.stands_at(NOW)
@pytest.mark.django_db
def test_a_view_counts_what_is_sent_to_it_and_not_what_was_good() -> None:
    view = limited(LIMIT, unless=lambda request: request.POST.get("it") == "right")(
        lambda _request: HttpResponse("seen")
    )
    make = RequestFactory()
    statuses = [view(make.post("/", {"it": "right"})).status_code for _ in range(9)]
    statuses += [view(make.get("/")).status_code for _ in range(9)]
    assert set(statuses) == {200}
    assert [view(make.post("/", {"it": "wrong"})).status_code for _ in range(3)] == [200] * 3
    assert not passes("127.0.0.1")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-400, -1, -0.01, -0.001, 0.01, 100])
def test_a_clock_that_moves_shuts_nobody_out(days: float, clock: Clock) -> None:
    assert [passes() for _ in range(4)] == [True, True, True, False]
    clock.shift(dt.timedelta(days=days))
    assert [passes() for _ in range(4)] == [True, True, True, False], "free at once, and counted anew"
    clock.shift(LIMIT.within_s + 1)
    assert passes()


@pytest.mark.stands_at(NOW)
@pytest.mark.django_db
def test_hosts_whose_clocks_differ_a_little_count_together(clock: Clock) -> None:
    assert [passes() for _ in range(3)] == [True, True, True]
    clock.shift(-(CLOCKS_DIFFER_S - 1))
    assert not passes()


@pytest.mark.stands_at(NOW)
@pytest.mark.django_db
def test_who_waits_long_for_the_cache_gets_no_place_that_was_taken_meanwhile(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        """Somebody else takes every place while this one waits."""

        def __getattr__(self, name: str) -> Any:
            return getattr(cache, name)

        def get_many(self, keys: list[str]) -> dict[str, float]:
            monkeypatch.undo()
            clock.shift(CLOCKS_DIFFER_S + 4)
            assert [passes() for _ in range(3)] == [True, True, True]
            found: dict[str, float] = cache.get_many(keys)
            return found

    monkeypatch.setattr(limits, "cache", Slow())
    assert not passes()


@pytest.mark.stands_at(NOW)
@pytest.mark.django_db
def test_the_cache_is_cleared_of_what_is_over_and_of_what_a_wrong_clock_left(clock: Clock) -> None:
    passes("over")
    clock.shift(dt.timedelta(days=100))
    passes("by a clock that was ahead")
    clock.move_to(NOW + dt.timedelta(minutes=5))
    passes("now")
    assert entries() == 3
    assert cull_cache() == 2
    assert entries() == 1
    clock.shift(3600)
    call_command("expire_people", verbosity=0)
    assert entries() == 0, "done every day"


@pytest.mark.django_db
def test_migrations_alone_make_the_table_the_cache_needs() -> None:
    said = io.StringIO()
    call_command("createcachetable", dry_run=True, stdout=said)
    assert "already exists" in said.getvalue()


@pytest.mark.parametrize("address", ["/", "/today/", "/programme/", "/account/", "/help/", "/data/"])
def test_ordinary_pages_never_ask_the_cache(alice: Visitor, address: str) -> None:
    alice.with_programme()
    with CaptureQueriesContext(connection) as asked:
        assert alice.get(address).status_code in {200, 302}
    assert not [query["sql"] for query in asked.captured_queries if "loadshare_cache" in query["sql"]]


# Whose ----------------------------------------------------------------------------------------------

PROXIES = st.integers(min_value=1, max_value=4)
ADDRESSES = st.ip_addresses().map(str)
CLAIMS = st.lists(st.one_of(ADDRESSES, st.text("abc123.:, []%-_", max_size=30)), max_size=5)


def seen_as(forwarded: str | None, *, caller: str = "10.0.0.1") -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return str(client_address(RequestFactory().get("/", REMOTE_ADDR=caller, headers=headers)))


@given(proxies=PROXIES, claims=CLAIMS, client=ADDRESSES, hops=st.lists(ADDRESSES, min_size=3, max_size=3))
def test_what_a_client_claims_changes_nothing(
    proxies: int, claims: list[str], client: str, hops: list[str]
) -> None:
    added = [client, *hops][:proxies]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loadshare.server.requests.limits.settings.TRUSTED_PROXIES", proxies)
        honest, lying = seen_as(", ".join(added)), seen_as(", ".join([*claims, *added]))
    mapped = getattr(ipaddress.ip_address(client), "ipv4_mapped", None)
    assert honest == lying == str(mapped or ipaddress.ip_address(client))


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        (None, "10.0.0.1"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:50123", "203.0.113.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_one_proxy(forwarded: str | None, seen: str, settings: object) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    assert seen_as(forwarded) == seen


def test_without_a_proxy_nothing_is_believed_and_with_more_than_came_none_fails(settings: object) -> None:
    assert seen_as("203.0.113.7") == "10.0.0.1"
    settings.TRUSTED_PROXIES = 3  # type: ignore[attr-defined]
    assert seen_as("203.0.113.7") == "203.0.113.7"


def test_one_place_says_where_a_request_comes_from() -> None:
    reads = re.compile(r"REMOTE_ADDR|x-forwarded-for", re.IGNORECASE)
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"requests/limits.py", "running/gateway.py"}, "take client_address or limit_address"


def test_one_line_to_the_network_is_one_of_ipv6() -> None:
    make = RequestFactory()
    seen = {limit_address(make.get("/", REMOTE_ADDR=f"2001:db8:1:2::{n:x}")) for n in range(9)}
    assert seen == {"2001:db8:1:2::"}
    assert limit_address(make.get("/", REMOTE_ADDR="")) == "0.0.0.0"


# Signing in -----------------------------------------------------------------------------------------


def tries(name: str, password: str, address: str = "198.51.100.1") -> HttpResponse:
    visitor = Visitor(name)
    data = {"login": name, "password": password}
    return visitor.post("/account/sign-in/", data, headers={"x-forwarded-for": address})


def test_wrong_passwords_do_not_shut_the_owner_out(alice: Visitor, settings: object, clock: Clock) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    alice.client.logout()
    for _ in range(5):
        assert tries("alice", WRONG).status_code == 200
    assert tries("alice", PASSWORD)["Location"] == "/today/", "after five, at the same address"
    for _ in range(30):
        last = tries("Alice ", WRONG)
    assert last.status_code == 429
    assert 50 <= int(last["Retry-After"]) <= 60
    page = last.content.decode()
    assert f"Wait {last['Retry-After']} seconds" in page
    assert "Nothing is locked." in page
    assert 'value="Alice "' in page, "what was typed stays"
    assert tries("alice", PASSWORD).status_code == 429, "how often, not whether it is right"
    assert tries("alice", PASSWORD, "198.51.100.2")["Location"] == "/today/", "at another address"
    assert Visitor().client.post("/account/sign-in/passkey/", {"credential": "{}"}).status_code == 302
    clock.shift(61)
    assert tries("alice", PASSWORD)["Location"] == "/today/", "a minute later, whatever went before"


def test_others_behind_the_same_proxy_are_others(alice: Visitor, settings: object) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    alice.client.logout()
    for number in range(60):
        tries(f"p{number}", WRONG, f"203.0.113.{number % 2}")
    assert tries("anybody", WRONG, "203.0.113.1").status_code == 429
    assert tries("alice", PASSWORD, "203.0.113.200")["Location"] == "/today/"


def test_names_that_are_one_name_are_counted_as_one(alice: Visitor) -> None:
    alice.client.logout()
    spelt = ["alice", "ALICE", " alice", "ａｌｉｃｅ"]
    statuses = [tries(spelt[n % 4], WRONG).status_code for n in range(WRONG_FOR_A_NAME.tries + 1)]
    assert statuses == [200] * WRONG_FOR_A_NAME.tries + [429]


@pytest.mark.usefixtures("alice")
def test_codes_of_the_second_step_are_counted_for_the_account() -> None:
    TOTP.activate(User.objects.get(username="alice"), "JBSWY3DPEHPK3PXP")
    visitor = Visitor("alice")
    visitor.signs_in()
    pages = [
        visitor.post("/account/sign-in/second/", {"code": f"{n:06}"}).content.decode()
        for n in range(CODES.tries + 1)
    ]
    assert [bool(re.search(r"Wait \d+ seconds", page)) for page in pages] == [False] * CODES.tries + [True]


# Real processes -------------------------------------------------------------------------------------


@pytest.fixture
def two_hosts(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[list[Site]]:
    on_postgresql = pytestconfig.getoption("--database") == "postgresql"
    chosen = {"DATABASE_URL": os.environ["DATABASE_URL"]} if on_postgresql else {}
    sites = [Site(tmp_path, TRUSTED_PROXIES="1", **chosen) for _ in range(2)]
    try:
        for site in sites:
            site.start()
        yield sites
    finally:
        for site in sites:
            site.kill()


def status_of_try(site: Site, *, name: str, address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    opener.addheaders = [("X-Forwarded-For", address)]
    where = f"{site.address}/account/sign-in/"
    page = opener.open(where, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": name, "password": WRONG})
    try:
        return int(opener.open(where, sent.encode(), timeout=60).status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_two_processes_count_together(two_hosts: list[Site]) -> None:
    name, each = f"nobody-{os.getpid()}", 12
    with concurrent.futures.ThreadPoolExecutor(max_workers=8) as many:
        found = many.map(
            lambda n: status_of_try(two_hosts[n % 2], name=name, address="203.0.113.5"), range(2 * each)
        )
        assert Counter(found) == {200: WRONG_FOR_A_NAME.tries, 429: 2 * each - WRONG_FOR_A_NAME.tries}
    assert status_of_try(two_hosts[0], name=name, address="203.0.113.6") == 200
    assert WRONG_AT_AN_ADDRESS.tries > WRONG_FOR_A_NAME.tries
