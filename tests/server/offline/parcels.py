"""A device of the tests: makes entries and sends them as the worker does."""

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from loadshare.server.offline.naming import device_name
from tests.server.cast import Visitor

SYNC = "/offline/sync/"


def offer_of(visitor: Visitor, address: str = "/session/") -> str:
    """The offer that the session page holds."""
    page = visitor.get(address).content.decode()
    return re.search(r'name="offer" value="([^"]+)"', page)[1]  # type: ignore[index]


def entry(kind: str, /, *, minutes_ago: float = 0, **body: str) -> dict[str, Any]:
    made = timezone.now() - dt.timedelta(minutes=minutes_ago)
    return {"id": str(uuid.uuid4()), "kind": kind, "made_at": made.isoformat(), "body": body}


@dataclass
class Device:
    """One device of one person."""

    visitor: Visitor
    offer: str = ""
    name: str = field(default="")

    def __post_init__(self) -> None:
        self.name = self.name or device_name(self.visitor.person.id)

    def session(self, *, minutes_ago: float = 0, **body: str) -> dict[str, Any]:
        self.offer = self.offer or offer_of(self.visitor)
        said = {"offer": self.offer, "client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5", **body}
        return entry("session", minutes_ago=minutes_ago, **said)

    def send(self, *entries: dict[str, Any], ahead_minutes: float = 0) -> list[dict[str, Any]]:
        response = self.post(*entries, ahead_minutes=ahead_minutes)
        assert response.status_code == 200, response.content
        answers: list[dict[str, Any]] = response.json()["answers"]
        assert [answer["id"] for answer in answers] == [one["id"] for one in entries]
        return answers

    def post(self, *entries: dict[str, Any], ahead_minutes: float = 0, **headers: str) -> Any:
        clock = timezone.now() + dt.timedelta(minutes=ahead_minutes)
        parcel = {"person": self.name, "sent_at": clock.isoformat(), "entries": list(entries)}
        return self.visitor.client.post(
            SYNC, data=json.dumps(parcel), content_type="application/json", headers=headers
        )
