"""A worker: a thread for each task, and one word that it is alive every few seconds."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress

from django.conf import settings
from django.db import Error, close_old_connections, connection

from loadshare.server.jobs import holding, workers
from loadshare.server.jobs.clock import shared_now
from loadshare.server.jobs.tasks import TASKS, RecurringTask
from loadshare.server.running.health import waiting_migrations

log = logging.getLogger(__name__)
LOOKS_EVERY_S = 5.0
"""A third of the time for which a job is held."""
ENDS_WITHIN_S = 25


def _traced(task: RecurringTask) -> AbstractContextManager[None]:
    """Tell a collector of traces, where one is named."""
    if not settings.TRACES:
        return nullcontext()
    from loadshare.server.running.tracing import span_of_job

    return span_of_job(task.name)


class StuckError(Exception):
    """A task hangs in this process, so that nobody here does it again."""


class WorkerLoop:
    """Works until it is over."""

    def __init__(
        self,
        *,
        tasks: Iterable[RecurringTask] = TASKS,
        look_s: float = LOOKS_EVERY_S,
        ends_s: float = ENDS_WITHIN_S,
    ) -> None:
        self._tasks, self._look_s, self._ends_s = tuple(tasks), look_s, ends_s
        self._over = threading.Event()
        self._in_hand: dict[str, float] = {}
        """Since when, by this process's own steady clock."""

    def stop(self) -> None:
        """End when what is in hand is done."""
        self._over.set()

    def run(self, *, is_orphan: Callable[[], bool] = lambda: False) -> None:
        """Work. Whatever the database does meanwhile, it goes on when that is back.

        Raises `StuckError` where a task hangs: whoever started this process starts a new one.
        """
        worker = self._begin(is_orphan)
        if worker is None:
            return
        threads = [
            threading.Thread(target=self._keep_doing, args=(task, worker), name=task.name, daemon=True)
            for task in self._tasks
        ]
        for thread in threads:
            thread.start()
        stuck = ""
        while not stuck and not self._over.wait(self._look_s) and not is_orphan():
            self._say(worker)
            stuck = self._stuck(threads)
        self._over.set()
        ends = time.monotonic() + self._ends_s
        for thread in threads:
            while thread.is_alive() and time.monotonic() < ends:
                thread.join(timeout=self._look_s)
                self._say(worker)
        if not stuck:  # one that hung is not said to have ended well
            with suppress(Error):
                workers.end(worker, shared_now())
        connection.close()
        if stuck:
            raise StuckError(f"{stuck} hangs, or broke off; the next worker does it")

    def run_once(self) -> None:
        """Do what is due now, and no more. Raises what a task raised, when the others are done too."""
        now = shared_now()
        worker = workers.begin(now)
        holding.prepare_jobs(self._tasks, now)
        try:
            problems = [self._do(task, worker) for task in self._tasks]
        finally:
            workers.end(worker, shared_now())
        for problem in filter(None, problems):
            raise problem

    def _begin(self, is_orphan: Callable[[], bool]) -> uuid.UUID | None:
        """As soon as the database is there in its newest form; until then whoever migrates has it."""
        said = ""
        while not self._over.is_set() and not is_orphan():
            try:
                close_old_connections()
                waiting = waiting_migrations()
                if not waiting:
                    now = shared_now()
                    holding.prepare_jobs(self._tasks, now)
                    return workers.begin(now)
                problem = f"{waiting} updates of the database are waiting; run: loadshare migrate"
            except Error as error:
                problem = f"the database does not answer ({type(error).__name__})"
            if problem != said:
                log.warning("no work yet: %s", problem)
                said = problem
            self._over.wait(self._look_s)
        return None

    def _stuck(self, threads: Iterable[threading.Thread]) -> str:
        """Tasks that this process will not end any more."""
        broken_off = [thread.name for thread in threads if not thread.is_alive() and not self._over.is_set()]
        return ", ".join(sorted({*self._held(is_too_long=True), *broken_off}))

    def _held(self, *, is_too_long: bool) -> list[str]:
        """What is in hand since longer than it may be, or what is not."""
        at = time.monotonic()
        limits = {task.name: task.most_s for task in self._tasks}
        in_hand = self._in_hand.copy()
        return [name for name, since in in_hand.items() if (at - since >= limits[name]) is is_too_long]

    def _say(self, worker: uuid.UUID) -> None:
        close_old_connections()
        lively = self._held(is_too_long=False)
        with suppress(Error):  # it is away; what is held is free then, and taken again when it is back
            now = shared_now()
            workers.say(worker, now)
            holding.hold(lively, worker, now)

    def _keep_doing(self, task: RecurringTask, worker: uuid.UUID) -> None:
        while not self._over.is_set():
            close_old_connections()
            try:
                self._do(task, worker)
            except Error as error:
                log.warning("%s: the database did not answer (%s)", task.name, type(error).__name__)
            self._over.wait(self._look_s)
        connection.close()

    def _do(self, task: RecurringTask, worker: uuid.UUID) -> Exception | None:
        """Once, if it is due and nobody else has it; what it failed with."""
        if not holding.take(task, worker, shared_now()):
            return None
        self._in_hand[task.name] = time.monotonic()
        try:
            with _traced(task):
                task.run()
        except Exception as problem:
            log.warning("%s failed: %s", task.name, type(problem).__name__)
            close_old_connections()
            holding.failed(task, worker, problem, shared_now())
            return problem
        finally:
            del self._in_hand[task.name]
        holding.went_well(task, worker, shared_now())
        return None
