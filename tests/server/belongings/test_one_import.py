"""One copy at a time, all of it or nothing, and nobody waits for it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from loadshare.server.belongings import bringing, one_import, storage
from loadshare.server.belongings.one_import import ImportBusyError
from loadshare.server.breaks.models import BreakEvent
from loadshare.server.records.models import PainEntry, Person
from loadshare.server.requests.limits import Limit
from loadshare.server.yourdata import views as data
from tests.server.cast import Visitor
from tests.server.yourdata.test_own_data import with_history
from tests.support.callers import Answer, Caller, large_copy
from tests.support.site import Site

HOLDER = """
import django, sys, time
django.setup()
from loadshare.server.belongings import one_import
with getattr(one_import, sys.argv[1])():
    print("held", flush=True)
    time.sleep(60)
"""


def sent(visitor: Visitor, content: bytes) -> Any:
    return visitor.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", content)})


@contextmanager
def another_process_holds(what: str) -> Iterator["subprocess.Popen[str]"]:
    """Holds the lock of this installation, in the database of these tests."""
    environment = {**os.environ, "LOADSHARE_HOME": str(settings.DATA_FOLDER)}
    if connection.vendor == "postgresql":
        said = connection.settings_dict
        address = f"postgresql:///{said['NAME']}?host={said['HOST'] or said['OPTIONS'].get('host', '')}"
        environment["DATABASE_URL"] = f"{address}&user={said['USER'] or 'postgres'}"
    command = [sys.executable, "-c", HOLDER, what]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_another_process_is_kept_out_until_the_first_is_gone(guest: Visitor) -> None:
    with another_process_holds("one_import") as process:
        with pytest.raises(ImportBusyError), one_import.one_import(patience_s=0.2):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        with one_import.one_import(patience_s=5):
            pass
    assert sent(guest, large_copy(days=3)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_waits_and_the_others_are_told_at_once() -> None:
    order: list[str] = []

    def take(name: str) -> None:
        try:
            with one_import.one_import(patience_s=5):
                order.append(name)
                time.sleep(0.4)
        except ImportBusyError:
            order.append(f"{name} is told")
        finally:
            connection.close()

    names = ("first", "second", "third")
    threads = [threading.Thread(target=take, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert order == ["first", "third is told", "second"]


@pytest.mark.django_db(transaction=True)
def test_whoever_has_to_come_back_is_told_when(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_import, "PATIENCE_S", 0.0)
    with another_process_holds("one_import"):
        page = sent(guest, large_copy(days=3))
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "Wait a minute" in page.content.decode()
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/data/take/", "/data/take/tables/", "/data/take/fhir/"])
def test_one_file_is_made_at_a_time(guest: Visitor, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    guest.start()
    monkeypatch.setattr(one_import, "PATIENCE_S", 0.0)
    with another_process_holds("one_export"):
        page = guest.post(address)
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "Wait a minute, then choose yours again" in page.content.decode()
    assert 'action="/data/take/tables/"' in page.content.decode(), "to choose it again"
    with another_process_holds("one_import"):
        assert guest.post(address).status_code == 200, "what comes in holds up nothing that goes out"


def test_a_guest_takes_only_so_many_files(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.start()
    monkeypatch.setattr(data, "GUESTS_TAKE", Limit(name="guests-take", tries=2, within_s=600))
    kinds = ("tables/", "fhir/", "")
    pages = [guest.post(f"/data/take/{kind}") for kind in kinds]
    assert [page.status_code for page in pages] == [200, 200, 503]
    assert 500 < int(pages[2]["Retry-After"]) <= 600
    assert "Many files were taken from here" in pages[2].content.decode()


def cut_off_import(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there when a process is killed before the last transaction."""

    def killed(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(bringing, "_join", killed)
        patch.setattr(bringing, "sweep", lambda: 0)
        with pytest.raises(SystemExit):
            sent(visitor, large_copy(breaks=600, days=10))


def test_what_was_cut_off_is_nowhere_to_be_seen(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    with_history(guest)
    cut_off_import(guest, monkeypatch)
    assert BreakEvent.objects.count() == 600
    assert guest.person.break_events.count() == 0
    assert guest.person.pain_entries.count() == 1
    assert sent(guest, large_copy(days=10)).status_code == 302
    assert BreakEvent.objects.count() == 0, "the next import sweeps"
    assert Person.objects.count() == 1


def test_what_was_cut_off_goes_with_the_daily_work(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.start()
    cut_off_import(guest, monkeypatch)
    assert Person.objects.count() == 2
    call_command("expire_people", verbosity=0)
    assert Person.objects.get() == guest.person
    assert not BreakEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_daily_work_leaves_a_running_import_alone() -> None:
    Person.objects.create(arriving=True)
    with another_process_holds("one_import"):
        call_command("expire_people", verbosity=0)
    assert Person.objects.filter(arriving=True).exists()


def test_a_copy_that_the_database_refuses_leaves_nothing(guest: Visitor) -> None:
    guest.start()
    bad = large_copy(breaks=700, programme={"activities": [{"number": 1, "place": 9, "words": "x"}]})
    page = sent(guest, bad)
    assert page.status_code == 422
    assert "contradict each other" in page.content.decode()
    assert Person.objects.get() == guest.person
    assert not BreakEvent.objects.exists()


def test_what_one_did_meanwhile_stays(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap in another tab while the copy comes in: the day is there once, as it was tapped."""
    guest.start()
    join = bringing._join

    def joined(arriving: Any, to: Any) -> int:
        PainEntry.objects.create(person=guest.person, on="1950-01-02", pain=9)
        return join(arriving, to)

    monkeypatch.setattr(bringing, "_join", joined)
    assert sent(guest, large_copy(days=3)).status_code == 302
    assert list(guest.person.pain_entries.order_by("on").values_list("pain", flat=True)) == [0, 9, 2]


def test_only_what_comes_in_counts_for_the_limit(monkeypatch: pytest.MonkeyPatch, db: None) -> None:  # noqa: ARG001
    monkeypatch.setattr(data, "GUESTS_BRING", Limit(name="guests-bring", tries=2, within_s=600))
    for _ in range(4):
        assert sent(Visitor(), b"no zip").status_code == 422
    assert [sent(Visitor(), large_copy(days=n)).status_code for n in (1, 2)] == [302, 302]
    page = sent(Visitor(), large_copy(days=3))
    assert page.status_code == 503
    assert 500 < int(page["Retry-After"]) <= 600
    assert "Wait 10 minutes" in page.content.decode() or "Wait 11 minutes" in page.content.decode()


def test_a_guest_has_less_room_and_is_told_what_to_do(
    guest: Visitor, alice: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "GUEST_ROWS", 5)
    page = sent(guest, large_copy(days=6))
    assert page.status_code == 422
    assert "choose Keep my plan" in page.content.decode()
    assert sent(guest, large_copy(days=5)).status_code == 302
    assert sent(guest, large_copy(days=5)).status_code == 422, "with what is here already"
    assert sent(alice, large_copy(days=6)).status_code == 302
    monkeypatch.setattr(storage, "GUEST_CHARACTERS", 100)
    assert sent(Visitor(), large_copy(days=1)).status_code == 422


# On a real server ------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def host_of(site: Site) -> str:
    return site.address.removeprefix("http://")


def rows_in(site: Site, query: str) -> int:
    import sqlite3

    with sqlite3.connect(site.home / "loadshare.sqlite3", timeout=20) as database:
        found: int = database.execute(query).fetchone()[0]
    database.close()
    return found


@pytest.mark.own_database
def test_killed_in_the_middle_it_leaves_the_person_as_they_were(site: Site) -> None:
    caller = Caller(host_of(site))
    caller.post("/check/", {})
    caller.post("/today/pain/", {"pain": "4"})
    file = large_copy(breaks=20_000, days=50)

    def bring() -> None:
        with suppress(OSError):  # the server is gone
            caller.bring(file)

    thread = threading.Thread(target=bring)
    thread.start()
    deadline = time.monotonic() + 60
    while rows_in(site, "SELECT count(*) FROM breaks_breakevent") < 1000 and time.monotonic() < deadline:
        time.sleep(0.02)
    site.kill()
    thread.join()
    assert rows_in(site, "SELECT count(*) FROM selfcare_person WHERE arriving") == 1, "killed too late"
    site.start()
    assert rows_in(site, "SELECT count(*) FROM selfcare_person") == 1
    assert rows_in(site, "SELECT count(*) FROM breaks_breakevent") == 0
    assert rows_in(site, "SELECT count(*) FROM selfcare_painentry") == 1
    assert caller.bring(large_copy(breaks=700)).status == 302
    assert rows_in(site, "SELECT count(*) FROM breaks_breakevent") == 700


@pytest.mark.own_database
def test_others_go_on_while_three_big_copies_come_at_once(site: Site) -> None:
    other = Caller(host_of(site))
    other.post("/check/", {})
    file = large_copy(breaks=12_000, days=3_000)
    pages: list[Answer] = []
    with ThreadPoolExecutor(3) as pool:
        big = [pool.submit(Caller(host_of(site)).bring, file) for _ in range(3)]
        while not all(one.done() for one in big):
            pages += [other.get("/check/"), other.post("/today/pain/", {"pain": "3"})]
    brought = sorted(one.result().status for one in big)
    assert brought[0] == 302
    assert set(brought) <= {302, 503}
    assert {page.status for page in pages} <= {200, 302}
    times = sorted(page.seconds for page in pages)
    assert times[int(0.95 * len(times))] < 2.0
    assert "locked" not in (site.home / "serve.log").read_text(encoding="utf-8")
