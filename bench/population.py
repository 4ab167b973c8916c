"""Simulated people over twelve weeks through check, programme, sessions and reviews; no rule may break.

300 people by default; `PEOPLE=10000 python -m bench population` for the whole town. With `--read` it only
writes six weeks of the ten made-up people as a page (docs/reference/six-weeks.md).
"""

import datetime as dt
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from bench._kept import broken_by_level, broken_by_session, broken_by_week
from bench._person import KNOWLEDGE, Person, make_person
from bench._timing import print_row
from bench.six_weeks import write
from loadshare.care.case import Case
from loadshare.care.course import WeekSaid
from loadshare.care.logs import SessionLog, unlocked_by
from loadshare.care.programme import NoProgrammeError, Programme, build_programme
from loadshare.care.progression import ItemMove, next_doses
from loadshare.care.review import Choice, Decision, Review, review_week, settle_week
from loadshare.care.told import RED_TWICE, red_told_on
from loadshare.knowledge.safety import Level

BEGINS = dt.date(2026, 11, 23)
WEEKS = 12
PEOPLE = 300
PART = 250
SHOWN = 10
GOES = 0.5
"""How many of those who are told to have somebody look do so."""
WAITS_WEEKS = 2
"""How long somebody waits to be seen before the programme goes on."""


