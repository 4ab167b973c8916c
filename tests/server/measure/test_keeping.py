"""Kept once, read by the check, never in the way of safety, gone with the person."""

import base64
import datetime as dt
import gzip
import io
import json
import uuid
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.server.accounts.keeping import KeepResult, keep_guest
from loadshare.server.audit.models import AuditEvent
from loadshare.server.check import checking
from loadshare.server.measure.arriving import keep_arrived
from loadshare.server.measure.offline import offline_pages
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.newest import newest_values
from loadshare.server.measurements.recordings import MOST_RECORDING_BYTES, pack, unpack
from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import RefusedError
from loadshare.server.progress.own import own_series
from loadshare.server.progress.series import Series
from loadshare.server.records.models import LEVELS, Person
from tests.server.cast import Visitor
from tests.server.measure.conftest import figure, send, turn
from tests.support.clock import later


def test_sending_twice_keeps_once(fit: Visitor) -> None:
    sent = turn(22)
    first, second = send(fit, sent).json(), send(fit, sent).json()  # type: ignore[attr-defined]
    assert (first["is_new"], second["is_new"]) == (True, False)
    row = fit.person.measurements.get()
    assert (row.test, row.side, row.method, row.figures["internal"]["value"]) == (
        "hip-rotation",
        "left",
        "phone",
        22,
    )
    assert AuditEvent.objects.filter(event="measurement-kept").count() == 1


def test_two_people_may_use_the_same_client_id(fit: Visitor) -> None:
    sent = turn(22)
    other = Visitor()
    other.with_check()
    assert send(fit, sent).status_code == send(other, sent).status_code == 200
    assert Measurement.objects.count() == 2


def test_both_sides_reach_the_result_like_numbers_typed_by_hand(fit: Visitor) -> None:
    before = checking.result_of(checking.last_check_of(fit.person))  # type: ignore[arg-type]
    send(fit, turn(21))
    reply = send(fit, turn(24, side="right")).json()  # type: ignore[attr-defined]
    assert reply["told"] == "result"
    run = checking.last_check_of(fit.person)
    assert run is not None
    assert run.measurements["hip-rotation"]["internal"] == {"left": 21, "right": 24}
    hip = next(fit for fit in checking.result_of(run).profile.fits if fit.mechanism == "hip-movement")  # type: ignore[union-attr]
    assert "hip-rotation" in {point.point for point in hip.speaks_for}
    assert checking.result_of(run).safety == before.safety
    assert "You turned a hip inwards less" in fit.get("/result/ideas/").content.decode()


def test_a_newer_measurement_stands_for_the_older(fit: Visitor) -> None:
    old = turn(21, taken_at=(dt.datetime.now(dt.UTC) - dt.timedelta(days=3)).isoformat())
    send(fit, turn(35))
    send(fit, old)
    assert newest_values(fit.person)["hip-rotation"]["internal"] == {"left": 35}


def test_sides_far_apart_in_time_are_not_compared(fit: Visitor) -> None:
    send(fit, turn(21, taken_at=(dt.datetime.now(dt.UTC) - dt.timedelta(days=40)).isoformat()))
    send(fit, turn(35, side="right"))
    assert newest_values(fit.person)["hip-rotation"]["internal"] == {"right": 35}


def test_two_versions_of_a_hold_are_not_compared(fit: Visitor) -> None:
    for side, version in (("left", "full"), ("right", "knees")):
        hold = turn(
            0,
            side=side,
            test="side-bridge",
            figures={"time": figure(40, 2, "s")},
            choices={"version": version},
        )
        assert send(fit, hold).status_code == 200
    assert newest_values(fit.person)["side-bridge"] == {
        "time": {"right": 40},
        "version": "knees",
        "trials-agree": "yes",
    }


@pytest.mark.parametrize("spoilt", [{"stopped_by_pain": True}, {"trials_agree": False}])
def test_a_spoilt_test_is_kept_and_not_counted(fit: Visitor, spoilt: dict[str, Any]) -> None:
    send(fit, turn(10, **spoilt))
    run = checking.last_check_of(fit.person)
    assert run is not None
    assert "hip-rotation" in checking.result_of(run).incomplete_tests
    assert "hip-rotation.internal.left" not in checking.facts_of_run(run)


def test_a_clock_that_runs_ahead_is_set_right(fit: Visitor) -> None:
    send(fit, turn(22, taken_at="2031-01-01T00:00:00Z"))
    assert fit.person.measurements.get().taken_at <= dt.datetime.now(dt.UTC)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(stands=st.integers(0, 40), time=st.floats(0, 60), old=st.booleans())
