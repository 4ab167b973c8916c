"""The one clock of the tests: what time it is when a test begins, and in which zone.

Every test begins at the same moment, by itself: people and rows are born at it, and time goes on from
there. A test moves it (the `clock` fixture, or `with later(days=7)`). Marked `stands_at(moment)` it begins
at that moment and stands still. Marked `system_clock` it is left as it is, because another process shares it.

`--at 2027-12-31T23:58 --zone America/Los_Angeles` lets the whole run begin at another moment and place.
"""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

Clock = time_machine.Traveller
USUAL = "2026-11-23T10:00"
"""A Monday morning."""
CHILDREN = Path(__file__).parent / "moved_child"
AHEAD = "LOADSHARE_TESTS_AHEAD_S"
"""How far the clocks of the processes that tests start are ahead of the real one."""
_begins: dt.datetime | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--at", default="", help=f"when tests begin, as {USUAL} in the zone of the run")
    parser.addoption("--zone", default="", help="the time zone of the run, as Pacific/Auckland")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before Django reads its settings, and before a test module is read."""
    global _begins
    asked = early_config.known_args_namespace
    os.environ["TZ"] = asked.zone or os.environ.get("TZ") or "Europe/London"
    time.tzset()
    _begins = dt.datetime.fromisoformat(asked.at or USUAL).replace(tzinfo=zone())
    if asked.at:
        time_machine.travel(_begins.timestamp()).start()


def pytest_collection(session: pytest.Session) -> None:
    """Moves the processes that tests start as well. Workers of xdist have moved themselves before."""
    if session.config.getoption("--at"):
        os.environ[AHEAD] = str((now() - of_the_system()).total_seconds())
        known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(CHILDREN), *filter(None, known)])


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[Clock | None]:
    """The clock of this test: `clock.shift(...)`, `clock.move_to(...)`."""
    if request.node.get_closest_marker("system_clock"):
        yield None
        return
    stands = request.node.get_closest_marker("stands_at")
    moment: dt.datetime = stands.args[0] if stands else begins()
    # A number, because a moment with a zone would move the zone of the process too.
    with time_machine.travel(moment.timestamp(), tick=not stands) as traveller:
        yield traveller


def zone() -> ZoneInfo:
    """The time zone of the run, for the product as well."""
    return ZoneInfo(os.environ["TZ"])


def begins() -> dt.datetime:
    """The moment at which tests begin."""
    assert _begins is not None
    return _begins


def at_hour(hour: int) -> dt.datetime:
    """This hour of the day on which tests begin."""
    return dt.datetime.combine(begins().date(), dt.time(hour), zone())


def next_monday(hour: int) -> dt.datetime:
    """This hour of that day, or of the Monday after it."""
    day = at_hour(hour)
    return day + dt.timedelta(days=-day.weekday() % 7)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    return now().astimezone(zone()).date()


@contextmanager
def later(by: dt.timedelta = dt.timedelta(0), *, days: int = 0) -> Iterator[None]:
    """For a while it is later: `days` are those of the calendar, at the same hour on the wall."""
    wall = now().astimezone(zone()) + dt.timedelta(days=days)
    with time_machine.travel((wall.astimezone(dt.UTC) + by).timestamp()):
        yield


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """For a while it is this moment, and time stands."""
    with time_machine.travel(moment.timestamp(), tick=False):
        yield


def of_the_system() -> dt.datetime:
    """What the system's own clock says, for libraries that ask it and not Python, as OpenSSL does."""
    hatch = time_machine.escape_hatch
    return hatch.datetime.datetime.now(dt.UTC) if hatch.is_travelling() else now()
