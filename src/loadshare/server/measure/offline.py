"""What a device keeps so that measuring works without a connection."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from loadshare.server.measure.offering import offer_for
from loadshare.server.measurements.protocols import protocols
from loadshare.server.records.models import Person

ENTRY = "src/pages/measure.ts"
"""The script of every measuring page; it loads nothing else while it runs."""


def offline_pictures() -> list[str]:
    """The drawings these pages show, by the exercise they are of."""
    return sorted({protocol.figure for protocol in protocols().values() if protocol.figure})


def offline_pages(person: Person, *, today: dt.date) -> list[str]:
    """The addresses of the list and of every test this person is offered."""
    tests = offer_for(person, today=today).tests
    offered = [reverse("measure_test", args=[name]) for name in protocols() if name in tests]
    return [reverse("measure"), *offered]
