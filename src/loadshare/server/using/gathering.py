"""Everybody's use up to a day, read table by table, for the report of the installation."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet
from django.utils.crypto import salted_hmac
from pydantic import ValidationError

from loadshare.care.logs import Light, session_light
from loadshare.care.logs import SessionLog as CareSession
from loadshare.care.outcomes import (
    ACTIVITIES,
    AVERAGE,
    HEALTH,
    PAIN,
    ROLAND_MORRIS,
    Score,
    score_change,
    window_of,
)
from loadshare.care.use import EffectGrade, LeavingReason
from loadshare.care.use_report import (
    OUTCOME_WEEKS,
    HealthSeen,
    OutcomeSeen,
    PastPeople,
    PersonUse,
    UseReport,
    quarter_before,
    report_of_use,
)
from loadshare.home import write_once
from loadshare.knowledge import load_knowledge
from loadshare.server.records.models import (
    ItemLog,
    Leaving,
    OutcomeScore,
    PastUse,
    Pause,
    Person,
    Programme,
    Satisfaction,
    SessionLog,
    UnwantedEffect,
)
from loadshare.server.using.days import SESSIONS_AND_PAIN, Days, first_days, last_days
from loadshare.server.using.nudges import points_before
from loadshare.server.using.past import fold_few

MEASURES = (PAIN, ROLAND_MORRIS, ACTIVITIES)
FOLDER = "evidence"
Of = Mapping[str, Any]
"""Whose rows are read; empty for everybody's."""


def kept_report(*, today: dt.date) -> UseReport:
    """The report of the last whole quarter. Made once and kept: two of one quarter cannot be compared."""
    quarter, until = quarter_before(today)
    path: Path = settings.DATA_FOLDER / FOLDER / f"{quarter}.json"
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    except ValidationError:
        path.unlink(missing_ok=True)
    fold_few()
    report = make_report(quarter=quarter, until=until)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_once(path, json.dumps(report.model_dump(mode="json"), indent=2))
    return _read(path)


def _read(path: Path) -> UseReport:
    return UseReport.model_validate_json(path.read_bytes())


def report_among(
    *, programme: Collection[uuid.UUID], scores: Collection[uuid.UUID], name: str, today: dt.date
) -> UseReport:
    """The last whole quarter of some people: who share their programme, and of these who share their scores.

    Nothing else of them is in it, and nothing of anybody else. Made anew each time, so that what was stopped
    is gone; the noise of a quarter, of a cell and of a count is always the same. `name` is whose people.
    """
    quarter, until = quarter_before(today)
    people = tuple(people_among(until, programme=programme, scores=scores))
    return report_of_use(
        people=people,
        past=(),
        outcomes={name: _range_of(name) for name in MEASURES},
        health_weeks=_health_weeks(),
        quarter=quarter,
        until=until,
        secret=salted_hmac("loadshare.evidence.some", name, algorithm="sha256").digest(),
    )


def make_report(*, quarter: str, until: dt.date) -> UseReport:
    """The report of everybody up to a day."""
    return report_of_use(
        people=tuple(people_before(until)),
        past=tuple(
            PastPeople(days=row.days, people=row.people)
            for row in PastUse.objects.filter(quarter__lte=quarter)
        ),
        outcomes={name: _range_of(name) for name in MEASURES},
        health_weeks=_health_weeks(),
        quarter=quarter,
        until=until,
        secret=salted_hmac("loadshare.evidence", "noise", algorithm="sha256").digest(),
    )


def _health_weeks() -> tuple[int, ...]:
    return load_knowledge().outcomes[HEALTH].weeks


def _range_of(outcome: str) -> float:
    measure = load_knowledge().outcomes[outcome]
    return measure.most - measure.least


def people_before(until: dt.date) -> Iterator[PersonUse]:
    """Everybody who had a programme before this day, with what they did before it."""
    here = Person.objects.filter(arriving=False)
    effects: defaultdict[uuid.UUID, list[EffectGrade]] = defaultdict(list)
    for person, grade in UnwantedEffect.objects.filter(on__lt=until).values_list("person", "grade"):
        effects[person].append(EffectGrade(grade))
    rows = Leaving.objects.filter(on__lt=until).order_by("on").values_list("person", "reason")
    reasons = {person: LeavingReason(reason) for person, reason in rows}
    content = dict(Satisfaction.objects.filter(on__lt=until).values_list("person", "content"))
    nudges = points_before(here, until=until)
    started = _started(until, {})
    seen, health = _seen(until, {}, started), _health(until, {}, started)
    for person, use in _did(here, until, {}, last_days(here, until=until)).items():
        yield replace(
            use,
            effects=tuple(effects.get(person, ())),
            reason=reasons.get(person),
            content=content.get(person),
            seen=tuple(seen.get(person, ())),
            health=health.get(person, ()),
            nudges=nudges.get(person, ()),
        )


def people_among(
    until: dt.date, *, programme: Collection[uuid.UUID], scores: Collection[uuid.UUID]
) -> Iterator[PersonUse]:
    """The same of some, with sessions and pain alone, and how scores changed of those among `scores`."""
    here = Person.objects.filter(arriving=False, pk__in=programme)
    used = last_days(here, until=until, did=SESSIONS_AND_PAIN)
    shared = {"person__in": frozenset(programme) & frozenset(scores)}
    started = _started(until, shared)
    seen, health = _seen(until, shared, started), _health(until, shared, started)
    for person, use in _did(here, until, {"person__in": programme}, used).items():
        yield replace(use, seen=tuple(seen.get(person, ())), health=health.get(person, ()))


