"""A demonstration: what is planted in each person is what the rules find, in a new home and never another."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from loadshare.care.alerts import AlertKind
from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.watching import watched_caseload
from loadshare.server.running.demo import fill_with_a_clinic
from loadshare.server.running.demo_people import DEMO_PEOPLE


def as_shown(username: str) -> dict[str, list[tuple[str, str]]]:
    """The caseload as the practitioner sees it: who, and each alert with its severity, in that order."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    page = " ".join(client.get("/clinic/").content.decode().split())
    assert "seen<" not in page, "nothing is folded away"
    found = {}
    for row in page.split('<li class="caseload__row">')[1:]:
        name = re.search(r"<bdi>(.+?)</bdi>", row)
        assert name
        alerts = re.findall(r'<p class="alert alert--(\w+)"><b[^>]*>[^<]+</b> (.+?) <span', row)
        assert len(alerts) == row.count('class="alert ')
        found[name[1]] = [(severity, unescape(says)) for severity, says in alerts]
    return found


@pytest.mark.django_db
def test_the_rules_find_in_each_person_what_was_planted() -> None:
    given = fill_with_a_clinic()
    assert authenticate(username=given.username, password=given.password) is not None
    watched = watched_caseload(Member.objects.get(), now=timezone.now())
    found = {sharing.called: sorted(alert.kind for alert in alerts) for sharing, alerts in watched}
    assert found == {one.called: sorted(one.expected) for one in DEMO_PEOPLE}, "once each, and nobody else"
    assert len(found) == 20
    page = as_shown(given.username)
    assert page == {
        sharing.called: [(alert.severity.value, alert.says) for alert in alerts]
        for sharing, alerts in watched
    }
    first = [called for called, alerts in page.items() if alerts]
    assert list(page)[: len(first)] == first, "whoever is to be looked at comes before the others"
    assert first[0] == "Rosa", "and a red flag before everybody"
    with pytest.raises(ValueError, match="already"):
        fill_with_a_clinic()
    begun = AuditEvent.objects.filter(event=Event.SHARING_BEGUN)
    assert begun.count() == 20, "made by the same door as everybody's"
    person = Member.objects.get().sharings.get(called="Amara").person
    assert person.programmes.count() == 12
    assert person.sessions.count() > 30


def test_most_kinds_of_alert_are_to_be_seen() -> None:
    shown = set().union(*(one.expected for one in DEMO_PEOPLE))
    assert set(AlertKind) - shown == {AlertKind.LEVEL_RAISED, AlertKind.WROTE}


def demo(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    program = "from loadshare.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "demo", "clinic", str(folder)],
        env={**{key: value for key, value in os.environ.items() if key != "DATABASE_URL"}, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.own_database
def test_a_new_home_is_filled_once_and_an_old_one_never(tmp_path: Path) -> None:
    home = tmp_path / "shown"
    ended = demo(home)
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"Sign in: +mary\nPassword: [0-9a-f]{16}\n", ended.stdout)
    database = home / "loadshare.sqlite3"
    before = database.read_bytes()
    again = demo(home)
    assert again.returncode == 2
    assert "holds something already and was left alone" in again.stderr
    assert database.read_bytes() == before


@pytest.mark.own_database
def test_a_database_that_is_named_is_never_filled(tmp_path: Path) -> None:
    ended = demo(tmp_path / "shown", DATABASE_URL="postgresql://localhost/nothing")
    assert ended.returncode == 2
    assert "unset it first" in ended.stderr
    assert not (tmp_path / "shown").exists()