def test_a_measurement_never_calms_the_level(stands: int, time: float, old: bool) -> None:
    visitor = Visitor()
    run = visitor.with_check(age=72 if old else 38)
    before = run.level
    count = turn(0, side="", test="chair-stands", figures={"count": figure(stands, 1, "times")})
    stance = turn(0, test="single-leg-stance", figures={"time": figure(round(time, 1), 1, "s")})
    send(visitor, count)
    send(visitor, stance)
    run.refresh_from_db()
    assert LEVELS.index(run.level) <= LEVELS.index(before)
    assert checking.result_of(run).safety.level.value == run.level


def test_few_stands_at_seventy_bring_the_careful_plan(guest: Visitor) -> None:
    run = guest.with_check(age=72)
    assert run.level == "C"
    send(guest, turn(0, side="", test="chair-stands", figures={"count": figure(6, 1, "times")}))
    run.refresh_from_db()
    assert run.level == "C+"
    assert "fall-risk" in {found.filter for found in checking.result_of(run).filters}
    # A better day does not take it back: only answers given afresh may.
    send(guest, turn(0, side="", test="chair-stands", figures={"count": figure(20, 1, "times")}))
    run.refresh_from_db()
    assert run.level == "C+"


def test_a_new_check_and_a_weekly_look_know_what_was_measured(fit: Visitor) -> None:
    send(fit, turn(21))
    checking.begin_review(fit.person, fit.person.checks.get())
    assert fit.person.checks.get(finished_at=None).measurements["hip-rotation"]["internal"] == {"left": 21}
    fit.person.checks.filter(finished_at=None).delete()
    fit.start()
    assert fit.person.checks.get(finished_at=None).measurements["hip-rotation"]["internal"] == {"left": 21}


@pytest.mark.parametrize("test", ["hip-rotation", "walking"])
def test_nobody_is_measured_before_the_check_or_while_locked(guest: Visitor, test: str) -> None:
    sent = (
        turn(22) if test == "hip-rotation" else turn(0, side="", test=test, figures={"cadence": figure(110)})
    )
    assert send(guest, sent).status_code == 403
    guest.with_emergency()
    assert send(guest, sent).status_code == 403
    assert not Measurement.objects.exists()
    assert "somebody should look at you first" in guest.get(f"/measure/{test}/").content.decode()
    assert "/measure/hip-rotation/" not in guest.get("/measure/").content.decode()


def test_a_test_the_answers_speak_against_is_not_offered(guest: Visitor) -> None:
    old_hip = {
        "hip-replacement": "yes",
        "hip-replacement-when": "over-12-weeks",
        "hip-replacement-limits": "no",
    }
    guest.with_check(**old_hip)
    page = guest.get("/measure/").content.decode()
    assert "/measure/walking/" in page
    assert "/measure/hip-rotation/" not in page
    assert send(guest, turn(22)).status_code == 403
    assert "speaks against this test" in guest.get("/measure/hip-rotation/").content.decode()


def test_a_sore_day_is_no_day_for_tests(fit: Visitor) -> None:
    fit.post("/programme/build/")
    fit.post("/today/pain/", {"pain": "7"})
    assert "Tests wait until it is 5 or less" in fit.get("/measure/walking/").content.decode()
    assert send(fit, turn(22)).status_code == 403


def test_recordings_are_kept_only_when_sent_and_packed(fit: Visitor) -> None:
    recording = {"format": "loadshare-recording", "version": 1, "time_s": [0.0, 0.01]}
    send(fit, turn(22))
    send(fit, turn(23, side="right", recordings=[recording]))
    bare, whole = fit.person.measurements.order_by("side")
    assert unpack(bare) == []
    assert unpack(whole) == [recording]
    assert pack([]) is None
    assert len(pack([recording]) or b"") < MOST_RECORDING_BYTES


def test_measurements_move_with_a_guest_are_in_the_file_and_die_with_the_person(
    fit: Visitor, django_user_model: type[User]
) -> None:
    sent = turn(22, recordings=[{"format": "x"}])
    send(fit, sent)
    owner = Person.objects.create(user=django_user_model.objects.create_user("owner"))
    owner.measurements.create(client_id=sent["client_id"], test="walking", method="phone", verdict="good")
    fit.person.measurements.create(client_id=uuid.uuid4(), test="walking", method="phone", verdict="good")
    copy = zipfile.ZipFile(io.BytesIO(fit.post("/data/take/").content))
    taken = json.loads(copy.read("data.json"))["tables"]["measurements"]
    packed = [base64.b64decode(row["recording"]) for row in taken if row["test"] == "hip-rotation"]
    assert [json.loads(gzip.decompress(one)) for one in packed] == [[{"format": "x"}]]
    assert keep_guest(user_id=owner.user_id, guest_id=fit.person.id) is KeepResult.MERGED
    assert owner.measurements.count() == 2
    owner.delete()
    assert not Measurement.objects.exists()


