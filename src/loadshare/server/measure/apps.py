"""The pages that measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from loadshare.server.offline.entries import TimedEntry
    from loadshare.server.offline.registry import KeptEntry
    from loadshare.server.progress.home_tests import MeasuredPoint
    from loadshare.server.records.models import Person


class MeasureConfig(AppConfig):
    """Tests of movement: their pages, and how results reach the rules."""

    name = "loadshare.server.measure"
    label = "measure_pages"

    def ready(self) -> None:
        """Let measurements arrive from devices, and show them in progress."""
        from loadshare.server.offline.registry import keeper
        from loadshare.server.progress.home_tests import add_measured_points

        keeper("measurement")(_keep_arrived)
        add_measured_points(_measured_points_of)


# What measures is imported when it is first needed: most commands start without NumPy.


def _keep_arrived(person: Person, done: TimedEntry) -> KeptEntry:
    from loadshare.server.measure.arriving import keep_arrived

    return keep_arrived(person, done)


def _measured_points_of(person: Person) -> Iterator[MeasuredPoint]:
    from loadshare.server.measure.series import measured_points_of

    return measured_points_of(person)
