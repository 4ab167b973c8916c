"""The report of an installation from its own rows: gathered, kept for its quarter, silent about few."""

import datetime as dt
import errno
import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.care.outcomes import Direction
from loadshare.care.use import EffectGrade, LeavingReason
from loadshare.care.use_report import UseReport, quarter_of
from loadshare.home import HomeError
from loadshare.server.audit.events import Event
from loadshare.server.backup.leaving_out import Back, leave_out
from loadshare.server.installation.deleted_list import Deleted
from loadshare.server.records.models import ItemLog, PastUse, Person, SessionLog
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.using import gathering
from loadshare.server.using.gathering import kept_report, make_report, people_before
from loadshare.server.using.page import page_of
from tests.server.cast import Visitor
from tests.support.clock import later

NEXT = 100
"""Days until the quarter of the tests is over."""


def until() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=NEXT)


def session(stored: StoredProgramme, *, days: int, **values: object) -> SessionLog:
    on = stored.starts + dt.timedelta(days=days)
    given = {"client_id": uuid.uuid4(), "on": on, "pain_before": 2, "pain_after": 2, **values}
    return SessionLog.objects.create(person=stored.person, programme=stored, **given)


def test_one_persons_use_is_read_from_all_of_their_rows(guest: Visitor) -> None:
    stored = guest.with_programme()
    person, start = stored.person, stored.starts
    session(stored, days=1)
    session(stored, days=3, pain_after=6)
    broken = session(stored, days=5)
    ItemLog.objects.create(session=broken, exercise="glute-bridge", dose={}, outcome="stopped")
    session(stored, days=7, settled=False)
    session(stored, days=NEXT + 1)
    person.pain_entries.create(on=start + dt.timedelta(days=9), pain=3)
    noted = {"kind": "skin", "after": "session", "done": "less", "on": start}
    person.effects.create(grade="mild", **noted)
    person.effects.create(grade="severe", **{**noted, "on": until()})
    person.leavings.create(on=start, reason="hurt")
    person.leavings.create(on=start + dt.timedelta(days=40), reason="better")
    for week, value in ((0, 6), (8, 3)):
        on = start + dt.timedelta(weeks=week)
        person.scores.create(outcome="pain", item="average", on=on, value=value, origin="answered")
        person.scores.create(outcome="pain", item="worst", on=on, value=9, origin="answered")
    (use,) = people_before(until())
    assert (use.started, use.used) == (start, start + dt.timedelta(days=9))
    assert (use.sessions, use.red) == (4, 3)
    assert use.effects == (EffectGrade.MILD,)
    assert use.reason is LeavingReason.BETTER
    assert use.rests_since is None
    for day, value in ((0, 4), (2, 3), (58, 2), (100, 1)):
        on = start + dt.timedelta(days=day)
        person.scores.create(outcome="general-health", on=on, value=value, origin="answered")
    (use,) = people_before(until())
    assert {one.week: one.is_good for one in use.health} == {0: False, 8: True}
    seen = {(one.outcome, one.week): (one.direction, one.better_by) for one in use.seen}
    assert seen[("pain", 8)] == (Direction.BETTER, 3)
    assert set(seen) == {("pain", 8)}
    assert list(people_before(start)) == []


def test_each_measure_counts_once_for_a_person_and_a_week(guest: Visitor) -> None:
    """Also where somebody scores other activities, and where a copy named no kind of pain."""
    stored = guest.with_programme()
    for week, value in ((0, 3), (8, 7)):
        on = stored.starts + dt.timedelta(weeks=week)
        for outcome, item, of in (
            ("psfs", "walk", value),
            ("psfs", "lift", 5),
            ("pain", "average", 10 - value),
            ("pain", "", 1),
            ("pain", "now", 1),
        ):
            guest.person.scores.create(outcome=outcome, item=item, on=on, value=of, origin="answered")
    (use,) = people_before(until())
    seen = [(one.outcome, one.week, one.better_by) for one in use.seen]
    assert sorted(seen) == [("pain", 8, 4), ("psfs", 8, 4)]


@pytest.mark.parametrize(("outcome", "item"), [("pain", ""), ("pain", "knee"), ("roland-morris", "x")])
def test_a_copy_whose_score_speaks_of_nothing_known_is_refused(
    alice: Visitor, bob: Visitor, outcome: str, item: str
) -> None:
    alice.with_programme()
    alice.person.scores.create(
        outcome=outcome, item=item, on=timezone.localdate(), value=3, origin="answered"
    )
    copy = alice.post("/data/take/").content
    page = bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)}, follow=True)
    assert "speaks of something" in page.content.decode()
    assert not bob.person.scores.exists()


