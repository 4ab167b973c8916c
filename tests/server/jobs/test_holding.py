"""A job is in the hands of one worker, and in somebody else's once that one says nothing any more."""

import datetime as dt
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from loadshare.server.accounts.models import RunningDay
from loadshare.server.jobs import holding, workers
from loadshare.server.jobs.clock import shared_now
from loadshare.server.jobs.models import Job, Worker
from loadshare.server.jobs.tasks import TASKS, RecurringTask, next_day
from loadshare.server.jobs.working import StuckError, WorkerLoop
from tests.support.clock import Clock, now, today

SECOND = dt.timedelta(seconds=1)
HOLDS_S = int(holding.HOLDS_FOR.total_seconds())


def task(run: object = lambda: None, name: str = "a task") -> RecurringTask:
    return RecurringTask(
        name=name,
        run=run,  # type: ignore[arg-type]
        next_due=lambda at: at + 10 * SECOND,
        longest_wait=dt.timedelta(minutes=2),
        most_s=60,
    )


class OneHand(TestCase):
    """Whatever workers do at whatever moments, nobody takes what another one holds."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["take", "hold", "well", "failed"]), st.integers(0, 2), st.integers(0, 20)
            ),
            max_size=25,
        )
    )
    def test_one_worker_at_a_time(self, steps: list[tuple[str, int, int]]) -> None:
        Job.objects.all().delete()
        one, at = task(), now()
        numbers = [uuid.uuid4() for _ in range(3)]
        holding.prepare_jobs([one], at)
        heard: dict[int, dt.datetime] = {}
        """Who believes to have it, and when the database last took a word from them."""
        for what, who, later_s in steps:
            at += later_s * SECOND
            if what == "take":
                others = [name for name, last in heard.items() if at - last < holding.HOLDS_FOR]
                if holding.take(one, numbers[who], at):
                    assert others == [], "somebody who was heard of has it"
                    heard = {who: at}
            elif what == "hold":
                if holding.hold([one.name], numbers[who], at):
                    assert who in heard
                    heard[who] = at
            else:
                ended = (
                    holding.went_well(one, numbers[who], at)
                    if what == "well"
                    else holding.failed(one, numbers[who], OSError("x"), at)
                )
                assert ended is (who in heard), "only whoever has it lets go of it"
                heard.pop(who, None)


@pytest.mark.django_db
def test_what_fails_is_tried_again_after_longer_and_longer_and_says_no_words() -> None:
    one, at, worker = task(), now(), uuid.uuid4()
    holding.prepare_jobs([one], at)
    waits = []
    for _ in range(5):
        assert holding.take(one, worker, at)
        holding.failed(one, worker, ValueError("Alice has a pain"), at)
        job = Job.objects.get()
        assert (job.failed_with, job.held_by) == ("ValueError", None)
        waits.append((job.due_at - at).total_seconds())
        assert not holding.take(one, worker, job.due_at - SECOND)
        at = job.due_at
    assert waits == [10, 20, 40, 80, 120], "never later than it may ever be due"
    assert holding.take(one, worker, at)
    holding.went_well(one, worker, at)
    assert (Job.objects.get().tries, Job.objects.get().failed_with) == (0, "")


@pytest.mark.django_db
def test_a_clock_that_was_a_year_ahead_keeps_nothing_waiting() -> None:
    one, worker, year = task(), uuid.uuid4(), dt.timedelta(days=365)
    holding.prepare_jobs([one], now() + year)
    assert holding.take(one, worker, now())
    Job.objects.update(held_until=now() + year)
    assert holding.take(one, uuid.uuid4(), now() + SECOND)


@pytest.mark.django_db
def test_a_day_begins_after_midnight_also_on_the_longest_day() -> None:
    for day in ("2026-10-24T23:50+01:00", "2026-11-23T10:00+00:00", "2027-03-28T00:00+00:00"):
        at = dt.datetime.fromisoformat(day)
        due = next_day(at)
        assert at < due <= at + TASKS[1].longest_wait
        assert timezone.localdate(due) == timezone.localdate(at) + dt.timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_the_loop_does_what_is_due_goes_on_after_a_fault_and_ends_what_it_has_in_hand() -> None:
    done: list[str] = []
    enough = threading.Event()

    def fails_once() -> None:
        done.append("tried")
        if len(done) == 1:
            raise OperationalError("away")
        loop.stop()
        done.append("ended")
        enough.set()

    def soon(at: dt.datetime) -> dt.datetime:
        return at

    one = RecurringTask(name="x", run=fails_once, next_due=soon, longest_wait=SECOND / 50, most_s=60)
    loop = WorkerLoop(tasks=[one], look_s=0.02)
    loop.run(is_orphan=enough.is_set)
    assert done == ["tried", "tried", "ended"]
    (worker,) = Worker.objects.all()
    assert worker.ended_at is not None
    WorkerLoop(tasks=[one], look_s=0.02).run_once()
    assert Worker.objects.count() == 2, "no number is used again"
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_that_hangs_is_given_up_and_missed(clock: Clock) -> None:
    over = threading.Event()
    hangs = replace(task(lambda: over.wait(60), "daily"), most_s=0.05)
    loop = WorkerLoop(tasks=[hangs], look_s=0.02, ends_s=0.1)
    with pytest.raises(StuckError, match="daily"):
        loop.run()
    (worker,) = Worker.objects.all()
    assert worker.ended_at is None, "it did not end well"
    assert holding.take(hangs, uuid.uuid4(), shared_now() + holding.HOLDS_FOR), "somebody else does it"
    if connection.vendor == "sqlite":
        clock.shift(dt.timedelta(minutes=20))
        assert workers.heard().late == ("daily",), "that a number stands there does not mean that it is done"
    over.set()
    for thread in threading.enumerate():
        if thread.name == "daily":
            thread.join(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_what_is_due_is_done_although_something_before_it_fails() -> None:
    done: list[str] = []

    def fails() -> None:
        raise OSError("x")

    both = [task(fails), task(lambda: done.append("other"), "other")]
    with pytest.raises(OSError, match="x"):
        WorkerLoop(tasks=both).run_once()
    assert done == ["other"]


@pytest.mark.django_db
def test_what_the_doctor_hears(clock: Clock) -> None:
    assert workers.heard().working == ()
    RunningDay.objects.create(on=today() - dt.timedelta(days=2))
    assert workers.heard().late == ("daily",), "nobody was ever started"
    at = shared_now()
    holding.prepare_jobs(TASKS, at)
    first = workers.begin(at)
    found = workers.heard()
    assert (len(found.working), found.silent_since, found.late) == (1, None, ())
    assert workers.works_here()
    if connection.vendor == "postgresql":
        return  # its clock is not ours to move
    clock.shift(dt.timedelta(seconds=61))
    found = workers.heard()
    assert (found.working, found.silent_since) == ((), at)
    workers.say(first, shared_now())
    workers.end(first, shared_now())
    found = workers.heard()
    assert (found.working, found.silent_since) == ((), None), "it was told to stop"
    clock.shift(dt.timedelta(minutes=20))
    assert workers.heard().late == ("daily", "nudges")
    clock.shift(dt.timedelta(minutes=50))
    timer = workers.begin(shared_now())
    workers.end(timer, shared_now())
    assert set(Worker.objects.values_list("pk", flat=True)) == {timer}, "who ended is forgotten soon"
    died = workers.begin(shared_now())
    clock.shift(dt.timedelta(days=6))
    workers.begin(shared_now())
    assert Worker.objects.filter(pk=died).exists(), "who died is not"
    clock.shift(dt.timedelta(days=8))
    workers.begin(shared_now())
    assert Worker.objects.count() == 1
