"""Measurements over time, for the charts of progress."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.server.installation.standing import given, standing
from loadshare.server.measure.presenter import method_word
from loadshare.server.measurements.models import Measurement
from loadshare.server.progress.home_tests import MeasuredPoint
from loadshare.server.progress.series import DatedValue
from loadshare.server.records.models import Person


def measured_points_of(person: Person) -> Iterator[MeasuredPoint]:
    """Every figure this person kept, oldest first."""
    for row in _measured.rows(person=person.pk):
        yield from _points(row)


@standing
def _measured() -> QuerySet[Measurement]:
    theirs = Measurement.objects.filter(person=given("person", UUIDField()))
    return theirs.order_by("taken_at", "id").defer("recording")


def _points(row: Measurement) -> Iterator[MeasuredPoint]:
    for quantity, figure in row.figures.items():
        yield MeasuredPoint(
            test=row.test,
            quantity=quantity,
            side=row.side,
            version=str(row.choices.get("version", "")).replace("-", " "),
            point=DatedValue(
                date=timezone.localdate(row.taken_at),
                value=float(figure["value"]),
                low=float(figure["low"]),
                high=float(figure["high"]),
                note=_note(row),
            ),
        )


def _note(row: Measurement) -> str:
    """How it was measured, and why the rules leave it out where they do."""
    how = method_word(row.method)
    if row.is_usable:
        return how
    why = _("pain stopped it") if row.stopped_by_pain else _("the tries differed")
    return _("%(how)s; %(why)s, so it is not used for your plan") % {"how": how, "why": why}
