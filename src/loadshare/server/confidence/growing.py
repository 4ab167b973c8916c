"""Whether anything beside the exercises may grow: now, and on days before by what was known then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property

from django.utils import timezone

from loadshare.care.check import CheckResult
from loadshare.care.course import WeekSaid, gentle_only
from loadshare.care.growing import may_grow
from loadshare.server.check import checking
from loadshare.server.diary.logbook import horizon, logs_of
from loadshare.server.programme import planning
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.records.weeks import in_order


class Growth:
    """What may grow on a day, from `since` on."""

    def __init__(self, stored: StoredProgramme, *, today: dt.date, since: dt.date) -> None:
        self._person = stored.person
        self._today = today
        self.case = planning.case_for(stored)
        self._logs = logs_of(self._person, back_from=min(since, today))
        self._weeks = tuple(
            WeekSaid(date=one.on, pain_average=one.pain_average)
            for one in in_order(self._person.reviews.exclude(settled_at=None))
        )

    def on(self, day: dt.date) -> bool:
        """Whether anything may grow then. Today counts all there is, whatever its date."""
        recent = tuple(log for log in self._logs if log.date >= horizon(day))
        if day >= self._today:
            return may_grow(case=self.case, logs=recent, weeks=self._weeks)
        return may_grow(
            case=replace(self.case, check=self._check_on(day)),
            logs=tuple(log for log in recent if log.date <= day),
            weeks=tuple(week for week in self._weeks if week.date <= day),
        )

    def _check_on(self, day: dt.date) -> CheckResult:
        """The answers that held then: gentle exercises only, where the week before said so."""
        known = [result for finished, result in self._checks if finished <= day]
        check = known[-1] if known else self.case.check
        gentle = [is_gentle for starts, is_gentle in self._programmes if starts <= day]
        return gentle_only(check=check) if gentle and gentle[-1] else check

    @cached_property
    def _checks(self) -> list[tuple[dt.date, CheckResult]]:
        runs = self._person.checks.exclude(finished_at=None).order_by("finished_at")
        return [(timezone.localdate(run.finished_at), checking.result_of(run)) for run in runs]

    @cached_property
    def _programmes(self) -> list[tuple[dt.date, bool]]:
        """The first day of each, and whether it held gentle exercises only."""
        made = self._person.programmes.order_by("starts", "made_at")
        return [(starts, bool(gentle)) for starts, gentle in made.values_list("starts", "made_by__gentle")]
