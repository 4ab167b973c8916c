"""Whom a practitioner may look at: every page of a practitioner begins here, and only this module asks.

`member_of` says who is asking. From there `member.caseload()` leads to everybody who lets them look, and
`for_person` to one of them. Nothing is kept between two requests, so what was stopped is gone at the next.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loadshare.server.audit.events import Actor, note_view
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.records.models import Person

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One person whom a practitioner may look at now."""

    person: Person
    sharing: Sharing


def member_of(request: HttpRequest) -> Member | None:
    """The practitioner of this request, if whoever is signed in is one."""
    if not request.user.is_authenticated:
        return None
    return Member.objects.filter(user=request.user.pk, ended_at=None).select_related("clinic").first()


def for_members(view: View) -> View:
    """A page of practitioners: nobody signs in first, and for everybody else it is not there."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = member_of(request)
        if member is None:
            raise Http404
        return view(request, member, *args, **kwargs)

    return seen


def for_person(member: Member, person_id: uuid.UUID, section: SharedPart) -> Followed:
    """One person of the caseload and one part of what they share; it is written down that it was looked at.

    Raises `Http404` alike for a stranger, for what has ended, and for a part that is not shared.
    """
    now = timezone.now()
    sharing = member.caseload(now=now).filter(person=person_id).first()
    if sharing is None or section not in sharing.shared:
        raise Http404
    note_view(person=sharing.person_id, actor=actor_of(member), section=section.value, now=now)
    return Followed(person=sharing.person, sharing=sharing)


def actor_of(member: Member) -> Actor:
    """Who they are, as it is written down."""
    return Actor(id=member.id, words=member.in_words, clinic=member.clinic_id)


def sharings_over(member: Member) -> list[Sharing]:
    """That a sharing was, from when to when, and nothing else; newest first."""
    now = timezone.now()
    over = member.sharings.exclude(Sharing.open_at(now)).exclude(ended_by=Sharing.EndedBy.RENEWED)
    return list(over.only("called", "since", "until", "ended_at", "member_id").order_by("-since")[:100])


def colleagues_of(member: Member) -> list[Member]:
    """Who belongs to the clinic now."""
    if member.clinic is None:
        return [member]
    return list(member.clinic.members.filter(ended_at=None).select_related("clinic"))
