"""A yes, its end, and its time running out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from loadshare.server.audit.events import Event, record
from loadshare.server.clinic import edit_templates, exercises
from loadshare.server.clinic.access import actor_of, colleagues_of
from loadshare.server.clinic.editing import release
from loadshare.server.clinic.models import AlertSeen, Clinic, Member, SharedMessage, Sharing
from loadshare.server.clinic.sections import SharedPart, as_text
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

WORDS_VERSION = "5"
"""Of the page on which the yes is said; raise it with every change of what that page says."""
WEEKS, USUAL_WEEKS = (4, 12, 26), 26
STAND_IN_WEEKS = (2, 4)
"""A stand-in looks after people for a while."""
NOTICE_DAYS = 14


def weeks_for(member: Member) -> tuple[int, ...]:
    """How long somebody may be given access for."""
    return STAND_IN_WEEKS if member.role == Member.Role.STAND_IN else WEEKS


def begin_sharing(
    *, person: Person, member: Member, sections: Iterable[SharedPart], weeks: int, called: str
) -> Sharing:
    """The person said yes. A sharing with the same practitioner that stands goes on in it."""
    now = timezone.now()
    with held(person.pk):
        open_rows = list(person.sharings.filter(member=member, ended_at=None))
        earlier = [one for one in open_rows if one.until > now]
        for one in open_rows:
            _end(one, by=Sharing.EndedBy.RENEWED if one in earlier else Sharing.EndedBy.TIME, now=now)
        row = person.sharings.create(
            member=member,
            called=called,
            sections=as_text(frozenset(sections) | {SharedPart.LEVEL}),
            words_version=WORDS_VERSION,
            since=now,
            until=now + dt.timedelta(weeks=weeks),
            level_then=earlier[-1].level_then if earlier else "",
        )
        changed_before = any(SharedPart.CHANGES in one.shared for one in earlier)
        if changed_before and SharedPart.CHANGES not in row.shared:  # the yes to that was taken back
            release(person, by=member.in_words)
        exercises.go_on_in(row, earlier=earlier)
        AlertSeen.objects.filter(sharing__in=earlier).update(sharing=row)
        if SharedPart.MESSAGES in row.shared:  # a yes that goes on; after a stop the talk begins anew
            SharedMessage.objects.filter(sharing__in=earlier).update(sharing=row)
        record(Event.SHARING_BEGUN, person=person.pk, actor=actor_of(member), reason=row.sections)
    return row


def end_sharing(person: Person, sharing_id: uuid.UUID, *, by: Sharing.EndedBy) -> Sharing | None:
    """End it at once; None where there is none, or it had ended."""
    with held(person.pk):
        row = standing_sharings(person).filter(pk=sharing_id).first()
        if row is None:
            return None
        _end(row, by=by, now=timezone.now())
    return row


def standing_sharings(person: Person) -> QuerySet[Sharing]:
    """Those that hold now, with who looks."""
    return person.sharings.filter(Sharing.open_at(timezone.now())).select_related("member__clinic")


def ending_soon(person: Person) -> list[Sharing]:
    """Those that end within two weeks."""
    return list(standing_sharings(person).filter(until__lte=timezone.now() + dt.timedelta(days=NOTICE_DAYS)))


def is_soon(ends: dt.datetime) -> bool:
    """Whether both are told that it ends."""
    return ends <= timezone.now() + dt.timedelta(days=NOTICE_DAYS)


def begin_practice(*, user_id: Any, name: str, clinic: str) -> Member:
    """Somebody follows people from now on: alone, or as the lead of a new clinic."""
    place = Clinic.objects.create(name=clinic) if clinic else None
    role = Member.Role.LEAD if place else Member.Role.PRACTITIONER
    return Member.objects.create(user_id=user_id, clinic=place, role=role, name=name)


def join_clinic(clinic: Clinic, *, user_id: Any, role: str, name: str) -> Member:
    """Somebody belongs to a clinic from now on."""
    return Member.objects.create(user_id=user_id, clinic=clinic, role=role, name=name)


def next_end_of_a_user() -> Subquery:
    """For a query of users: when the first of their sharings ends that stand."""
    theirs = Sharing.objects.filter(person__user=OuterRef("pk"), ended_at=None)
    return Subquery(theirs.order_by("until").values("until")[:1])


def leave_practice(member: Member) -> None:
    """They follow nobody any more, and nobody can share with them; an empty practice keeps nothing."""
    now = timezone.now()
    Member.objects.filter(pk=member.pk, ended_at=None).update(ended_at=now)
    for row in member.sharings.filter(ended_at=None):
        _end(row, by=Sharing.EndedBy.MEMBER, now=now)
    if member.clinic is None or not any(one.may_follow for one in colleagues_of(member)):
        exercises.forget(member)
        edit_templates.of_practice(member).delete()


def end_overdue() -> int:
    """Write down the end of what has run out, so that a clock that goes back revives nothing."""
    now = timezone.now()
    rows = list(Sharing.objects.filter(ended_at=None, until__lte=now).select_related("member__clinic"))
    for row in rows:
        _end(row, by=Sharing.EndedBy.TIME, now=now)
    return len(rows)


def _end(row: Sharing, *, by: Sharing.EndedBy, now: dt.datetime) -> None:
    if not Sharing.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_by=by):
        return
    if by is not Sharing.EndedBy.RENEWED:
        release(row.person, by=row.member.in_words)
        exercises.end_given(row, now=now)
    record(Event.SHARING_ENDED, person=row.person_id, actor=actor_of(row.member), reason=by)
