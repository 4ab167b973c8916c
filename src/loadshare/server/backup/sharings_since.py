"""Sharings and tokens that ended after the backup was made: a restore revives none.

What a backup calls open stays open only where the database that is replaced calls it open too. On a machine
that knows nothing all of them end: whoever wants to go on says yes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from allauth.idp.oidc.models import Client
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.models import Invitation, Member, Sharing
from loadshare.server.sending.models import ClinicServer
from loadshare.server.tokens.models import OwnToken


@dataclass(frozen=True, kw_only=True)
class Open:
    """What has no end in the database that is replaced."""

    sharings: frozenset[UUID] = frozenset()
    members: frozenset[UUID] | None = None
    """Practitioners; None where nothing is known of any. By themselves they see nobody."""
    tokens: frozenset[UUID] = frozenset()
    """Those that a program may still read with."""
    programs: frozenset[str] | None = None
    """Programs of others that may ask; None where nothing is known of any. By itself none reads."""


def open_here(using: str = DEFAULT_DB_ALIAS) -> Open:
    """The database may have an older form: it is read as it is."""
    return Open(
        sharings=_without_an_end(Sharing._meta.db_table, using) or frozenset(),
        members=_without_an_end(Member._meta.db_table, using),
        tokens=frozenset(map(UUID, _ids(OwnToken._meta.db_table, using) or ())),
        programs=_ids(Client._meta.db_table, using),
    )


def end_others(here: Open, using: str) -> int:
    """End in the other database what is not open here; how many sharings that was."""
    now = timezone.now()
    open_there = Sharing.objects.using(using).filter(ended_at=None).exclude(pk__in=list(here.sharings))
    rows = list(open_there.select_related("member__clinic"))
    ended = open_there.update(ended_at=now, ended_by=Sharing.EndedBy.RESTORED)
    AuditEvent.objects.using(using).bulk_create(
        AuditEvent(
            event=Event.SHARING_ENDED.value,
            person=row.person_id,
            actor=row.member_id,
            actor_words=row.member.in_words,
            clinic=row.member.clinic_id,
            reason=Sharing.EndedBy.RESTORED.value,
        )
        for row in rows
    )
    Invitation.objects.using(using).filter(answered_at=None).delete()  # what was shown then is not shown now
    ClinicServer.objects.using(using).delete()  # it may have been forgotten since, and is set up in a minute
    OwnToken.objects.using(using).exclude(pk__in=list(here.tokens)).delete()
    if here.programs is not None:
        Client.objects.using(using).exclude(pk__in=list(here.programs)).delete()
    if here.members is not None:
        gone = Member.objects.using(using).filter(ended_at=None).exclude(pk__in=list(here.members))
        gone.update(ended_at=now)
    return ended


def _without_an_end(table: str, using: str) -> frozenset[UUID] | None:
    found = _ids(table, using, where="WHERE ended_at IS NULL")
    return None if found is None else frozenset(map(UUID, found))


def _ids(table: str, using: str, where: str = "") -> frozenset[str] | None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT id FROM {connection.ops.quote_name(table)} {where}")
        return frozenset(str(key) for (key,) in cursor.fetchall())