class Town:
    """What happened to everybody."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []

    def report(self, seed: int, week: int, broken: str) -> None:
        """Note a broken rule."""
        self.broken.append(f"person {seed}, week {week}: {broken}")

    def add(self, other: "Town") -> None:
        """Take in what happened in another part of the town."""
        self.counts += other.counts
        self.broken += other.broken


def simulate(people: int, *, first: int = 0) -> Town:
    """Live twelve weeks with this many people, from number `first` on."""
    town = Town()
    for seed in range(first, first + people):
        live(seed, town, make_person)
    return town


def live(seed: int, town: Town, make: Callable[[int], Person]) -> None:
    """Twelve weeks of the person of this number."""
    _Life(make(seed), seed, town).live()


def simulate_on_all_cores(people: int) -> Town:
    """The same, a part of the town on each core."""
    town, starts = Town(), range(0, people, PART)
    with ProcessPoolExecutor() as pool:
        parts = [pool.submit(simulate, min(PART, people - first), first=first) for first in starts]
        for part in parts:
            town.add(part.result())
    return town


class _Life:
    """Twelve weeks of one person."""

    def __init__(self, person: Person, seed: int, town: Town) -> None:
        self.seed, self.town = seed, town
        self.person: Person = person
        self.case: Case = self.person.case()
        self.logs: tuple[SessionLog, ...] = ()
        self.past: tuple[WeekSaid, ...] = ()
        self.seen: dt.date | None = None
        self.told: dict[str, dt.date] = {}
        self.today = BEGINS
        self._tell(BEGINS)

    def live(self) -> None:
        """Check, first week, then sessions and a review each week."""
        self.town.counts["people"] += 1
        try:
            programme = build_programme(
                check=self.case.check,
                preferences=self.case.preferences,
                facts=self.case.facts,
                knowledge=KNOWLEDGE,
                starts=BEGINS,
            )
        except NoProgrammeError:
            self.town.counts["no programme at the check"] += 1
            return
        self.past = (self._said(),)
        waits = 0
        for week in range(WEEKS):
            self.town.counts["weeks"] += 1
            if waits == 0 and week not in self.person.away:
                programme = self._sessions(programme, week)
            self.person.live_a_week()
            self.today = BEGINS + dt.timedelta(weeks=week + 1)
            if waits:
                waits -= 1
                continue
            following = self._review(programme, week)
            waits = WAITS_WEEKS if following is None else 0
            programme = following or programme

    def _sessions(self, programme: Programme, week: int) -> Programme:
        for offset in range(7):
            day = BEGINS + dt.timedelta(weeks=week, days=offset)
            if not programme.day(day).items or self.person.chance.random() > self.person.faith:
                continue
            log = self.person.session(programme, day)
            self.logs = (*self.logs, log)
            self.town.counts["sessions"] += 1
            self._unlock()
            progress = next_doses(programme=programme, logs=self.logs, case=self.case, today=day)
            for problem in broken_by_session(programme, progress, log, self.case):
                self.town.report(self.seed, week, problem)
            moves = Counter(step.move for step in progress.steps)
            self.town.counts["steps up"] += moves[ItemMove.UP] + moves[ItemMove.HARDER]
            self.town.counts["steps down"] += moves[ItemMove.DOWN] + moves[ItemMove.EASIER]
            programme = progress.programme
        return programme

    def _review(self, programme: Programme, week: int) -> Programme | None:
        sign = self.person.maybe_ticks_a_sign()
        if sign:
            self.case = self.person.case()
        said = self._said()
        review = review_week(
            said=said,
            past=self.past,
            programme=programme,
            logs=self.logs,
            case=self.case,
            started=BEGINS,
            today=self.today,
            seen=self.seen,
            told=self._told(),
        )
        self._tell(self.today)
        self.past = (*self.past, said)
        self.town.counts[f"reviews: {review.decision.value}"] += 1
        if review.course is not None:
            self.town.counts[f"course: {review.course.value}"] += 1
        for problem in broken_by_level(review, self.logs, self.today):
            self.town.report(self.seed, week, problem)
        if review.proposal is None:
            self._is_seen(sign)
            return None
        if review.decision is Decision.SEE_SOMEBODY:
            self.town.counts.update(f"loud: {advice.why}" for advice in review.advice)
            if self.person.chance.random() < GOES:
                self.seen = self.today
        following = settle_week(
            review=review, choices=self._choices(review), programme=programme, case=self.case
        )
        for problem in broken_by_week(programme, following, review, self.logs, self.case, self.today):
            self.town.report(self.seed, week, problem)
        return following

    def _choices(self, review: Review) -> dict[str, Choice]:
        """One change in six is not simply accepted; one edit a review, as people do."""
        assert review.proposal is not None
        for change in review.proposal.changes:
            if self.person.chance.random() < 1 / 6:
                self.town.counts["edited reviews"] += 1
                return {change.exercise: self.person.chance.choice(change.choices)}
        return {}

    def _said(self) -> WeekSaid:
        pain = round(self.person.pain)
        return WeekSaid(
            date=self.today,
            pain_average=pain,
            activity=max(0, min(10, 10 - pain + self.person.chance.randint(-1, 1))),
            confidence=self.person.chance.randint(1, 10),
        )

    def _is_seen(self, sign: str | None) -> None:
        """Somebody looked at it: the sign is settled, and the weeks count from here."""
        self.seen = self.today
        if sign:
            self.person.raw["answers"][sign] = "no"
            self.case = self.person.case()

    def _tell(self, day: dt.date) -> None:
        """Keep the items of level D that are told today, from the first day on."""
        items = [one.item for one in self.case.check.safety.reasons if one.level is Level.DAYS]
        self.told = {item: self.told.get(item, day) for item in items}

    def _told(self) -> dict[str, dt.date]:
        """With what the pages after the sessions said."""
        red = red_told_on(logs=self.logs, today=self.today)
        return self.told if red is None else {**self.told, RED_TWICE: red}

    def _unlock(self) -> None:
        opened = unlocked_by(logs=self.logs, knowledge=KNOWLEDGE)
        if not opened <= self.case.unlocked:
            self.case = Case(
                check=self.case.check,
                preferences=self.case.preferences,
                facts=self.case.facts,
                knowledge=KNOWLEDGE,
                unlocked=self.case.unlocked | opened,
            )


def run() -> None:
    """Print what happened, and the time per simulated week; with `--read` only write the page to read."""
    if "--read" in sys.argv[1:]:
        print_row("wrote", str(write().name))
        return
    people = int(os.environ.get("PEOPLE", PEOPLE))
    started = time.perf_counter()
    town = simulate(people) if people <= PEOPLE else simulate_on_all_cores(people)
    taken = time.perf_counter() - started
    for name, count in sorted(town.counts.items()):
        print_row(name, f"{count:,}")
    print_row("time per simulated week", f"{taken * 1000 / max(1, town.counts['weeks']):.2f} ms")
    print_row("whole run", f"{taken:.1f} s")
    print_row("rules broken", f"{len(town.broken)}")
    for line in town.broken[:SHOWN]:
        print(f"    {line}")
    if town.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    run()