def test_progress_draws_each_figure_by_side_with_its_own_bar(fit: Visitor) -> None:
    send(fit, turn(21, taken_at=(dt.datetime.now(dt.UTC) - dt.timedelta(days=3)).isoformat()))
    send(fit, turn(24))
    send(fit, turn(30, side="right"))
    send(fit, turn(99, side="right", trials_agree=False, figures={"internal": figure(12)}))
    internal = drawn(fit)["hip-rotation-internal"]
    assert {line.name: [point.value for point in line.points] for line in internal.lines} == {
        "Left": [21, 24],
        "Right": [30, 12],
    }
    assert (internal.lines[0].points[0].low, internal.lines[0].points[0].high) == (13, 29)
    page = fit.get("/progress/").content.decode()
    assert "measured with the phone" in page
    assert "not used for your plan" in page


def test_a_number_that_a_check_carries_along_is_drawn_once(fit: Visitor) -> None:
    send(fit, turn(21))
    assert checking.last_check_of(fit.person).measurements["hip-rotation"]["internal"] == {"left": 21}  # type: ignore[union-attr]
    points = [point.value for line in drawn(fit)["hip-rotation-internal"].lines for point in line.points]
    assert points == [21]


def test_what_was_typed_into_a_check_is_drawn_beside_it(fit: Visitor) -> None:
    run = fit.person.checks.get()
    run.measurements = {"hip-rotation": {"internal": {"left": 33}}}
    run.save()
    points = [point.value for line in drawn(fit)["hip-rotation-internal"].lines for point in line.points]
    assert points == [33]


def drawn(visitor: Visitor) -> dict[str, Series]:
    checks = list(visitor.person.checks.exclude(finished_at=None))
    found = own_series(visitor.person, scores=(), checks=checks, today=timezone.localdate())
    return {series.id: series for series in found}


def test_what_was_kept_offline_arrives_once_and_only_where_it_may(fit: Visitor) -> None:
    now = dt.datetime.now(dt.UTC)
    sent = turn(22)
    done = TimedEntry(
        id=uuid.uuid4(), kind="measurement", at=now, now=now, body={"measurement": json.dumps(sent)}
    )
    for _ in range(2):
        assert keep_arrived(fit.person, done).next == "measure"
    assert fit.person.measurements.count() == 1
    for body in ({}, {"measurement": "{}"}, {"measurement": "["}):
        with pytest.raises(RefusedError):
            keep_arrived(fit.person, replace(done, body=body))
    locked = Visitor()
    locked.with_emergency()
    with pytest.raises(RefusedError):
        keep_arrived(locked.person, done)


def test_a_device_keeps_the_pages_of_the_offered_tests(fit: Visitor) -> None:
    pages = offline_pages(fit.person, today=timezone.localdate())
    assert pages[0] == "/measure/"
    assert all(fit.get(page).status_code == 200 for page in pages)
    fit.post("/programme/build/")
    plan = fit.get("/offline/plan.json").json()  # type: ignore[attr-defined]
    assert set(pages) <= set(plan["lasting"])
    assert any("/measure-" in file for file in plan["files"])


@pytest.mark.parametrize("days", [-400, -120, 100, 3 * 365])
def test_a_phone_whose_clock_is_wrong_measures_now(fit: Visitor, days: int) -> None:
    wrong = (timezone.now() + dt.timedelta(days=days)).isoformat()
    assert send(fit, turn(30, taken_at=wrong, sent_at=wrong)).status_code == 200
    assert abs(fit.person.measurements.get().taken_at - timezone.now()) < dt.timedelta(minutes=6)


@pytest.mark.parametrize("year", ["0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z"])
def test_a_year_without_phones_breaks_no_page(fit: Visitor, year: str) -> None:
    assert send(fit, turn(30, taken_at=year)).status_code == 200
    assert fit.get("/progress/").status_code == 200
    assert fit.person.measurements.get().taken_at.year >= 2026


def test_what_a_clock_that_was_ahead_measured_is_not_the_newest_for_ever(fit: Visitor) -> None:
    with later(days=60):
        send(fit, turn(30))
    send(fit, turn(20))
    send(fit, turn(22, side="right"))
    assert newest_values(fit.person)["hip-rotation"]["internal"] == {"left": 20, "right": 22}
