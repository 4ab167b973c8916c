"""Whom a practitioner may look at: every page of a practitioner begins here, and only this module asks.

`member_of` says who is asking. From there `member.caseload()` leads to everybody who lets them look, and
`for_person` to one of them. Nothing is kept between two requests, so what was stopped is gone at the next.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from loadshare.server.audit.events import Actor, Event, note_view, note_views, record
from loadshare.server.clinic.models import AlertSeen, GivenDone, Member, SharedMessage, Sharing
from loadshare.server.clinic.sections import SharedPart, from_text
from loadshare.server.installation.standing import StandingQuestion, among, given, standing
from loadshare.server.records.models import ItemLog, Person, SafetyLock

View = Callable[..., HttpResponse]
Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One person whom a practitioner may look at now."""

    person: Person
    sharing: Sharing
    lock: tuple[str, dt.datetime] | None
    """The red flag that stands, and when it was said last."""


class SharingNow(NamedTuple):
    """What a list of many reads of a sharing that holds, and of its person."""

    pk: uuid.UUID
    person_id: uuid.UUID
    called: str
    sections: str
    until: dt.datetime
    level_then: str
    who: str
    """The name of the practitioner."""
    lock_level: str | None
    lock_at: dt.datetime | None
    programme_from: dt.date | None
    last_session: dt.date | None
    wrote_at: dt.datetime | None
    wrote_last: uuid.UUID | None
    over_on: dt.date | None
    rest_from: dt.date | None
    rest_until: dt.date | None

    @property
    def shared(self) -> frozenset[SharedPart]:
        """The parts that may be looked at."""
        return from_text(self.sections)


AnySharing = Sharing | SharingNow


def member_of(request: HttpRequest) -> Member | None:
    """The practitioner of this request, if whoever is signed in is one."""
    if not request.user.is_authenticated:
        return None
    return _members.first(user=request.user.pk)


@standing
def _members() -> QuerySet[Member]:
    theirs = Member.objects.filter(user=given("user", IntegerField()), ended_at=None)
    return theirs.select_related("clinic")[:1]


_PAGES = {
    "clinic_alert": "clinic_person",
    "clinic_remove": "clinic_colleagues",
    "clinic_leave": "caseload",
    "clinic_exercise_withdraw": "clinic_exercises",
    "clinic_template_delete": "clinic_templates",
}
"""On which page the form stands whose own address cannot be opened."""


def page_of(request: HttpRequest) -> str:
    """Where to go back to after signing in."""
    match = request.resolver_match
    name = _PAGES.get(match.view_name) if match else None
    if match is None or name is None:
        return request.get_full_path()
    return reverse(name, kwargs=match.kwargs if name == "clinic_person" else {})


def for_members(view: View) -> View:
    """A page of practitioners: nobody signs in first, and for everybody else it is not there."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        member = member_of(request)
        if member is None:
            raise Http404
        return view(request, member, *args, **kwargs)

    return seen


def for_followers(view: View) -> View:
    """A page of practitioners that is not there for who helps in a clinic."""

    @for_members
    @wraps(view)
    def seen(request: HttpRequest, member: Member, *args: Any, **kwargs: Any) -> HttpResponse:
        if not member.may_follow:
            raise Http404
        return view(request, member, *args, **kwargs)

    return seen


def for_person(member: Member, person_id: uuid.UUID, section: SharedPart) -> Followed:
    """One person of the caseload and one part of what they share; it is written down that it was looked at.

    Raises `Http404` alike for a stranger, for what has ended, and for a part that is not shared.
    """
    now = timezone.now()
    sharing = with_lock(member.caseload(now=now).filter(person=person_id)).first()
    if sharing is None or section not in sharing.shared:
        raise Http404
    note_view(person=sharing.person_id, actor=actor_of(member), section=section.value, now=now)
    lock = (sharing.lock_level, sharing.lock_at) if sharing.lock_level else None
    return Followed(person=sharing.person, sharing=sharing, lock=lock)


def note_parts(followed: Followed, parts: Iterable[SharedPart]) -> None:
    """A page that tells several parts is a look at each of them."""
    now, actor = timezone.now(), actor_of(followed.sharing.member)
    for part in parts:
        note_view(person=followed.person.pk, actor=actor, section=part.value, now=now)


def still_open(followed: Followed, section: SharedPart) -> bool:
    """Asked again inside a change: a stop that came first holds."""
    now = timezone.now()
    row = Sharing.objects.filter(Sharing.open_at(now), pk=followed.sharing.pk).first()
    return row is not None and section in row.shared


def let_look() -> QuerySet[Sharing]:
    """For a standing question: everybody who lets a member look, who is told with the moment."""
    now, member = given("now", DateTimeField()), given("member", UUIDField())
    return Sharing.objects.filter(Sharing.open_at(now), member=member)


def rows_for(model: type[Model]) -> QuerySet[Any]:
    """For a standing question: rows of one table, of the people for whom `asked_for` asks."""
    return model._default_manager.filter(among("person", "people"))


def asked_for(
    question: StandingQuestion[Row], sharings: Iterable[AnySharing], part: SharedPart, **told: Any
) -> list[Row]:
    """Its rows, of those people of a caseload who share this part and of nobody else."""
    people = who_share(sharings, part)
    return question.rows(people=people, **told) if people else []


def who_share(sharings: Iterable[AnySharing], part: SharedPart) -> frozenset[uuid.UUID]:
    """Those of a caseload who share this part."""
    return frozenset(one.person_id for one in sharings if part in one.shared)


def unanswered_in_each() -> QuerySet[SharedMessage]:
    """For a subquery: what was written in each sharing after the practitioner's last answer, oldest first."""
    answers = SharedMessage.objects.filter(
        sharing=OuterRef("sharing"), by_person=False, at__gt=OuterRef("at")
    )
    return SharedMessage.objects.filter(sharing=OuterRef("pk"), by_person=True).exclude(Exists(answers))


