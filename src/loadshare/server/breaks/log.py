"""What was said about breaks: kept once, read back as the events of the care room, counted for a year.

Everything else (when the next nudge is due, how things stand) is worked out from these by the pure scheduler.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as site
from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone
from pydantic import TypeAdapter

from loadshare.care.break_events import BreakEvent, SettingsChanged
from loadshare.care.break_hours import EVERY_RANGE, BreakSettings
from loadshare.care.break_stamps import HeardEvent, put_right
from loadshare.care.breaks import BreakState, next_nudge, state_after
from loadshare.care.nudge_chance import NudgeChance
from loadshare.care.nudge_decisions import NotPossible, NudgeDecision, decisions, not_possible
from loadshare.server.breaks.models import BreakEvent as StoredEvent
from loadshare.server.breaks.models import BreakPlan, Door, KeptNudge
from loadshare.server.check import locks
from loadshare.server.installation.standing import given, standing
from loadshare.server.offline.models import Receipt
from loadshare.server.records import current
from loadshare.server.records.models import Person
from loadshare.server.records.resting import resting_among

REMEMBERED = 120
"""How many events are read back: more than any nudge or any choice of exercises depends on."""
SAME_INSTANT = dt.timedelta(milliseconds=1)
CLOCK_SLACK = dt.timedelta(minutes=1)
"""A clock is put right by less than this all the time."""

_EVENT: TypeAdapter[BreakEvent] = TypeAdapter(BreakEvent)


def break_days(person: Person) -> Mapping[dt.date, int]:
    """How many breaks there were on each day of the person's own time zone."""
    moments = _moved_at.rows(person=person.pk)
    if not moments:
        return {}
    kept = moments[0][1]
    zone = ZoneInfo((BreakSettings.model_validate(kept) if kept else settings_of(plan_of(person))).zone)
    return Counter(at.astimezone(zone).date() for at, _settings in moments)


@standing
def _moved_at() -> QuerySet[Any]:
    done = StoredEvent.objects.filter(person=given("person", UUIDField()), kind__in=("done", "moved"))
    return done.values_list("at", "person__break_plan__settings").order_by("at", "id")


def plan_of(person: Person, *, every_minutes: int | None = None) -> BreakPlan:
    """Their plan; a fresh one that is not kept yet where there is none. Its rhythm is the programme's."""
    kept = _plans.first(person=person.pk)
    if kept is not None:
        return kept
    first = first_settings(person, every_minutes=every_minutes).model_dump(mode="json")
    return BreakPlan(person=person, settings=first, begins_with=first)


@standing
def _plans() -> QuerySet[BreakPlan]:
    return BreakPlan.objects.filter(person=given("person", UUIDField()))[:1]


def first_settings(person: Person, *, every_minutes: int | None = None) -> BreakSettings:
    """Before anybody chose anything; `every_minutes` is the programme's, where it was read already."""
    stored = None if every_minutes else current.current_programme(person)
    wanted = every_minutes or (stored.content.get("break_every_minutes") if stored else None)
    every = {"every_minutes": max(EVERY_RANGE[0], min(EVERY_RANGE[1], wanted))} if wanted else {}
    return BreakSettings.model_validate({"zone": site.TIME_ZONE, **every})


def settings_of(plan: BreakPlan) -> BreakSettings:
    """The settings as the care room knows them."""
    return BreakSettings.model_validate(plan.settings)


def state_of(person: Person, plan: BreakPlan) -> BreakState:
    """How things stand, from what was said."""
    if plan._state.adding:  # nothing was said yet: the first word makes the plan
        return BreakState(settings=settings_of(plan))
    rows = list(person.break_events.order_by("-id")[:REMEMBERED])
    heard = [HeardEvent(at=row.heard_at, event=_event(row)) for row in reversed(rows)]
    events = put_right([*heard, HeardEvent(at=plan.changed_at)])
    return state_after(events=events, settings=_settings_before(person, plan, rows), chance=chance_of(plan))


def chance_of(plan: BreakPlan) -> NudgeChance | None:
    """Where the person lets chance leave nudges out: from when to when, also when that is over."""
    seed, since, until = plan.chance_seed, plan.chance_since, plan.chance_until
    if seed is None or since is None or until is None:
        return None
    return NudgeChance(seed=seed, since=since, until=until, short_with=plan.chance_short_with or 0.0)


