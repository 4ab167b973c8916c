"""What the rules of alerts read of everybody in a caseload: as many queries for many as for one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Avg,
    Count,
    DateField,
    DateTimeField,
    F,
    Max,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from loadshare.care.alerts import (
    AFTER_SESSIONS,
    PAIN_DAYS,
    QUIET_DAYS,
    Alert,
    MeasuredNumber,
    PainWeek,
    SessionPain,
    Watched,
    alerts_of,
)
from loadshare.care.outcomes import BareScore
from loadshare.care.pause import Pause as CarePause
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import Level
from loadshare.server.check import locks
from loadshare.server.clinic.access import (
    Followed,
    SharingNow,
    asked_for,
    let_look,
    lock_of_each,
    of_each,
    rows_for,
    unanswered_in_each,
    with_spread,
)
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.installation.standing import given, standing
from loadshare.server.measurements.models import Measurement
from loadshare.server.records.models import (
    Check,
    OutcomeScore,
    PainEntry,
    Pause,
    Programme,
    SessionLog,
)

SESSION_DAYS, MEASURED_DAYS = 14, 200
By = dict[uuid.UUID, list[Any]]


def watched_caseload(member: Member, *, now: dt.datetime) -> list[tuple[SharingNow, tuple[Alert, ...]]]:
    """Everybody who lets this practitioner look, with what is to be looked at."""
    return _with_alerts(_caseload.rows(member=member.pk, now=now) if member.follows else [], now=now)


def watched_desk(member: Member, *, now: dt.datetime) -> list[tuple[SharingNow, tuple[Alert, ...]]]:
    """Everybody who lets the assistants of this clinic see that they are due; why is not theirs to read."""
    return _with_alerts(_with_facts(member.desk(now=now).select_related(None)), now=now)


def _with_alerts(rows: Iterable[Any], *, now: dt.datetime) -> list[tuple[SharingNow, tuple[Alert, ...]]]:
    sharings = [SharingNow(*row) for row in rows]
    today, knowledge = timezone.localdate(now), load_knowledge()
    return [
        (sharing, alerts_of(watched=watched, today=today, knowledge=knowledge))
        for sharing, watched in zip(sharings, _watched(sharings, today=today), strict=True)
    ]


def watched_of(sharing: Sharing, *, now: dt.datetime) -> tuple[Alert, ...]:
    """The same of one person."""
    member = sharing.member
    rows = _one.rows(member=member.pk, now=now, sharing=sharing.pk) if member.follows else []
    found = _with_alerts(rows, now=now)
    return found[0][1] if found else ()  # stopped a moment ago


@dataclass(frozen=True, kw_only=True)
class LevelNow:
    """The safety level of one person, and what stands whatever the newest check says."""

    newest: tuple[str, dt.date] | None
    """The level of the newest finished check, and its day."""
    lock: tuple[str, dt.date] | None
    """The red flag that stands, and the day on which it was said last."""
    is_alarmed: bool
    """A check that is not finished says to be seen first."""

    @property
    def known(self) -> str:
        """What whoever looked knows from now on; empty where no check is finished."""
        return self.newest[0] if self.newest else ""


def level_of(followed: Followed) -> LevelNow:
    """Of the checks and of the lock, which stays where checks go."""
    runs = asked_for(_whole_checks, [followed.sharing], SharedPart.LEVEL)
    run, lock = _newest(runs), followed.lock
    return LevelNow(
        newest=(run.level, timezone.localdate(run.finished_at)) if run else None,
        lock=(lock[0], timezone.localdate(lock[1])) if lock else None,
        is_alarmed=any(locks.is_alarming(one) for one in runs if one.finished_at is None),
    )


@standing
def _caseload() -> QuerySet[Any]:
    return _with_facts(let_look())


@standing
def _one() -> QuerySet[Any]:
    return _with_facts(let_look().filter(pk=given("sharing", UUIDField())))


def _with_facts(sharings: QuerySet[Sharing]) -> QuerySet[Any]:
    """The values of each `SharingNow`."""
    sessions = of_each(SessionLog).order_by("-on").values("on")
    over = of_each(Pause).exclude(over_on=None).order_by("-over_on").values("over_on")
    rest = of_each(Pause).filter(over_on=None)
    facts = {
        **lock_of_each(),
        "who": F("member__name"),
        "programme_from": Subquery(of_each(Programme).order_by("starts").values("starts")[:1]),
        "last_session": Subquery(sessions[:1]),
        "wrote_at": Subquery(unanswered_in_each().values("at")[:1]),
        "wrote_last": Subquery(unanswered_in_each().order_by("-at", "-id").values("pk")[:1]),
        "over_on": Subquery(over[:1]),
        "rest_from": Subquery(rest.values("starts")[:1]),
        "rest_until": Subquery(rest.values("ends")[:1]),
    }
    found: QuerySet[Any] = sharings.annotate(**facts).order_by("called", "since")
    return found.values_list(*SharingNow._fields)


def _watched(sharings: Sequence[SharingNow], *, today: dt.date) -> list[Watched]:
    """One person may stand in it twice, with other parts for another practitioner."""
    checks, day_of = _runs(sharings), _day_here()
    sessions, pains = _sessions(sharings, today), _pains(sharings, today)
    scores, readings = _scores(sharings), _readings(sharings, today)
    found = []
    for one in sharings:
        runs = checks[one.person_id]
        newest = _newest(runs)
        begun = next((run for run in runs if run.finished_at is None and not run.is_review), None)
        does, asks = SharedPart.PROGRAMME in one.shared, SharedPart.MESSAGES in one.shared
        found.append(
            Watched(
                level=Level(newest.level) if newest else None,
                level_on=day_of(newest.finished_at) if newest else None,
                level_then=Level(one.level_then) if one.level_then else None,
                lock=Level(one.lock_level) if one.lock_level else None,
                lock_on=day_of(one.lock_at) if one.lock_at else None,
                lock_said=f"{one.lock_at.timestamp():.3f}" if one.lock_at else "",
                programme_from=one.programme_from if does else None,
                last_session=one.last_session if does else None,
                rests=does and _rest_of(one).holds(today),
                back_on=_back_on(one) if does else None,
                sessions=sessions[one.person_id] if does else (),
                pain_now=_pain_week(pains.get(one.person_id), "now") if does else None,
                pain_before=_pain_week(pains.get(one.person_id), "before") if does else None,
                scores=scores[one.person_id] if SharedPart.SCORES in one.shared else (),
                readings=readings[one.person_id] if SharedPart.MEASUREMENTS in one.shared else (),
                unfinished_since=day_of(begun.started_at) if begun else None,
                ends_on=day_of(one.until),
                wrote_on=day_of(one.wrote_at) if asks and one.wrote_at else None,
                wrote_last=str(one.wrote_last or "") if asks else "",
            )
        )
    return found


def _day_here() -> Callable[[dt.datetime], dt.date]:
    """`timezone.localdate`, with the zone looked up once for all of a caseload."""
    zone = timezone.get_current_timezone()
    return lambda at: at.astimezone(zone).date()


def _rest_of(one: SharingNow) -> CarePause:
    """The pause they did not come back from yet; one that never begins where there is none."""
    return CarePause(starts=one.rest_from or dt.date.max, ends=one.rest_until)


def _back_on(one: SharingNow) -> dt.date | None:
    """The first day after any pause: by their own word, or by its date."""
    return max((day for day in (one.over_on, _rest_of(one).back_on) if day), default=None)


class _Run(NamedTuple):
    """What of a check the rules read."""

    level: str
    finished_at: dt.datetime | None
    started_at: dt.datetime
    is_review: bool


def _runs(sharings: Sequence[SharingNow]) -> By:
    found: By = defaultdict(list)
    for person, *run in asked_for(_checks, sharings, SharedPart.LEVEL):
        found[person].append(_Run(*run))
    return found


@standing
def _checks() -> QuerySet[Any]:
    return _of_now().values_list("person_id", *_Run._fields)


@standing
def _whole_checks() -> QuerySet[Any]:
    return _of_now()


def _of_now() -> QuerySet[Any]:
    """The newest finished one and one that was begun."""
    known = Q(finished_at=None) | Q(pk=F("person__newest_check")) | Q(person__newest_check=None)
    return rows_for(Check).filter(known).order_by("finished_at")


def _newest(runs: Sequence[Any]) -> Any:
    return max((run for run in runs if run.finished_at), key=lambda run: run.finished_at, default=None)


def _sessions(sharings: Sequence[SharingNow], today: dt.date) -> By:
    begin, week = (today - dt.timedelta(days=days) for days in (SESSION_DAYS, QUIET_DAYS))
    told = {"begin": begin, "week": week, "today": today}
    found: By = defaultdict(list)
    rows = asked_for(_pain_round_sessions, sharings, SharedPart.PROGRAMME, **told)
    for person, on, before, after, spread in rows:
        found[person].append(SessionPain(on, before, after, spread > 0))
    return found


@standing
def _pain_round_sessions() -> QuerySet[Any]:
    """The last ones of everybody, and those of a week in which pain went down the leg: no rule reads more."""
    days = {"on__gt": given("begin", DateField()), "on__lte": given("today", DateField())}
    newest_first = [F(name).desc() for name in ("on", "ended_at", "id")]
    place = Window(RowNumber(), partition_by=F("person_id"), order_by=newest_first)
    rows = with_spread(rows_for(SessionLog).filter(**days), after=given("week", DateField()))
    rows = rows.annotate(place=place).filter(Q(place__lte=AFTER_SESSIONS) | Q(spread__gt=0))
    found: QuerySet[Any] = rows.order_by("on", "ended_at", "id")
    return found.values_list("person_id", "on", "pain_before", "pain_after", "spread")


def _pains(sharings: Sequence[SharingNow], today: dt.date) -> dict[uuid.UUID, dict[str, Any]]:
    week, both = (today - dt.timedelta(days=days) for days in (PAIN_DAYS, 2 * PAIN_DAYS))
    rows = asked_for(_pain_weeks, sharings, SharedPart.PROGRAMME, both=both, week=week, today=today)
    return {row["person_id"]: row for row in rows}


@standing
def _pain_weeks() -> QuerySet[Any]:
    """Counted in the database: of two weeks of everybody a few numbers are read."""
    week, today = given("week", DateField()), given("today", DateField())
    weeks = {"now": Q(on__gt=week), "before": Q(on__lte=week)}
    found: QuerySet[Any] = (
        rows_for(PainEntry)
        .filter(on__gt=given("both", DateField()), on__lte=today)
        .order_by()
        .values("person_id")
        .annotate(
            **{f"{name}_entries": Count("pk", filter=which) for name, which in weeks.items()},
            **{f"{name}_mean": Avg("pain", filter=which) for name, which in weeks.items()},
            **{f"{name}_newest": Max("on", filter=which) for name, which in weeks.items()},
        )
    )
    return found


def _pain_week(row: dict[str, Any] | None, name: str) -> PainWeek | None:
    if row is None or not row[f"{name}_entries"]:
        return None
    return PainWeek(
        entries=row[f"{name}_entries"], mean=float(row[f"{name}_mean"]), newest=row[f"{name}_newest"]
    )


def _scores(sharings: Sequence[SharingNow]) -> By:
    found: By = defaultdict(list)
    for person, *score in asked_for(_all_scores, sharings, SharedPart.SCORES):
        found[person].append(BareScore(*score))
    return found


@standing
def _all_scores() -> QuerySet[Any]:
    rows = rows_for(OutcomeScore).order_by("on", "kept_at")
    return rows.values_list("person_id", "outcome", "item", "on", "value")


def _readings(sharings: Sequence[SharingNow], today: dt.date) -> By:
    """The numbers of home tests that the rules may read, with their error bars."""
    begin, day_of = timezone.now() - dt.timedelta(days=MEASURED_DAYS), _day_here()
    rows = asked_for(_all_readings, sharings, SharedPart.MEASUREMENTS, begin=begin)
    found: By = defaultdict(list)
    for person, test, side, taken_at, figures, version in rows:
        on = day_of(taken_at)
        if on > today:
            continue
        for number in _charted(test, side, version or ""):
            given = figures.get(number.id)
            bar: list[Any] = [given.get(end) for end in _BAR] if isinstance(given, dict) else [None]
            if None not in bar:
                value, low, high = bar
                found[person].append(
                    MeasuredNumber(
                        quantity=number.quantity, name=number.name, on=on, value=value, low=low, high=high
                    )
                )
    return found


@standing
def _all_readings() -> QuerySet[Any]:
    begin = given("begin", DateTimeField())
    rows = rows_for(Measurement).filter(taken_at__gte=begin, trials_agree=True, stopped_by_pain=False)
    return rows.values_list("person_id", "test", "side", "taken_at", "figures", "choices__version")


_BAR = ("value", "low", "high")


class _Number(NamedTuple):
    """One number of a home test that is compared from day to day."""

    id: str
    quantity: str
    name: str


@lru_cache(maxsize=256)
def _charted(test: str, side: str, version: object) -> tuple[_Number, ...]:
    known = load_knowledge().self_tests.get(test)
    if known is None:
        return ()
    return tuple(
        _Number(
            id=one.id,
            quantity=f"{test}/{one.id}/{side}/{version}",
            name=", ".join(filter(None, (known.name, one.name.lower(), side))),
        )
        for one in known.quantities
        if one.id in known.charted
    )
