"""Practitioners, and people who share with them, brought where a test begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import OPENED
from tests.server.cast import Visitor

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
