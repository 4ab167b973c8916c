"""One part of what a person shares, as they read it themselves: the same sentences, charts and reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings

from loadshare.care.check import CheckResult
from loadshare.care.doses import describe_dose
from loadshare.care.explain import explain
from loadshare.care.programme_types import Change, Programme
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.library import RULES_VERSION
from loadshare.knowledge.mechanism import Basis
from loadshare.knowledge.safety import HELP_FIRST
from loadshare.server.check import checking, locks
from loadshare.server.check.presenters.ideas import IdeasScreen
from loadshare.server.clinic.presenters.own import part_words
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words
from loadshare.server.programme import planning
from loadshare.server.progress import outcomes
from loadshare.server.progress.days import Year, year_of
from loadshare.server.progress.home_tests import added_points, home_test_series
from loadshare.server.progress.own import average_pain, outcome_series, pain_series, session_series
from loadshare.server.progress.series import Series
from loadshare.server.records import current
from loadshare.server.records.models import Person


class PartScreen:
    """One part of one person."""

    def __init__(
        self,
        person: Person,
        part: SharedPart,
        *,
        shared: Collection[SharedPart],
        today: dt.date,
        has_lock: bool,
        reader: str = "",
    ) -> None:
        """`reader`: the practitioner as they sign their changes; empty for the person.

        `has_lock`: a red flag stands.
        """
        self.part = part
        self.today = today
        self._person = person
        self._shared = shared
        self._reader = reader
        self._has_lock = has_lock

    @property
    def title(self) -> str:
        """What the part is called."""
        return part_words(self.part)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The charts of this part; what was never noted is not there."""
        found: Mapping[SharedPart, Callable[[], Sequence[Series | None]]] = {
            SharedPart.PROGRAMME: self._done,
            SharedPart.MEASUREMENTS: self._measured,
            SharedPart.SCORES: self._scored,
        }
        asked = found.get(self.part)
        return tuple(one for one in asked() if one is not None) if asked else ()

    @property
    def payload(self) -> list[Any]:
        """The charts for the script."""
        return [one.payload for one in self.series]

    @cached_property
    def year(self) -> Year | None:
        """The days on which something was done."""
        return year_of(self._person, today=self.today) if self.part is SharedPart.PROGRAMME else None

    @cached_property
    def week(self) -> Sequence[tuple[str, str]]:
        """The exercises of this week, with the dose in words."""
        stored = current.current_programme(self._person) if self.part is SharedPart.PROGRAMME else None
        if stored is None:
            return ()
        known = load_knowledge().exercises
        return [
            (known[item.exercise].name, describe_dose(exercise=known[item.exercise], dose=item.dose))
            for item in planning.programme_of(stored).items
        ]

    @cached_property
    def changes(self) -> Sequence[str]:
        """What is different this week."""
        stored = current.current_programme(self._person) if self.part is SharedPart.PROGRAMME else None
        if stored is None:
            return ()
        return told_changes(planning.programme_of(stored), shared=self._shared, reader=self._reader)

    @cached_property
    def ideas(self) -> IdeasScreen | None:
        """What the answers fit, and why; none before a check, and none where help comes first.

        A lock goes before a check that is calm, and so does what a check says that is not finished.
        """
        if self.part is not SharedPart.ANSWERS or self._has_lock:
            return None
        begun, run = checking.open_and_last(self._person)
        found = checking.result_of(run) if run else None
        if run is None or found is None or found.safety.level in HELP_FIRST or locks.is_alarming(begun):
            return None
        if found.rules_version != RULES_VERSION:
            return None
        is_measured = SharedPart.MEASUREMENTS in self._shared
        if not is_measured:
            found = _without_measured(found)
        told = explain(check=found, facts=checking.facts_of_run(run), knowledge=load_knowledge())
        if not is_measured:
            ideas = tuple(idea.model_copy(update={"findings": ()}) for idea in told.ideas)
            told = told.model_copy(update={"ideas": ideas})
        return IdeasScreen(told, found, country=settings.COUNTRY)

    @property
    def nothing(self) -> str:
        """What is said where there is nothing yet."""
        if self.series or self.week or self.ideas or (self.year and self.year.sessions):
            return ""
        return words("person.nothing-ideas" if self.part is SharedPart.ANSWERS else "person.nothing")

    def _done(self) -> Sequence[Series | None]:
        """Pain of the weekly look, and of the scores only where those are shared too."""
        is_shared = SharedPart.SCORES in self._shared
        scores = outcomes.scores_of(self._person) if is_shared else ()
        average = average_pain(self._person, scores=scores)
        days = self.year.session_days if self.year else ()
        knowledge = load_knowledge()
        return (
            pain_series(self._person, average=average, today=self.today, knowledge=knowledge),
            session_series(days, today=self.today),
        )

    def _scored(self) -> Sequence[Series | None]:
        return tuple(outcome_series(outcomes.scores_of(self._person), knowledge=load_knowledge()))

    def _measured(self) -> Sequence[Series | None]:
        checks = list(self._person.checks.exclude(finished_at=None).order_by("finished_at"))
        return tuple(home_test_series(checks, added_points(self._person), knowledge=load_knowledge()))


def told_changes(programme: Programme, *, shared: Collection[SharedPart], reader: str) -> Sequence[str]:
    """Newest last. Why something was changed may tell an answer, so only where those are shared.

    What somebody else set is told without their name and their words: those were meant for the person.
    """
    if SharedPart.ANSWERS in shared:
        return [change.text for change in programme.changes]
    set_by_hand = [change for change in programme.changes if change.by]
    return [change.text if change.by == reader else _by_another(change) for change in set_by_hand]


def _by_another(change: Change) -> str:
    known = load_knowledge().exercises.get(change.exercise)
    return words("person.changed-by-another", name=known.name if known else change.exercise)


def _without_measured(found: CheckResult) -> CheckResult:
    """The same without the reasons that a measurement gave: those are a part of their own."""
    if found.profile is None:
        return found
    fits = tuple(
        fit.model_copy(
            update={
                side: tuple(point for point in getattr(fit, side) if point.basis is not Basis.MEASUREMENT)
                for side in ("speaks_for", "speaks_against")
            }
        )
        for fit in found.profile.fits
    )
    return found.model_copy(update={"profile": found.profile.model_copy(update={"fits": fits})})