def _did(here: QuerySet[Person], until: dt.date, of: Of, used: Days) -> dict[uuid.UUID, PersonUse]:
    """When each began, used it last and rests, and the sessions."""
    rests, (sessions, red) = _resting(until, of), _sessions(until, of)
    return {
        person: PersonUse(
            started=day,
            used=max(day, used.get(person, day)),
            rests_since=rests.get(person),
            sessions=sessions.get(person, 0),
            red=red.get(person, 0),
        )
        for person, day in first_days(here).items()
        if day < until
    }


def _resting(until: dt.date, of: Of) -> Days:
    """Since when each rests, of those whose pause holds at the end. Who said that they stop has left."""
    rows = Leaving.objects.filter(on__lt=until, stopped=True, **of).values("person").annotate(day=Max("on"))
    stopped: Days = dict(rows.values_list("person", "day"))
    held_on = Q(over_on=None) | Q(over_on__gte=until)
    pauses = Pause.objects.filter(held_on, starts__lt=until, **of).exclude(ends__lt=until)
    return {
        person: starts
        for person, starts in pauses.values_list("person", "starts")
        if stopped.get(person, dt.date.min) < starts
    }


def _sessions(until: dt.date, of: Of) -> tuple[Mapping[uuid.UUID, int], Mapping[uuid.UUID, int]]:
    """How many sessions each did, and how many of them were red."""
    sessions = SessionLog.objects.filter(on__lt=until, **of)
    items = ItemLog.objects.filter(
        session__on__lt=until, **{f"session__{name}": value for name, value in of.items()}
    )
    stopped, spread = items.filter(outcome=ItemLog.Outcome.STOPPED), items.filter(spread=True)
    broken = {key for found in (stopped, spread) for key in found.values_list("session", flat=True)}
    all_of, red = defaultdict[uuid.UUID, int](int), defaultdict[uuid.UUID, int](int)
    fields = ("pk", "person", "on", "pain_before", "pain_after", "settled")
    for key, person, on, before, after, settled in sessions.values_list(*fields):
        all_of[person] += 1
        end = CareSession(date=on, items=(), pain_before=before or 0, pain_after=after, settled=settled)
        red[person] += key in broken or session_light(session=end) is Light.RED
    return all_of, red


def _seen(until: dt.date, of: Of, started: Days) -> Mapping[uuid.UUID, list[OutcomeSeen]]:
    """How the measures changed from their first score to that of each week, once for each person.

    Of own activities those count that were scored first.
    """
    rows = OutcomeScore.objects.filter(on__lt=until, outcome__in=MEASURES, origin="answered", **of)
    rows = rows.filter(~Q(outcome=PAIN) | Q(item=AVERAGE)).order_by("on", "kept_at")
    fields = ("person", "outcome", "item", "on", "value")
    series: defaultdict[tuple[uuid.UUID, str, str], list[Score]] = defaultdict(list)
    for person, outcome, item, on, value in rows.values_list(*fields):
        score = Score(outcome=outcome, item=item, date=on, value=value)
        series[person, outcome, item].append(score)
    found: defaultdict[uuid.UUID, dict[tuple[str, int], OutcomeSeen]] = defaultdict(dict)
    for (person, outcome, _item), scores in series.items():
        if person in started:
            for seen in _changes(scores, started[person]):
                found[person].setdefault((outcome, seen.week), seen)
    return {person: list(seen.values()) for person, seen in found.items()}


def _health(until: dt.date, of: Of, started: Days) -> Mapping[uuid.UUID, tuple[HealthSeen, ...]]:
    """What each said of their health at each week: the last answer of its time, once for each person."""
    measure = load_knowledge().outcomes[HEALTH]
    rows = OutcomeScore.objects.filter(on__lt=until, outcome=HEALTH, item="", origin="answered", **of)
    said: defaultdict[uuid.UUID, dict[int, HealthSeen]] = defaultdict(dict)
    for person, on, value in rows.order_by("on", "kept_at").values_list("person", "on", "value"):
        choice = measure.choice_of(value)
        for week in measure.weeks if choice is not None and person in started else ():
            first, last = window_of(started=started[person], week=week)
            if choice is not None and first <= on <= last:
                said[person][week] = HealthSeen(week=week, is_good=choice.is_good)
    return {person: tuple(weeks.values()) for person, weeks in said.items()}


def _started(until: dt.date, of: Of) -> Days:
    began = Programme.objects.filter(starts__lt=until, **of).values("person").annotate(day=Min("starts"))
    return dict(began.values_list("person", "day"))


def _changes(scores: list[Score], start: dt.date) -> Iterable[OutcomeSeen]:
    """The first score counts where it is one of the beginning."""
    first = scores[0]
    if first.date > window_of(started=start, week=0)[1]:
        return
    for week in OUTCOME_WEEKS:
        earliest, latest = window_of(started=start, week=week)
        of_it = [score for score in scores if earliest <= score.date <= latest]
        if of_it:
            change = score_change(first=first, latest=of_it[-1], knowledge=load_knowledge())
            yield OutcomeSeen(
                outcome=first.outcome, week=week, direction=change.direction, better_by=change.better_by
            )