def state_at(person: Person, plan: BreakPlan, *, now: dt.datetime) -> BreakState:
    """The same at a look.

    Where the clock went back since all this was worked out, what lay ahead of it counts as said at the first
    such look, and the next nudge is worked out anew.
    """
    if not plan._state.adding and plan.changed_at > now + CLOCK_SLACK:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            plan.refresh_from_db()
            if plan.changed_at > now + CLOCK_SLACK:
                renew_due(person, plan, now=now)
    return state_of(person, plan)


@transaction.atomic
def say(
    person: Person,
    events: Iterable[BreakEvent],
    *,
    now: dt.datetime,
    door: Door,
    client_id: uuid.UUID | None = None,
) -> BreakPlan:
    """Keep what was said, and work out the next nudge. Sending the same again changes nothing.

    Several events of one sending share `client_id`: the others get ids made from it. An instant in the
    future is taken as now.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    plan = plan_of(person)
    if plan._state.adding:
        plan.save()
    else:
        note_decisions(person, plan, now=now)
    sending = client_id or uuid.uuid4()
    until_now = person.break_events.filter(at__lt=now + SAME_INSTANT)
    newest = until_now.values_list("at", flat=True).first()
    for place, event in enumerate(events):
        at = min(event.at, now)
        if newest is not None and at <= newest < at + SAME_INSTANT:
            # One moment apart, so that the order they were said in is the order they are read in.
            at = newest + dt.timedelta(microseconds=1)
        newest = at if newest is None else max(newest, at)
        details = event.model_dump(mode="json", exclude={"kind", "at"})
        identity = sending if place == 0 else uuid.uuid5(sending, str(place))
        person.break_events.get_or_create(
            client_id=identity,
            defaults={"at": at, "heard_at": now, "kind": event.kind, "door": door, "details": details},
        )
    renew_due(person, plan, now=now)
    return plan


def note_decisions(person: Person, plan: BreakPlan, *, now: dt.datetime) -> None:
    """Write down what was decided since something was said last. Doing it again adds nothing."""
    found = decisions(state=state_of(person, plan), until=now)
    why = _why_quiet(person.pk, now=now) if found else None
    KeptNudge.objects.bulk_create(
        [_kept(person, not_possible(at=one.at, why=why) if why else one) for one in found],
        ignore_conflicts=True,
    )


def _why_quiet(person: uuid.UUID, *, now: dt.datetime) -> NotPossible | None:
    if shut_among([person]):
        return NotPossible.CLOSED
    return NotPossible.RESTS if quiet_among([person], now=now) else None


def _kept(person: Person, one: NudgeDecision) -> KeptNudge:
    form = one.form.value if one.form else ""
    why = one.why.value if one.why else ""
    return KeptNudge(
        person=person,
        at=one.at,
        made=one.made.value,
        form=form,
        shown_with=one.shown_with,
        short_with=one.short_with,
        why=why,
    )


def shut_among(people: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of whom that is so; as many queries for many people as for one."""
    stops = Receipt.objects.filter(person__in=people, is_stop_open=True).values_list("person", flat=True)
    return locks.shut_among(people) | frozenset(stops)


def quiet_among(people: Collection[uuid.UUID], *, now: dt.datetime) -> frozenset[uuid.UUID]:
    """Those whom nothing nudges now: it is shut, or they said that it rests."""
    return shut_among(people) | resting_among(people, today=timezone.localdate(now))


def renew_due(person: Person, plan: BreakPlan, *, now: dt.datetime) -> None:
    """Write down when the next nudge is due, none while the programme is shut, and the settings in force."""
    plan.changed_at = now
    state = state_of(person, plan)
    plan.settings = state.settings.model_dump(mode="json")
    nudge = None if quiet_among([person.pk], now=now) else next_nudge(state=state, now=now)
    plan.due_at = nudge.due if nudge else None
    plan.lapses_at = nudge.lapses if nudge else None
    plan.is_short = nudge.short if nudge else False
    plan.save()


def _event(row: StoredEvent) -> BreakEvent:
    return _EVENT.validate_python({"kind": row.kind, "at": row.at, **row.details})


def _settings_before(person: Person, plan: BreakPlan, rows: list[StoredEvent]) -> BreakSettings:
    """The settings at the oldest of these events."""
    if not any(row.kind == "settings" for row in rows):
        return settings_of(plan)
    if len(rows) < REMEMBERED:
        return _first(plan)
    older = person.break_events.filter(kind="settings", id__lt=rows[-1].pk).order_by("-id").first()
    event = _event(older) if older else None
    return event.settings if isinstance(event, SettingsChanged) else _first(plan)


def _first(plan: BreakPlan) -> BreakSettings:
    return BreakSettings.model_validate(plan.begins_with or plan.settings)
