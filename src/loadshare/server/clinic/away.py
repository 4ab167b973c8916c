"""While a practitioner is away: a stand-in asks each of their people, who says yes or no as to anybody."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from loadshare.server.clinic.access import colleagues_of
from loadshare.server.clinic.models import Invitation, Member, Sharing
from loadshare.server.records.models import Person

ASKED_FOR = dt.timedelta(days=14)
"""So long an ask can be answered."""
STAND_IN = Member.Role.STAND_IN.value


def stand_ins_of(member: Member) -> Sequence[Member]:
    """Who stands in for others in this clinic."""
    return [one for one in colleagues_of(member) if one.role == STAND_IN and one.pk != member.pk]


def ask_everybody(member: Member, stand_in: Member) -> int:
    """Ask all of the caseload whom nobody asked yet and who do not share with them; how many it were.

    Who said no is not asked again before that ask would have run out.
    """
    now = timezone.now()
    people = set(member.caseload(now=now).values_list("person", flat=True))
    shares = Sharing.objects.filter(Sharing.open_at(now), member=stand_in, person__in=people)
    asked = _standing(now).filter(member=stand_in, person__in=people)
    people -= {*shares.values_list("person", flat=True), *asked.values_list("person", flat=True)}
    Invitation.objects.bulk_create(
        Invitation(
            person_id=person,
            member=stand_in,
            joins_as=STAND_IN,
            code_hash=secrets.token_hex(32),  # nobody has a code for it
            made_at=now,
            opened_at=now,
            opens_until=now + ASKED_FOR,
        )
        for person in people
    )
    return len(people)


def asks_of(person: Person) -> QuerySet[Invitation]:
    """The stand-ins who ask this person now."""
    waiting = _standing(timezone.now()).filter(answered_at=None, member__ended_at=None)
    return waiting.filter(person=person).select_related("member__clinic")


def _standing(now: dt.datetime) -> QuerySet[Invitation]:
    """Also those that were answered."""
    return Invitation.objects.filter(joins_as=STAND_IN, person__isnull=False, opens_until__gt=now)


def last_ask_of_a_user() -> Subquery:
    """For a query of users: until when the last of those who ask them can be answered."""
    asks = Invitation.objects.filter(joins_as=STAND_IN, person__user=OuterRef("pk"), answered_at=None)
    return Subquery(asks.order_by("-opens_until").values("opens_until")[:1])


def like_before(person: Person, stand_in: Member) -> Sharing | None:
    """What this person lets a colleague of the stand-in do: ticked beforehand, as it was said yes to."""
    if stand_in.clinic_id is None:
        return None
    now = timezone.now()
    return person.sharings.filter(Sharing.open_at(now), member__clinic=stand_in.clinic_id).last()