def test_a_holiday_is_no_end_and_stopping_is_one(alice: Visitor, bob: Visitor) -> None:
    for visitor in (alice, bob):
        visitor.with_programme()
    today = timezone.localdate()
    alice.post("/programme/pause/", {"reason": "holiday", "starts": str(today), "ends": ""})
    bob.post("/using/stopping/", {"reason": "better"})
    rests = {use.rests_since for use in people_before(until())}
    assert rests == {today, None}


@pytest.mark.parametrize(("days", "band"), [(0, 0), (8, 7), (29, 7), (30, 30), (200, 180)])
def test_of_whoever_is_deleted_only_how_long_stays(guest: Visitor, days: int, band: int) -> None:
    stored = guest.with_programme()
    session(stored, days=days)
    with later(days=days):
        guest.post("/data/delete/")
    assert not Person.objects.exists()
    row = PastUse.objects.get()
    assert (row.days, row.people) == (band, 1)
    Visitor().with_check()
    assert PastUse.objects.get().people == 1


def test_whoever_never_had_a_programme_leaves_nothing(guest: Visitor) -> None:
    guest.with_check()
    guest.post("/data/delete/")
    assert not PastUse.objects.exists()


@pytest.mark.django_db
def test_a_quarter_is_told_once_whoever_goes_meanwhile(settings: object, tmp_path: Path) -> None:
    """Two reports of one quarter, with and without somebody, are the same report."""
    settings.DATA_FOLDER = tmp_path  # type: ignore[attr-defined]
    people = [Person.objects.create() for _ in range(40)]
    check = Visitor().with_check()
    for person in people:
        StoredProgramme.objects.create(
            person=person, made_from=check, starts=timezone.localdate(), week=1, rules_version="x", content={}
        )
    today = until()
    first = kept_report(today=today)
    assert first.started is not None
    for person in people[:30]:
        person.delete()
    assert kept_report(today=today) == first
    kept = tmp_path / "evidence" / f"{first.quarter}.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert make_report(quarter=first.quarter, until=first.until) != first
    kept.write_text("{", encoding="utf-8")
    assert kept_report(today=today) != first


