"""A worker that is killed in the middle: another one does the rest, and nothing is done twice in effect."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from tests.support.clock import AHEAD, CHILDREN
from tests.support.database import postgresql_server
from tests.support.installation import Place
from tests.support.push_service import Browser, PushService, running_push_service

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.system_clock,
    pytest.mark.skipif(sys.platform == "win32", reason="no kill -9"),
]
DEVICES, GUESTS = 40, 3
WAITING = "SELECT count(*) FROM breaks_pushdevice WHERE sent_due IS NULL OR sending_until IS NOT NULL"
WORKS = """
import sys
from loadshare.server.breaks import push_address
push_address.AddressRule.check_where_it_leads = lambda *_: None  # ours is on this machine
from loadshare.cli.main import main
sys.argv = ["loadshare", "work"]
main()
"""

PREPARES = """
import datetime as dt, json, sys
import django
django.setup()
from loadshare.server.accounts.models import RunningDay
from loadshare.server.breaks.models import BreakPlan, PushDevice
from loadshare.server.records.models import Person
now = dt.datetime.now(dt.UTC)
for said in json.load(sys.stdin):
    person = Person.objects.create()
    BreakPlan.objects.create(
        person=person, settings={}, due_at=now - dt.timedelta(seconds=5),
        lapses_at=now + dt.timedelta(minutes=14),
    )
    PushDevice.objects.create(person=person, endpoint=said["endpoint"], **said["keys"])
for _ in range(int(sys.argv[1])):
    Person.objects.create(days_away=100)
RunningDay.objects.create(on=now.date() - dt.timedelta(days=1))
"""


@contextmanager
def working(place: Place, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    log = place.home / f"work-{len(list(place.home.glob('work-*')))}.log"
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKS], env={**place.environment, **settings}, stdout=lines,
            stderr=lines, text=True, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=40)


def until(what: Any, *, within_s: float = 60) -> None:
    ends = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)


def prepare(place: Place, service: PushService) -> list[Browser]:
    """People whose break is due now, each with a browser, and guests who stayed away for a hundred days."""
    browsers = [service.browser(str(number)) for number in range(DEVICES)]
    subprocess.run(
        [sys.executable, "-c", PREPARES, str(GUESTS)],
        input=json.dumps([browser.subscription() for browser in browsers]),
        env={**place.environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"},
        text=True, check=True,
    )  # fmt: skip
    return browsers


def test_every_job_is_done_once_in_effect(tmp_path: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder,
        postgresql_server(Path(folder) / "server") as address,
        running_push_service() as service,
    ):
        place = Place(tmp_path, {"DATABASE_URL": address, "PUSH_SERVICES": "127.0.0.1"})
        assert place.manage("migrate", "--verbosity", "0").code == 0
        browsers = prepare(place, service)
        service.takes_s = 1.0
        with psycopg.connect(address, autocommit=True) as database, working(place) as first:

            def ask(what: LiteralString) -> list[tuple[Any, ...]]:
                return database.execute(what).fetchall()

            until(lambda: len(service.arrived) >= 4)
            # its clock is ahead: what it may take, and which nudges stand, is for the database's clock to say
            with working(place, **{AHEAD: "1200", "PYTHONPATH": str(CHILDREN)}) as second:
                os.killpg(first.pid, signal.SIGKILL)
                first.wait()
                sent_before = {message.path for message in service.arrived}
                assert 0 < len(sent_before) < DEVICES, "it was in the middle"
                service.takes_s = 0.0

                until(lambda: ask(WAITING) == [(0,)])
                second.terminate()
                assert second.wait(timeout=40) == 0
            count = Counter(message.path for message in service.arrived)
            assert set(count) == {f"/{number}" for number in range(DEVICES)}, "each of them"
            assert max(count.values()) <= 2
            for number, browser in enumerate(browsers):
                told = [
                    json.dumps(browser.read(message), sort_keys=True)
                    for message in service.arrived
                    if message.path == f"/{number}"
                ]
                assert len(set(told)) == 1, "whoever has it already shows the same"
            assert {message.headers["topic"] for message in service.arrived} == {"loadshare-break"}
            assert sum(times > 1 for times in count.values()) <= 16, "what was on its way when it was killed"
            assert ask("SELECT days_away, count(*) FROM selfcare_person GROUP BY 1") == [(1, DEVICES)], (
                "one day was counted once, and who stayed away is deleted once"
            )
            gone = database.execute(
                "SELECT count(*) FROM audit_auditevent WHERE event = 'guest-expired'"
            ).fetchone()
            assert gone == (GUESTS,)
            workers = database.execute(
                "SELECT id, ended_at IS NULL FROM jobs_worker ORDER BY began_at"
            ).fetchall()
            assert len({number for number, _ in workers}) == 2
            assert [never_ended for _, never_ended in workers] == [True, False]
