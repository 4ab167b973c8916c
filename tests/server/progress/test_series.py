"""A chart and the table beside it."""

import datetime as dt

import pytest
from django.template.loader import render_to_string

from loadshare.server.progress import series
from loadshare.server.progress.series import DatedValue, Series, ValueSeries

DAYS = 40


def test_a_table_of_many_days_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was made anew for each of its rows."""
    asked: list[float] = []
    shown = series.shown
    monkeypatch.setattr(series, "shown", lambda value: asked.append(value) or shown(value))
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(DAYS)]
    points = tuple(DatedValue(date=day, value=3) for day in days)
    chart = Series(
        id="pain",
        title="Pain",
        reading="",
        lines=(ValueSeries(name="Pain", points=points),),
        least=0,
        most=10,
    )
    page = render_to_string("progress/series.html", {"series": chart})
    assert page.count("<tr>") == DAYS + 1
    assert len(asked) == DAYS
