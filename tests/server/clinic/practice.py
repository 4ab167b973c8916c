"""Practitioners, and people who share with them, brought where a test begins."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.utils import timezone

from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import OPENED
from loadshare.server.measurements.models import Measurement
from loadshare.server.records.models import (
    Check,
    ItemLog,
    OutcomeScore,
    PainEntry,
    Person,
    Programme,
    SafetyLock,
    SessionLog,
)
from tests.server.cast import Visitor
from tests.support.clock import today

ALL = tuple(part.value for part in OPENED)


def with_account(name: str) -> Visitor:
    visitor = Visitor(name)
    visitor.start()
    visitor.keeps_plan()
    return visitor


def practitioner(name: str, *, clinic: str = "") -> Visitor:
    visitor = with_account(name)
    visitor.post("/clinic/", {"name": name.title(), "clinic": clinic})
    return visitor


def joins(lead: Visitor, name: str, *, role: str) -> Visitor:
    """Somebody follows the lead's code into the clinic."""
    page = lead.post("/clinic/colleagues/", {"role": role}).content.decode()
    visitor = with_account(name)
    found = re.search(r"(/clinic/join/[A-Z0-9-]+/)", page)
    assert found
    visitor.post(found[1], {"name": name})
    return visitor


def member(visitor: Visitor) -> Member:
    return Member.objects.get(user__username=visitor.name, ended_at=None)


def address_of_code(visitor: Visitor) -> str:
    """The practitioner shows a code: the path in it."""
    visitor.post("/clinic/invite/")
    return shown_path(visitor.get("/clinic/invite/").content.decode())


def shown_path(page: str) -> str:
    found = re.search(r"code__address[^>]*>http://[^/]+(/[^<]+)<", page)
    assert found
    return found[1]


def yes(
    person: Visitor, address: str, *, parts: Iterable[str] = ALL, weeks: int = 26, called: str = ""
) -> None:
    said = {"sections": list(parts), "weeks": str(weeks), "called": called or person.name, "answer": "yes"}
    response = person.post(address, said)
    assert response.status_code == 302, response.content.decode()


def shares(person: Visitor, with_: Visitor, *, parts: Iterable[str] = ALL, weeks: int = 26) -> Sharing:
    yes(person, address_of_code(with_), parts=parts, weeks=weeks)
    return Sharing.objects.get(person=person.person, member=member(with_), ended_at=None)


def page_of(person: Visitor) -> str:
    return f"/clinic/people/{person.person.pk}/"


def text_of(visitor: Visitor, address: str = "/clinic/") -> str:
    """A page in one line."""
    return " ".join(visitor.get(address).content.decode().split())


def edit_of(person: Visitor) -> str:
    return f"{page_of(person)}programme/"


def form_on(page: str, exercise: str) -> dict[str, str]:
    """The hidden fields of the form about one exercise, as a browser sends them back."""
    form = page.partition(f'name="exercise" value="{exercise}"')[2]
    assert form, exercise
    fields = dict(re.findall(r'name="(mark|seen)" value="([^"]*)"', form)[:2])
    return {"exercise": exercise, **fields}


def change(practice: Visitor, person: Visitor, exercise: str, choice: str, reason: str = "Sore hip") -> int:
    page = practice.get(edit_of(person)).content.decode()
    sent = {**form_on(page, exercise), "choice": choice, "reason": reason}
    return practice.post(edit_of(person), sent).status_code


def many_share(practice: Visitor, number: int) -> Member:
    """So many people who share everything, each with four weeks of what is noted and measured."""
    now, day = timezone.now(), today()
    users = User.objects.bulk_create(User(username=f"{practice.name}-p{n}") for n in range(number))
    people = Person.objects.bulk_create(Person(user=user, newest_check=uuid.uuid4()) for user in users)
    runs = Check.objects.bulk_create(
        Check(id=one.newest_check, person=one, finished_at=now, level="C", rules_version="1")
        for one in people
    )
    weeks = Programme.objects.bulk_create(
        Programme(person=one, made_from=run, starts=day, week=1, rules_version="1", content={})
        for one, run in zip(people, runs, strict=True)
    )
    sessions = SessionLog.objects.bulk_create(
        SessionLog(person=one, programme=week, client_id=uuid.uuid4(), on=back, pain_before=3, pain_after=4)
        for one, week in zip(people, weeks, strict=True)
        for back in _days(day, range(0, 28, 2))
    )
    ItemLog.objects.bulk_create(
        ItemLog(session=one, exercise=name, dose={}, outcome="done")
        for one in sessions
        for name in ("glute-bridge", "dead-bug", "side-plank", "hip-hinge")
    )
    PainEntry.objects.bulk_create(
        PainEntry(person=one, on=back, pain=4) for one in people for back in _days(day, range(28))
    )
    OutcomeScore.objects.bulk_create(
        OutcomeScore(person=one, outcome=name, on=back, value=5, origin="answered")
        for one in people
        for name in ("roland-morris", "psfs")
        for back in _days(day, (0, 28))
    )
    Measurement.objects.bulk_create(
        Measurement(
            person=one,
            client_id=uuid.uuid4(),
            test="hip-rotation",
            side=side,
            method="phone",
            figures={"internal": {"value": 30, "low": 25, "high": 35, "unit": "deg"}},
            verdict="good",
        )
        for one in people
        for side in ("left", "right", "left", "right")
    )
    SafetyLock.objects.bulk_create(SafetyLock(person=one, level="S") for one in people[:3])
    follows = member(practice)
    Sharing.objects.bulk_create(
        Sharing(
            person=one,
            member=follows,
            called=f"Person {n}",
            sections=" ".join(("level", *ALL)),
            words_version="1",
            since=now,
            until=now + dt.timedelta(weeks=26),
        )
        for n, one in enumerate(people)
    )
    return follows


def _days(day: dt.date, back: Iterable[int]) -> list[dt.date]:
    return [day - dt.timedelta(days=number) for number in back]
