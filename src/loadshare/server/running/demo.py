"""Fills a new home with a practitioner and twenty made-up people who have shared for twelve weeks."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from loadshare.care.case import Case
from loadshare.care.length import answers_of_person
from loadshare.care.logs import ItemLog as CareItem
from loadshare.care.logs import SessionLog as CareSession
from loadshare.care.programme import Programme, build_programme
from loadshare.care.progression import next_doses
from loadshare.care.proposal import propose, settle
from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking
from loadshare.server.clinic.models import Member, SharedMessage, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.sharing import begin_practice, begin_sharing
from loadshare.server.clinic.talk import say
from loadshare.server.measurements.models import Measurement
from loadshare.server.programme import planning
from loadshare.server.records.models import (
    Check,
    ItemLog,
    OutcomeScore,
    PainEntry,
    Person,
    SessionLog,
    WeeklyReview,
)
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.running.demo_people import DEMO_PEOPLE, DemoPerson, Planted

WEEKS = 12
PRACTITIONER, CLINIC = "mary", "Hill Road"
SHARED_WEEKS = 26
QUIET_DAYS = 9


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """What somebody needs to look at it."""

    username: str
    password: str


@transaction.atomic
def fill_with_a_clinic() -> DemoSignIn:
    """Everybody of the demonstration. Raises `ValueError` where the database holds anybody already."""
    if User.objects.exists() or Person.objects.exists():
        raise ValueError("There are people in this database already.")
    password = secrets.token_hex(8)
    user = User.objects.create_user(PRACTITIONER, password=password)
    Person.objects.create(user=user)
    member = begin_practice(user_id=user.pk, name=PRACTITIONER.title(), clinic=CLINIC)
    today = timezone.localdate()
    for one in DEMO_PEOPLE:
        _live(one, member, today=today)
    return DemoSignIn(username=PRACTITIONER, password=password)


def _live(one: DemoPerson, member: Member, *, today: dt.date) -> None:
    """Twelve weeks of one person, the last day of them yesterday."""
    begins = today - dt.timedelta(weeks=WEEKS)
    user = User.objects.create(username=one.called.lower())
    user.set_unusable_password()
    user.save(update_fields=["password"])
    person = Person.objects.create(user=user, started_at=_at(begins))
    run = _checked(person, one, begins)
    _sessions(person, run, one, begins, today)
    _notes(person, one, begins, today)
    if one.planted is Planted.RED_FLAG:
        _sees_a_sign(person)
    if one.planted is Planted.UNFINISHED:
        checking.begin_check(person)
        person.checks.filter(finished_at=None).update(started_at=_at(today - dt.timedelta(days=4)))
    sharing = _shares(person, one, member, begins, today)
    if one.planted is Planted.WAITS:
        say(sharing, by_person=True, text="Is it fine to run twice a week again?")
        SharedMessage.objects.filter(sharing=sharing).update(at=_at(today - dt.timedelta(days=4)))


def _checked(person: Person, one: DemoPerson, begins: dt.date) -> Check:
    """The check at the beginning, through the same door as everybody's."""
    wishes = {
        "days-per-week": one.days,
        "session-minutes": one.minutes,
        "equipment": ["loop-band", "massage-ball"],
        "positions": ["floor", "chair", "standing"],
        "activity-level": "some",
    }
    answers = answers_of_person(one.lives_like, knowledge=load_knowledge())
    run = Check.objects.create(
        person=person, started_at=_at(begins), answers={**answers.as_raw()["answers"], **wishes}
    )
    checking.finish(run)
    Check.objects.filter(pk=run.pk).update(finished_at=_at(begins))
    return run


def _sessions(person: Person, run: Check, one: DemoPerson, begins: dt.date, today: dt.date) -> None:
    case = planning.case_of(run)
    programme = build_programme(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        starts=begins,
    )
    logs: tuple[CareSession, ...] = ()
    ends = today - dt.timedelta(days=QUIET_DAYS if one.planted is Planted.QUIET else 1)
    for week in range(WEEKS):
        stored = planning.keep_programme(person, run, programme)
        programme, logs = _week(person, stored, programme, logs, case, one, ends)
        planning.rewrite(stored, programme)
        if week == WEEKS - 1:
            break
        over = programme.starts + dt.timedelta(weeks=1)
        after = propose(programme=programme, logs=logs, case=case, today=over)
        programme = settle(proposal=after, choices={}, programme=programme, case=case)
        WeeklyReview.objects.create(
            person=person,
            programme=stored,
            said_at=_at(over),
            on=over,
            pain_average=_pain(one, (today - over).days),
            confidence=7,
            settled_at=_at(over),
            decision="go-on",
        )
        programme = programme.model_copy(update={"starts": over})


