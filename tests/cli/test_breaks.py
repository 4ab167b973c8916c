"""`loadshare breaks` and `loadshare nudge`: what they say, and what runs beside the server."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import pytest

from loadshare.care.break_events import BackAtDesk
from loadshare.cli import work_beside
from loadshare.cli.local_zone import local_zone
from loadshare.desktop.diary import Diary
from tests.support.command import Command


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOADSHARE_HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/no/such/bus")


OPEN = ("--quiet-hours", "none", "--days", "all")


def test_what_is_said_is_kept_and_answered_with_how_things_stand(command: Command) -> None:
    assert "The next break is at" in command("breaks", "--say", "back", *OPEN).words
    assert command("breaks", "--say", "meeting-60", *OPEN).words == "In a meeting. Nothing will disturb it."
    assert "The next break is at" in command("breaks", "--say", "meeting-over", *OPEN).words
    assert "You are on a break." in command("breaks", "--say", "started", *OPEN).words


def test_a_word_counts_from_now_though_the_clock_was_ahead_before(command: Command, tmp_path: Path) -> None:
    for hours in (3, 24 * 400):
        ahead = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
        Diary(tmp_path).say(BackAtDesk(at=ahead))
        for word in ("back", "moved"):
            told = command("breaks", "--say", word, *OPEN).words
            later = (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=m) for m in (39, 40))
            due = {f"{moment.astimezone():%H:%M}" for moment in later}  # a clock change may lie between
            assert told.removeprefix("The next break is at ").removesuffix(".") in due


def test_one_look_prints_how_things_stand_and_ends(command: Command) -> None:
    ended = command("breaks", "--once", "--print", *OPEN)
    assert (ended.code, ended.err) == (0, "")
    assert ended.words.startswith("The next break is at")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a machine without a session bus")
def test_without_a_notification_service_it_says_what_to_do(command: Command) -> None:
    ended = command("breaks", "--once", *OPEN)
    assert (ended.code, ended.out) == (2, "")
    assert "Run: loadshare breaks --print" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--say", "fly"), "--say fly"),
        (("--quiet-hours", "late"), "--quiet-hours late"),
        (("--quiet-hours", "08:00-08:00"), "two different times"),
        (("--quiet-hours", "25:00-08:00"), "--quiet-hours"),
        (("--days", "someday"), "--days someday"),
        (("--every", "5"), "--every"),
    ],
)
def test_what_cannot_be_is_named_with_what_is_allowed(
    command: Command, arguments: tuple[str, str], named: str
) -> None:
    ended = command("breaks", "--print", "--once", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err


@pytest.mark.parametrize(
    ("named", "linked", "zone"),
    [
        ("Asia/Kathmandu", "", "Asia/Kathmandu"),
        ("", "/x/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("Nowhere/Land", "/x/zoneinfo/Europe/Paris", "Europe/Paris"),
    ],
)
def test_the_time_zone_is_the_computers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, linked: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", named)
    link = tmp_path / "localtime"
    if linked:
        link.symlink_to(linked)
    assert local_zone(link) == zone


def wait_for(path: Path, *, there: bool = True) -> bool:
    deadline = time.monotonic() + 20
    while path.exists() is not there and time.monotonic() < deadline:
        time.sleep(0.02)
    return path.exists() is there


def test_nudges_are_sent_beside_the_server_once_somebody_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sign, ran = tmp_path / "push-key", tmp_path / "ran"
    program = (
        f"import pathlib, sys, time; pathlib.Path({str(ran)!r}).write_text(sys.argv[-1]); time.sleep(60)"
    )
    monkeypatch.setattr(work_beside, "PROGRAM", program)
    started: list[int] = []
    start = work_beside._start

    def noted() -> object:
        process = start()
        started.append(process.pid)
        return process

    monkeypatch.setattr(work_beside, "_start", noted)
    with work_beside.work_beside(sign, look_s=0.02, calm_s=0.02):
        assert not ran.exists()
        sign.touch()
        assert wait_for(ran)
    assert len(started) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_a_sender_that_ends_is_started_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sign, ran = tmp_path / "push-key", tmp_path / "ran"
    sign.touch()
    monkeypatch.setattr(work_beside, "PROGRAM", f"import pathlib; pathlib.Path({str(ran)!r}).touch()")
    with work_beside.work_beside(sign, look_s=0.02, calm_s=0.02):
        assert wait_for(ran)
        ran.unlink(missing_ok=True)
        assert wait_for(ran)