def of_each(model: type[Model]) -> QuerySet[Any]:
    """For a subquery: the rows of the person of each sharing."""
    return model._default_manager.filter(person=OuterRef("person"))


def with_lock(sharings: QuerySet[Sharing]) -> QuerySet[Any]:
    """With `lock_level` and `lock_at` of the red flag that stands; a lock stays where checks go."""
    found: QuerySet[Any] = sharings.annotate(**lock_of_each())
    return found


def lock_of_each() -> dict[str, Subquery]:
    """The same for a query that asks more of each sharing."""
    lock = of_each(SafetyLock).filter(checked_on=None)
    return {
        "lock_level": Subquery(lock.values("level")[:1]),
        "lock_at": Subquery(lock.values("set_at")[:1]),
    }


def with_spread(sessions: QuerySet[Any], *, after: Any) -> QuerySet[Any]:
    """With `spread`: in how many exercises pain went down the leg, own and given ones, after this day.

    Counted of each session by itself, so that only its own exercises are read, whatever the database guesses
    of how many there are: of a search for one of them PostgreSQL may read the exercises of everybody.
    """
    items = ItemLog.objects.filter(session=OuterRef("pk")).order_by().values("session")
    practice = GivenDone.objects.filter(given__person=OuterRef("person"), on=OuterRef("on"))
    counted = sum(
        (
            Coalesce(Subquery(rows.annotate(n=Count("pk", filter=Q(spread=True))).values("n")), 0)
            for rows in (items, practice.order_by().values("on"))
        ),
        start=Value(0),
    )
    found: QuerySet[Any] = sessions.annotate(spread=Case(When(on__gt=after, then=counted), default=Value(0)))
    return found


def note_list(member: Member, sharings: Iterable[AnySharing], *, part: SharedPart = SharedPart.LEVEL) -> None:
    """The list was looked at: it tells of everybody in it what is to be looked at."""
    people = {one.person_id for one in sharings}
    note_views(people=people, actor=actor_of(member), section=part.value, now=timezone.now())


def note_looked(followed: Followed, *, level: str) -> None:
    """What the practitioner knows from now on."""
    Sharing.objects.filter(pk=followed.sharing.pk).update(looked_at=timezone.now(), level_then=level)


def seen_in(sharings: Iterable[AnySharing]) -> dict[uuid.UUID, dict[str, AlertSeen]]:
    """By sharing and key: what was seen, or is to come up later."""
    found: dict[uuid.UUID, dict[str, AlertSeen]] = {}
    for row in _seen.rows(sharings=[one.pk for one in sharings]):
        found.setdefault(row.sharing_id, {})[row.key] = row
    return found


@standing
def _seen() -> QuerySet[AlertSeen]:
    return AlertSeen.objects.filter(among("sharing", "sharings"))


def note_seen(followed: Followed, *, key: str, until: dt.date | None, reason: str) -> None:
    """The practitioner has seen this alert, or wants to be shown it later."""
    AlertSeen.objects.update_or_create(
        sharing=followed.sharing, key=key, defaults={"at": timezone.now(), "until": until, "reason": reason}
    )


def actor_of(member: Member) -> Actor:
    """Who they are, as it is written down."""
    return Actor(id=member.id, words=member.in_words, clinic=member.clinic_id)


def note_changed(followed: Followed, *, reason: str = "") -> None:
    """A practitioner changed what this person does."""
    record(
        Event.PROGRAMME_CHANGED,
        person=followed.person.pk,
        actor=actor_of(followed.sharing.member),
        section=SharedPart.CHANGES.value,
        reason=reason,
    )


def sharings_over(member: Member) -> list[Sharing]:
    """That a sharing was, from when to when, and nothing else; newest first."""
    return _over.rows(member=member.pk, now=timezone.now())


@standing
def _over() -> QuerySet[Sharing]:
    over = Sharing.objects.filter(member=given("member", UUIDField()))
    over = over.exclude(Sharing.open_at(given("now", DateTimeField())))
    over = over.exclude(ended_by=Sharing.EndedBy.RENEWED)
    return over.only("called", "since", "until", "ended_at", "member_id").order_by("-since")[:100]


def colleagues_of(member: Member) -> list[Member]:
    """Who belongs to the clinic now."""
    if member.clinic is None:
        return [member]
    return list(member.clinic.members.filter(ended_at=None).select_related("clinic"))
