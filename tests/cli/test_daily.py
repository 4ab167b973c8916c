"""`loadshare serve` that runs for months deletes who stayed away on each new day."""

import datetime as dt
import os
import subprocess
import threading
from pathlib import Path

import pytest

from loadshare.cli import beside
from loadshare.cli.daily_beside import COMMAND, daily_beside

SUNDAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


class Calendar:
    """A date that moves when it is told to, and knows how often it was looked at."""

    def __init__(self) -> None:
        self.day = SUNDAY
        self._looks = 0
        self._looked = threading.Condition()

    def today(self) -> dt.date:
        with self._looked:
            self._looks += 1
            self._looked.notify_all()
        return self.day

    def wait_for_looks(self, count: int) -> None:
        with self._looked:
            wanted = self._looks + count
            assert self._looked.wait_for(lambda: self._looks >= wanted, timeout=20)


def test_each_new_day_is_done_once_and_one_that_failed_again() -> None:
    calendar, acted = Calendar(), []
    goes_well = True

    def act() -> bool:
        acted.append(calendar.day)
        return goes_well

    with daily_beside(act, today=calendar.today, look_s=0.001):
        calendar.wait_for_looks(5)
        assert acted == [], "the server did it when it started"
        calendar.day += DAY
        calendar.wait_for_looks(5)
        assert acted == [SUNDAY + DAY]
        goes_well = False
        calendar.day += 30 * DAY
        calendar.wait_for_looks(5)
        goes_well = True
        calendar.wait_for_looks(5)
        tries = len(acted)
        calendar.wait_for_looks(5)
    assert len(acted) == tries > 2
    assert set(acted[1:]) == {SUNDAY + 31 * DAY}


def test_a_day_is_begun_by_one_of_the_server_and_its_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[str] = []
    for name in ("expire", "note_keys"):
        monkeypatch.setattr(beside, name, lambda name=name: done.append(name))
    sign = tmp_path / "push-key"
    beside.begin_day(sign, works=True)
    sign.touch()  # from now on a worker runs beside the server
    beside.begin_day(sign, works=True)
    beside.begin_day(tmp_path / "none", works=False)
    assert done == ["expire", "note_keys", "note_keys"]


def test_the_command_it_runs_is_one(tmp_path: Path) -> None:
    environment = {**os.environ, "LOADSHARE_HOME": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    subprocess.run([COMMAND[0], "-m", "loadshare.server", "migrate", "-v", "0"], env=environment, check=True)
    ended = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")
