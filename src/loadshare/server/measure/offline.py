"""What a device keeps so that measuring works without a connection."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from loadshare.interop.stills import drawn
from loadshare.server.measure.offering import offer_for
from loadshare.server.measurements.protocols import protocols
from loadshare.server.records.models import Person
from loadshare.server.ui import stills

ENTRY = "src/pages/measure.ts"
"""The script of every measuring page; it loads nothing else while it runs."""


def offline_pictures() -> list[str]:
    """Where the drawings of these pages are."""
    figures = {protocol.figure for protocol in protocols().values() if protocol.figure}
    postures = {f"{drawn.EVERYDAY}{one.posture}" for one in protocols().values() if one.posture}
    return [stills.address(name) for name in sorted(figures | postures)]


def offline_pages(person: Person, *, today: dt.date) -> list[str]:
    """The addresses of the list and of every test this person is offered."""
    tests = offer_for(person, today=today).tests
    offered = [reverse("measure_test", args=[name]) for name in protocols() if name in tests]
    return [reverse("measure"), *offered]
