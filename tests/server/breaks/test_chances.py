"""Nudges left out by chance: only where somebody asked, each decision kept, counted without names."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from loadshare.server.accounts.management.commands import expire_people
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.breaks import chances, log
from loadshare.server.breaks.models import BreakPlan, KeptNudge
from loadshare.server.using.gathering import make_report, people_before
from loadshare.server.using.page import page_of
from tests.server.cast import Visitor
from tests.support.clock import Clock, next_monday

MONDAY = next_monday(10)
MINUTE = dt.timedelta(minutes=1)
pytestmark = pytest.mark.stands_at(MONDAY)


@pytest.fixture
def worker(guest: Visitor) -> Visitor:
    """A guest with a programme, on a Monday at ten."""
    guest.with_programme()
    return guest


def say(visitor: Visitor, kind: str) -> None:
    assert visitor.post("/breaks/say/", {"kind": kind}).status_code == 302


def takes_part(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, *, left_out: bool, short: bool = False
) -> None:
    """From now on, with a first nudge of which chance says this."""
    say(visitor, "back")
    due = BreakPlan.objects.get().due_at
    assert due is not None
    for seed in range(99):
        monkeypatch.setattr(chances.secrets, "randbelow", lambda _most, seed=seed: seed)
        visitor.post("/breaks/chance/", {"chance": "on"})
        chance = log.chance_of(BreakPlan.objects.get())
        assert chance is not None
        if (chance.leaves_out(due=due), chance.says_short(due=due)) == (left_out, short):
            return
        visitor.post("/breaks/chance/", {"chance": "off"})
    raise AssertionError("no such seed")


def every(visitor: Visitor) -> dt.timedelta:
    return log.settings_of(log.plan_of(visitor.person)).every_minutes * MINUTE


def rows() -> list[tuple[Any, ...]]:
    return list(KeptNudge.objects.values_list("made", "form", "shown_with", "short_with", "why"))


def test_it_is_off_until_somebody_asks_and_every_nudge_is_kept_as_decided(
    worker: Visitor, clock: Clock
) -> None:
    say(worker, "back")
    clock.shift(every(worker) + MINUTE)
    assert rows() == []
    say(worker, "skipped")
    assert rows() == [("shown", "whole", 1.0, 0.0, "")]
    say(worker, "skipped")
    assert len(rows()) == 1, "noted once"
    page = worker.get("/breaks/").content.decode()
    assert "about four of ten nudges are left out by chance" in page
    assert "You take part until" not in page


def test_a_nudge_that_is_left_out_shows_nowhere_and_the_next_one_comes(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=True)
    due = MONDAY + every(worker)
    today = worker.get("/today/").content.decode()
    assert f"A nudge may come at {due:%H:%M}." in today
    assert "data-since" not in today
    assert BreakPlan.objects.get().due_at == due + every(worker)
    clock.shift(every(worker) + MINUTE)
    today = worker.get("/today/").content.decode()
    assert "Time to get up" not in today
    assert f"Next break at {due + every(worker):%H:%M}." in today
    say(worker, "moved")
    assert rows() == [("left-out", "whole", 0.6, 0.5, "")]
    (use,) = people_before(timezone.localdate() + dt.timedelta(days=1))
    assert [(one.shown, one.got_up) for one in use.nudges] == [(False, True)]


def test_the_form_that_chance_says_is_what_the_page_shows_and_the_log_keeps(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=False, short=True)
    assert "Chance also says if a nudge offers half a minute." in worker.get("/breaks/").content.decode()
    clock.shift(every(worker) + MINUTE)
    assert BreakPlan.objects.get().is_short
    assert "Busy? Half a minute is enough." in worker.get("/today/").content.decode()
    say(worker, "moved")
    assert rows() == [("shown", "short", 0.6, 0.5, "")]
    (use,) = people_before(timezone.localdate() + dt.timedelta(days=1))
    assert [(one.short, one.short_with, one.got_up) for one in use.nudges] == [(True, 0.5, True)]


def test_who_took_part_before_forms_were_drawn_keeps_the_words_they_said_yes_to(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=False, short=True)
    BreakPlan.objects.update(chance_short_with=None)
    assert "Chance also says" not in worker.get("/breaks/").content.decode()
    clock.shift(every(worker) + MINUTE)
    assert "Time to get up" in worker.get("/today/").content.decode()
    say(worker, "moved")
    assert rows() == [("shown", "whole", 0.6, 0.0, "")]


@pytest.mark.parametrize(
    ("table", "field", "value"), [("nudges", "short_with", 2.0), ("break_settings", "chance_short_with", 1.0)]
)
def test_a_copy_whose_chance_cannot_be_is_refused(
    worker: Visitor,
    alice: Visitor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    field: str,
    value: float,
) -> None:
    takes_part(worker, monkeypatch, left_out=False)
    clock.shift(every(worker) + MINUTE)
    say(worker, "moved")
    KeptNudge.objects.update(**{field: value}) if table == "nudges" else BreakPlan.objects.update(
        **{field: value}
    )
    copy = worker.post("/data/take/").content
    page = alice.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)}, follow=True)
    assert "in this copy is not whole" in page.content.decode()


def test_it_ends_by_itself_and_at_a_press(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=True)
    page = worker.get("/breaks/").content.decode()
    assert f"You take part until {(MONDAY + dt.timedelta(days=42)).day} " in page
    worker.post("/breaks/chance/", {"chance": "off"})
    assert BreakPlan.objects.get().due_at == MONDAY + every(worker), "the nudge comes again"
    worker.post("/breaks/chance/", {"chance": "on"})
    clock.shift(dt.timedelta(days=43))
    assert "You take part until" not in worker.get("/breaks/").content.decode()
    assert worker.post("/breaks/chance/", {"chance": "perhaps"}).status_code == 400


def test_while_somebody_has_to_look_none_is_possible(worker: Visitor, clock: Clock) -> None:
    say(worker, "back")
    clock.shift(every(worker) + MINUTE)
    plan = BreakPlan.objects.get()
    worker.person.receipts.create(
        entry=worker.person.pk,
        kind="break",
        made_at=MONDAY,
        received_at=MONDAY,
        is_kept=True,
        is_stop_open=True,
    )
    log.note_decisions(worker.person, plan, now=timezone.now())
    assert rows() == [("not-possible", "", 0.0, None, "closed")]


def test_not_beside_a_trial_about_breaks(worker: Visitor) -> None:
    trial = {"question": "breaks", "outcome": "pain", "starts": MONDAY.date(), "seed": 1, "pairs": 5}
    worker.person.trials.create(**trial)
    worker.post("/breaks/chance/", {"chance": "on"})
    assert log.chance_of(log.plan_of(worker.person)) is None
    assert 'id="chance"' not in worker.get("/breaks/").content.decode()


def test_a_trial_about_breaks_ends_it(worker: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    takes_part(worker, monkeypatch, left_out=True)
    worker.post("/trial/", {"question": "breaks", "outcome": "pain", "length": "5"})
    assert worker.person.trials.filter(question="breaks", end="").exists()
    assert chances.runs_until(BreakPlan.objects.get(), now=timezone.now()) is None
    assert f"Next break at {MONDAY + every(worker):%H:%M}." in worker.get("/today/").content.decode()


def test_what_nobody_answered_is_kept_in_the_night_and_goes_after_a_year(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(worker, "back")
    clock.shift(dt.timedelta(hours=20))
    monkeypatch.setattr(expire_people, "time_seen", timezone.now)  # a night that was lived through
    call_command("expire_people", verbosity=0)
    call_command("expire_people", verbosity=0)
    assert rows() == [("shown", "whole", 1.0, 0.0, "")]
    chances.note_silent(now=MONDAY + dt.timedelta(days=360))
    assert len(rows()) == 1
    chances.note_silent(now=MONDAY + dt.timedelta(days=368))
    assert rows() == []


def test_a_copy_holds_it_and_deleting_ends_it(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=False)
    clock.shift(every(worker) + MINUTE)
    say(worker, "moved")
    copy = everything_of(worker.person, now=timezone.now())["tables"]
    assert [(one["shown_with"], one["short_with"]) for one in copy["nudges"]] == [(0.6, 0.5)]
    assert copy["break_settings"][0]["chance_short_with"] == 0.5
    worker.post("/data/delete/")
    assert not KeptNudge.objects.exists()


def test_the_report_of_few_tells_nothing_of_nudges(
    worker: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_part(worker, monkeypatch, left_out=False)
    clock.shift(every(worker) + MINUTE)
    say(worker, "moved")
    report = make_report(quarter="2027-Q1", until=timezone.localdate() + dt.timedelta(days=1))
    assert report.nudges is not None
    assert set(report.nudges.model_dump().values()) == {None}
    assert report.nudge_forms == report.nudges
    assert "Half a minute offered, against the usual words" in page_of(report)