def test_a_report_is_kept_whole_and_private_from_its_first_moment(
    guest: Visitor, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks off while it is written, nobody reads it and the quarter is not made anew."""
    settings.DATA_FOLDER = tmp_path  # type: ignore[attr-defined]
    guest.with_programme()
    modes, fsync = [], os.fsync

    def breaks_off(file: int) -> None:
        fsync(file)
        modes.append(os.fstat(file).st_mode & 0o777)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", breaks_off)
    with pytest.raises(HomeError, match="full"):
        kept_report(today=until())
    assert modes == [0o600]
    assert list((tmp_path / "evidence").iterdir()) == []


def test_of_two_runs_at_once_the_first_report_is_told_by_both(
    guest: Visitor, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_FOLDER = tmp_path  # type: ignore[attr-defined]
    guest.with_programme()
    today, told = until(), []

    def make_slowly(**asked: Any) -> UseReport:
        made = make_report(**asked)
        monkeypatch.setattr(gathering, "make_report", make_report)
        told.append(kept_report(today=today))
        return made.model_copy(update={"started": 500})

    monkeypatch.setattr(gathering, "make_report", make_slowly)
    told += [kept_report(today=today), kept_report(today=today)]
    assert [one.started for one in told] == [None, None, None]


def test_an_installation_of_one_tells_nothing(guest: Visitor) -> None:
    stored = guest.with_programme()
    session(stored, days=1, pain_after=9)
    noted = {"kind": "fall", "after": "walk", "grade": "severe", "done": "seen"}
    guest.post("/using/noticed/", {**noted, "on": str(timezone.localdate())})
    assert next(people_before(until())).effects == (EffectGrade.SEVERE,)
    guest.post("/using/back/", {"reason": "hurt"})
    guest.person.scores.create(outcome="general-health", on=stored.starts, value=5, origin="answered")
    assert next(people_before(until())).health
    report = make_report(quarter="2027-Q1", until=until())
    page = page_of(report)
    assert report.started is None
    assert {cell.people for cell in (*report.reasons, *report.content)} == {None}
    assert {(cell.good, cell.other, cell.good_pct) for cell in report.health} == {(None, None, None)}
    rates = (report.red_sessions, *report.unwanted)
    assert {(cell.people, cell.per_100_weeks) for cell in rates} == {(None, None)}
    assert page.count("<td>") == page.count("<td>–</td>")
    assert str(stored.person_id) not in page + report.model_dump_json()


def test_the_page_says_every_reason_and_what_it_does_not_show(guest: Visitor) -> None:
    guest.with_programme()
    page = page_of(make_report(quarter="2027-Q1", until=until()))
    for words in (
        "It did not help",
        "Still using it",
        "there was no other group",
        "Roland",
        "Moderate",
        "So so",
        "Health in general",
    ):
        assert words in page
    assert "http" not in page
    assert "<script" not in page


def test_a_pause_that_held_then_counts_also_when_it_is_over_now(guest: Visitor) -> None:
    """The report of a quarter is of its end, whenever it is run."""
    stored = guest.with_programme()
    began, end = stored.starts, until()
    pause = guest.person.pauses.create(reason="holiday", starts=began + dt.timedelta(days=50))
    then = list(people_before(end))
    assert then[0].rests_since == pause.starts
    pause.over_on = end
    pause.save()
    StoredProgramme.objects.update(starts=end)
    assert list(people_before(end)) == then
    pause.over_on = end - dt.timedelta(days=1)
    pause.save()
    assert next(people_before(end)).rests_since is None


def test_a_programme_that_moved_on_moves_no_beginning(guest: Visitor) -> None:
    stored = guest.with_programme()
    began = stored.starts
    session(stored, days=1)
    StoredProgramme.objects.update(starts=began + dt.timedelta(days=200), made_at=timezone.now())
    (use,) = people_before(until())
    assert use.started == began
    StoredProgramme.objects.update(made_at=timezone.now() + dt.timedelta(days=90))
    (use,) = people_before(until())
    assert use.started == began + dt.timedelta(days=1)


def test_whoever_goes_after_the_quarter_is_of_it_all_the_same(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    began = timezone.localdate()
    quarter = quarter_of(began)
    with later(days=100):
        bob.with_programme()
        alice.post("/data/delete/")
        bob.post("/data/delete/")
        told = PastUse.objects.filter(quarter__lte=quarter)
        assert sum(row.people for row in told) == 1
        assert PastUse.objects.count() == 2


def test_whom_a_restore_leaves_out_is_counted_among_the_gone(guest: Visitor) -> None:
    """The backup is older than the count of them."""
    person = guest.with_programme().person
    event = Event.DATA_DELETED.value
    gone = Deleted(person=str(person.pk), event=event, at=timezone.now().isoformat(), receipt="LS-1")
    assert leave_out([gone], "default", Back.NOBODY).deleted == 1
    assert not Person.objects.exists()
    assert PastUse.objects.get().people == 1


def test_few_of_quarters_that_are_over_are_one_row(guest: Visitor) -> None:
    """When those few began is forgotten, and every report goes on counting them."""
    for quarter, days, people in (("2025-Q3", 30, 3), ("2025-Q4", 30, 7), ("2025-Q4", 90, 8)):
        PastUse.objects.create(quarter=quarter, days=days, people=people)
    guest.with_programme()
    guest.post("/data/delete/")
    rows = {(row.quarter, row.days): row.people for row in PastUse.objects.all()}
    assert rows == {("0", 30): 10, ("2025-Q4", 90): 8, (quarter_of(timezone.localdate()), 0): 1}
    assert sum(row.people for row in PastUse.objects.filter(quarter__lte="2026-Q1")) == 18


def walked(person: Person, on: dt.date) -> None:
    person.walk_looks.create(on=on, minutes=10, days=3)


def tried(person: Person, on: dt.date) -> None:
    person.dared.create(words="bend").steps.create(place=1, words="a").tries.create(on=on, sure=5)


def measured(person: Person, on: dt.date) -> None:
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    values = {"client_id": uuid.uuid4(), "test": "hip-rotation", "verdict": "good", "method": "phone"}
    person.measurements.create(taken_at=at, **values)


def took_a_break(person: Person, on: dt.date) -> None:
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    person.break_events.create(at=at, kind="done", door="page")
    person.break_events.create(at=at + dt.timedelta(days=2), kind="later", door="page")


@pytest.mark.parametrize("did", [walked, tried, measured, took_a_break])
def test_whatever_they_did_is_use(guest: Visitor, did: Callable[[Person, dt.date], None]) -> None:
    stored = guest.with_programme()
    on = stored.starts + dt.timedelta(days=40)
    did(stored.person, on)
    assert next(people_before(until())).used == on
    assert next(people_before(on)).used == stored.starts
    with later(days=60):
        guest.post("/data/delete/")
    assert PastUse.objects.get().days == 30


def test_a_copy_does_not_bring_those_who_are_gone(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    copy = alice.post("/data/take/").content
    alice.post("/data/delete/")
    bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    assert PastUse.objects.get().people == 1
    assert b"PastUse" not in copy


def test_the_form_of_the_report_comes_back(guest: Visitor) -> None:
    guest.with_programme()
    report = make_report(quarter="2027-Q1", until=until())
    assert UseReport.model_validate(json.loads(report.model_dump_json())) == report
