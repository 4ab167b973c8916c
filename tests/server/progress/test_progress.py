"""Progress: the answer first, charts with their tables, a calm year, and a way in for other apps."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.utils import timezone

from loadshare.knowledge import load_knowledge
from loadshare.server.progress import days
from loadshare.server.progress.days import year_of
from loadshare.server.progress.own import own_series
from loadshare.server.progress.series import DatedValue, Series, ValueSeries
from loadshare.server.records.models import WeeklyReview
from tests.server.cast import Visitor, example_answers
from tests.support.clock import later

SHAME = re.compile(r"streak|in a row|missed|should have|only \d|goal", re.IGNORECASE)


def done(visitor: Visitor, *, gentle: bool = False) -> None:
    data = {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}
    visitor.post("/session/gentle/" if gentle else "/session/", data)


def charts(visitor: Visitor) -> dict[str, Any]:
    page = visitor.get("/progress/").content.decode()
    found = re.search(r'<script id="charts" type="application/json">(.*?)</script>', page, re.S)
    assert found
    return {chart["id"]: chart for chart in json.loads(found[1])}


def point(day: int, value: float, **ends: float) -> DatedValue:
    return DatedValue(date=dt.date(2026, 11, 1) + dt.timedelta(days=day), value=value, **ends)


def test_week_one_says_what_comes(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/progress/").content.decode()
    assert "It is too early to say." in page
    assert "This is your first score." in page
    assert "data-chart" not in page
    assert "The days so far" not in page


def test_without_anything_it_leads_to_today(guest: Visitor) -> None:
    guest.start()
    page = guest.get("/progress/").content.decode()
    assert "Nothing to draw yet." in page
    assert 'href="/today/"' in page


def test_every_chart_has_its_sentence_and_the_same_numbers_as_a_table(guest: Visitor) -> None:
    guest.with_programme()
    for day in range(3):
        with later(days=day):
            guest.post("/today/pain/", {"pain": str(5 - day)})
            done(guest)
            page = guest.get("/progress/").content.decode()
            found = charts(guest)
    assert {"pain", "sessions"} <= set(found)
    for chart in found.values():
        part = page[page.index(f'id="chart-{chart["id"]}"') :]
        part = part[: part.index("</section>")]
        cells = re.findall(r"<td>(.*?)</td>", part)
        shown = [str(p["value"]).removesuffix(".0") for line in chart["lines"] for p in line["points"]]
        assert all(any(cell.startswith(value) for cell in cells) for value in shown)
        assert re.search(r"</h2>\s*<p>\w.+</p>", part)
        assert '<th scope="row">' in part
    assert found["pain"]["joinFrom"] == 4


def test_the_amount_that_counts_has_its_source(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/progress/").content.decode()
    title = load_knowledge().sources["ostelo-2008"].title
    assert f'2 of 10 points, or 30 % of the first score <span class="quiet">({title})' in page
    assert charts(guest)["pain"]["countsFrom"] == pytest.approx(2.8)


def test_measurements_have_error_bars_and_are_not_repeated_by_reviews(guest: Visitor) -> None:
    run = guest.start()
    run.answers = example_answers("desk-worker")
    run.measurements = {"hip-rotation": {"internal": {"left": 22, "right": 30}, "external": {"left": 40}}}
    run.save()
    guest.post("/check/finish/")
    guest.post("/programme/build/")
    guest.post("/week/signs/", {"none-of-these": "1"})
    found = charts(guest)["hip-rotation-internal"]
    left, right = found["lines"]
    assert [len(line["points"]) for line in (left, right)] == [1, 1]
    assert left["points"][0]["low"] == pytest.approx(22 - 11 / 2**0.5)
    page = guest.get("/progress/").content.decode()
    assert "About 11 degrees. We assume this" in page
    assert "22 (14.2 to 29.8) degrees" in page


def test_a_change_within_the_error_is_called_none(guest: Visitor) -> None:
    for left in (22, 26):
        run = guest.start()
        run.answers = example_answers("desk-worker")
        run.measurements = {"hip-rotation": {"internal": {"left": left}}}
        run.save()
        guest.post("/check/finish/")
    checks = list(guest.person.checks.order_by("finished_at"))
    found = own_series(guest.person, scores=(), checks=checks, today=timezone.localdate())
    words = next(one.reading for one in found if one.id == "hip-rotation-internal")
    assert words.startswith("No change so far that is larger than the error of the test.")


def test_a_settled_week_is_a_point_and_an_open_one_is_not(guest: Visitor) -> None:
    stored = guest.with_programme()
    person = guest.person
    today = timezone.localdate()
    WeeklyReview.objects.create(person=person, programme=stored, on=today, pain_average=6)
    assert [line["points"][0]["value"] for line in charts(guest)["pain"]["lines"]] == [4]
    WeeklyReview.objects.update(settled_at=timezone.now(), decision="go-on")
    values = [p["value"] for line in charts(guest)["pain"]["lines"] for p in line["points"]]
    assert values == [4]  # the check's own number of the same day stands


def test_the_year_shows_days_and_never_counts_them_in_a_row(guest: Visitor) -> None:
    guest.with_programme()
    for day, gentle in ((0, False), (1, True), (40, False)):
        with later(days=day):
            done(guest, gentle=gentle)
            page = guest.get("/progress/").content.decode()
            year = year_of(guest.person, today=timezone.localdate())
    assert year.sessions == 3
    assert sum(month.gentle for month in year.months) == 1
    kinds = [dot.kind for month in year.months for dot in month.dots]
    assert (kinds.count("session"), kinds.count("gentle"), kinds.count("break")) == (2, 1, 0)
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S)
    assert SHAME.search(text) is None


def test_the_year_holds_twelve_months_at_most(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.with_programme()
    today = dt.date(2026, 3, 31)
    monkeypatch.setattr(days, "_SOURCES", days._Sources([lambda _person: {dt.date(2024, 1, 5): 3, today: 2}]))
    year = year_of(guest.person, today=today)
    assert len(year.months) == 12
    assert year.months[0].name == "Apr 25"
    assert year.months[-1].breaks == 2
    assert year.months[-1].dots[-1].kind == "break"
    assert len(year.months[-1].dots) == 31


def test_the_table_has_a_row_a_day_and_a_dash_where_there_is_nothing() -> None:
    two = Series(
        id="x", title="X", reading="X.", least=0, most=50, unit="s",
        lines=(
            ValueSeries(name="Left", points=(point(0, 30, low=25.5, high=34.5), point(7, 31))),
            ValueSeries(name="Right", points=(point(7, 29.25),)),
        ),
    )  # fmt: skip
    assert [row.cells for row in two.rows] == [("31 s", "29.2 s"), ("30 (25.5 to 34.5) s", "–")]
    assert [row.day for row in two.rows] == ["8 Nov 2026", "1 Nov 2026"]
    assert not two.has_notes


def test_every_home_test_says_the_number_it_is_charted_with() -> None:
    for test in load_knowledge().self_tests.values():
        assert set(test.charted) <= {quantity.id for quantity in test.quantities}
        assert test.charted
        if test.real_change is None:
            assert test.detectable_change.startswith("Not known")
        else:
            assert f"{test.real_change:g}" in test.detectable_change


def test_what_is_known_leads_however_little_else_is(guest: Visitor) -> None:
    stored = guest.with_programme()
    with later(days=35):
        today = timezone.localdate()
        WeeklyReview.objects.create(
            person=guest.person,
            programme=stored,
            on=today,
            pain_average=1,
            settled_at=timezone.now(),
            decision="go-on",
        )
        page = guest.get("/progress/").content.decode()
    assert re.search(r"<h1[^>]*>Your pain is down, from 4 to 1</h1>", page)
    assert "an amount people usually notice" in page
    assert "Daily life has no answer yet." in page
    assert "too early" not in page


def test_a_chart_is_drawn_from_three_points_on_and_its_table_is_folded(guest: Visitor) -> None:
    guest.with_programme()
    for day in range(3):
        with later(days=day):
            guest.post("/today/pain/", {"pain": "4"})
            page = guest.get("/progress/").content.decode()
            assert ('data-chart="pain"' in page) is (day == 2)
            assert not re.search(r"<details[^>]* open", page)
            assert 'chart__numbers" open' not in page


def test_a_month_is_seven_columns_of_days_told_by_their_shape(guest: Visitor) -> None:
    guest.with_programme()
    done(guest)
    month = year_of(guest.person, today=timezone.localdate()).months[-1]
    assert len({dot.x for dot in month.dots}) == min(7, len(month.dots))
    assert all(0 < dot.x < 7 * days.CELL and 0 < dot.y < month.height for dot in month.dots)
    page = guest.get("/progress/").content.decode()
    assert 'href="#day-session"' in page


def test_measures_are_headed_in_peoples_words() -> None:
    asked = [measure for measure in load_knowledge().outcomes.values() if measure.weeks]
    for measure in asked:
        assert not re.search(r"scale|questionnaire|roland|functional", measure.heading, re.IGNORECASE)
