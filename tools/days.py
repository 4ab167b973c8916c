"""Runs what depends on dates at other moments and places: `python tools/test.py days`.

A fault found here is run again alone with the options that are printed, for instance
`pytest --at 2027-12-31T23:58 --zone America/Los_Angeles tests/server/today/test_today.py`.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("care", "interop", "server", "api", "cli")
FEW = (
    "care/test_break_stamps.py",
    "care/test_breaks.py",
    "care/test_progression.py",
    "care/test_review.py",
    "care/test_running_week.py",
    "care/test_session.py",
    "interop/test_calendar.py",
    "interop/test_calendar_zone.py",
    "server/breaks/test_breaks.py",
    "server/breaks/test_calendar.py",
    "server/installation/test_certificate.py",
    "server/check/test_emergency_and_clock.py",
    "server/person/test_guest.py",
    "server/today/test_local_day.py",
    "server/check/test_locks.py",
    "server/progress/test_progress.py",
    "server/breaks/test_push.py",
    "server/session/test_session.py",
    "server/offline/test_sync.py",
    "server/today/test_today.py",
    "server/week/test_week.py",
    "api/test_care.py",
    "api/test_review.py",
    "cli/test_breaks.py",
    "cli/test_daily.py",
    "cli/test_plan.py",
)
"""What asks for the day or the hour most: these alone are in every run."""
LEFT_OUT = (
    # Rules get their days as arguments, and these take long because they draw thousands of people.
    "care/test_*properties.py",
    "care/test_answers.py",
    "care/test_asking.py",
    "care/test_population.py",
    "care/test_profile.py",
    "care/test_safety.py",
    "care/test_signs_again.py",
    "api/test_contract.py",
    # Real servers under load, killed ones, and https, which asks the system for the time.
    "server/connection/test_*.py",
    "server/backup/test_backup.py",
    "server/installation/test_lost_database.py",
    "server/jobs/test_killed_worker.py",
    "server/requests/test_odd_requests.py",
    "server/running/test_outage.py",
    "server/backup/test_restore_killed.py",
    "server/session/test_steps_elsewhere.py",
    "server/offline/test_sync_under_fire.py",
    "server/installation/test_upgrade.py",
    "server/running/test_whose_answer.py",
    "server/accounts/test_whose_answers.py",
    "cli/test_bad_answers.py",
    "cli/test_every_verb.py",
    "cli/test_outage.py",
    "cli/test_serve.py",
    "cli/test_serve_phones.py",
    "cli/test_slow_callers.py",
)
"""Slow, and nothing in them depends on the day or the place."""
MINUTES = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment on the clock on the wall of a place."""

    name: str
    at: str
    zone: str
    is_in_every_run: bool = False


def moments() -> tuple[Moment, ...]:
    """Those that are in every run first: one place behind UTC and one before it, where the days differ."""
    now = dt.datetime.now(dt.UTC)
    return (
        Moment(name="New Year", at="2027-12-31T23:58", zone="America/Los_Angeles", is_in_every_run=True),
        Moment(
            name="hour that comes twice", at="2027-04-04T02:30", zone="Pacific/Auckland", is_in_every_run=True
        ),
        Moment(name="hour that is left out", at="2027-03-28T00:58", zone="Europe/London"),
        Moment(name="autumn", at="2027-10-31T01:30", zone="Europe/London"),
        Moment(name="29 February", at="2028-02-29T03:00", zone="Asia/Kolkata"),
        Moment(name="a year ahead", at=f"{now + dt.timedelta(days=365):{MINUTES}}", zone="Europe/London"),
    )


def main() -> int:
    """Run all moments, or those of every run; stop at the first that fails."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", action="store_true", help="only what is in every run")
    few = options.parse_args().few
    for moment in moments():
        if few and not moment.is_in_every_run:
            continue
        print(f"── {moment.name}: --at {moment.at} --zone {moment.zone}", flush=True)
        if code := _tests_at(moment, few=few) or _scripts_in(moment.zone):
            return code
    return 0


def _tests_at(moment: Moment, *, few: bool) -> int:
    where = ["--at", moment.at, "--zone", moment.zone]
    which = [*(f"tests/{name}" for name in (FEW if few else TESTS))]
    which += [f"--ignore-glob=*/{name}" for name in LEFT_OUT]
    workers = str((os.cpu_count() or 1) + 1)
    side_by_side = ["-n", workers, "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *side_by_side, *where, *which]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _scripts_in(zone: str) -> int:
    command = ["npx", "--no-install", "vitest", "run", "--reporter=dot"]
    return subprocess.run(
        command, cwd=ROOT / "frontend", env={**os.environ, "TZ": zone}, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