def _week(
    person: Person,
    stored: StoredProgramme,
    programme: Programme,
    logs: tuple[CareSession, ...],
    case: Case,
    one: DemoPerson,
    ends: dt.date,
) -> tuple[Programme, tuple[CareSession, ...]]:
    """Its sessions, each followed by the steps that the rules take."""
    for offset in range(7):
        on = programme.starts + dt.timedelta(days=offset)
        items = programme.session(on)
        if not items or on > ends:
            continue
        is_last = (ends - on).days < 7
        before = _pain(one, (timezone.localdate() - on).days)
        after = min(10, before + 4) if one.planted is Planted.SORE_AFTER and is_last else before
        spread = one.planted is Planted.SPREADS and is_last
        row = SessionLog.objects.create(
            person=person,
            programme=stored,
            client_id=uuid.uuid4(),
            on=on,
            ended_at=_at(on),
            heard_at=_at(on),
            pain_before=before,
            pain_after=after,
            settled=True,
            effort=4,
        )
        ItemLog.objects.bulk_create(
            ItemLog(
                session=row,
                exercise=item.exercise,
                dose=item.dose.model_dump(mode="json"),
                outcome=ItemLog.Outcome.DONE,
                spread=spread and not place,
            )
            for place, item in enumerate(items)
        )
        done = tuple(
            CareItem(exercise=item.exercise, dose=item.dose, done_share=1, pain_during=1, effort=4)
            for item in items
        )
        logs += (
            CareSession(date=on, items=done, pain_before=before, pain_after=after, effort=4, settled=True),
        )
        programme = next_doses(programme=programme, logs=logs, case=case, today=on).programme
    return programme, logs


def _notes(person: Person, one: DemoPerson, begins: dt.date, today: dt.date) -> None:
    """Pain most days, scores every fourth week, hip rotation twice."""
    days = (begins + dt.timedelta(days=number) for number in range((today - begins).days))
    PainEntry.objects.bulk_create(
        PainEntry(person=person, on=on, pain=_pain(one, (today - on).days)) for on in days if on.day % 5
    )
    OutcomeScore.objects.bulk_create(
        OutcomeScore(
            person=person,
            outcome="roland-morris",
            on=on,
            value=value,
            origin="answered",
            kept_at=_at(on),
        )
        for on, value in _scores(one, begins)
    )
    turns = (28.0, 46.0 if one.planted is Planted.TURNS_FURTHER else 30.0)
    for on, value in zip((begins, today - dt.timedelta(days=3)), turns, strict=True):
        Measurement.objects.create(
            person=person,
            client_id=uuid.uuid4(),
            test="hip-rotation",
            side="left",
            taken_at=_at(on),
            method=Measurement.Method.PHONE,
            figures={"internal": {"value": value, "low": value - 5, "high": value + 5, "unit": "deg"}},
            verdict=Measurement.Verdict.GOOD,
        )


def _scores(one: DemoPerson, begins: dt.date) -> Iterator[tuple[dt.date, float]]:
    values = {Planted.STALLS: (11.0, 11.0, 10.0), Planted.WORSE: (8.0, 11.0, 14.0)}
    for number, value in enumerate(values.get(one.planted, (13.0, 8.0, 4.0))):
        yield begins + dt.timedelta(weeks=4 * number), value


def _pain(one: DemoPerson, days_ago: int) -> int:
    """Getting better, or what is planted."""
    if one.planted is Planted.PAIN_RISES and days_ago < 8:
        return 6
    return 5 if days_ago > 56 else 4 if days_ago > 28 else 2


def _sees_a_sign(person: Person) -> None:
    """A new check, in which a sign is ticked that alone needs help now."""
    run = checking.begin_check(person)
    run.answers = {**person.checks.exclude(pk=run.pk)[0].answers, "saddle-numbness": "yes"}
    run.save(update_fields=["answers"])
    checking.finish(run)


def _shares(person: Person, one: DemoPerson, member: Member, begins: dt.date, today: dt.date) -> Sharing:
    until = today + dt.timedelta(days=6) if one.planted is Planted.ENDS_SOON else begins
    weeks = dt.timedelta(weeks=0 if one.planted is Planted.ENDS_SOON else SHARED_WEEKS)
    newest = person.checks.exclude(finished_at=None).order_by("finished_at")
    row = begin_sharing(
        person=person, member=member, sections=SharedPart, weeks=SHARED_WEEKS, called=one.called
    )
    row.since, row.until, row.level_then = _at(begins), _at(until) + weeks, newest[0].level
    row.save(update_fields=["since", "until", "level_then"])
    return row


def _at(day: dt.date) -> dt.datetime:
    """Noon of that day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
