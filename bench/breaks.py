"""Breaks for a thousand people: the scheduler, a round of pushes, and their calendars.

Pushes go to a service on this machine, so what is measured is finding who is due, claiming, sealing and
sending; the network of a real push service comes on top. On SQLite, in one process.
"""

import datetime as dt
import os
import random
import tempfile
import time
from pathlib import Path

from bench._timing import median_ms, print_row

PEOPLE = 1000
EVENTS = 40
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def run() -> None:
    """Print a table for each."""
    _scheduler()
    with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as home:
        os.environ |= {"LOADSHARE_HOME": home, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
        os.environ["ALLOWED_HOSTS"] = "testserver"
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _calendars(_people())
        _pushes(Path(home))


def _scheduler() -> None:
    from loadshare.care.breaks import BackAtDesk, BreakEvent, Moved, Skipped, next_nudge, state_after

    chance = random.Random(1)
    kinds = (BackAtDesk, Moved, Skipped)
    said: list[BreakEvent] = [
        chance.choice(kinds)(at=MONDAY + dt.timedelta(minutes=11 * turn)) for turn in range(EVENTS)
    ]
    state, now = state_after(events=said), said[-1].at
    print_row("scheduler", "median ms", "a second")
    for name, action in (
        (f"state after {EVENTS} events", lambda: state_after(events=said)),
        ("next nudge", lambda: next_nudge(state=state, now=now)),
    ):
        median, _ = median_ms(action)
        print_row(name, f"{median:.3f}", f"{1000 / median:.0f}")


def _people() -> list[object]:
    """A thousand people with the same programme, who sat down at the same time."""
    from loadshare.care.breaks import BackAtDesk
    from loadshare.server.breaks import log
    from loadshare.server.breaks.models import CalendarFeed, Door
    from loadshare.server.records.models import Check, Person, Programme
    from tests.server.cast import Visitor

    visitor = Visitor()
    first = visitor.with_programme()
    people = Person.objects.bulk_create(Person() for _ in range(PEOPLE))
    run = first.made_from
    kept = ("started_at", "finished_at", "answers", "result", "rules_version", "level")
    checks = Check.objects.bulk_create(
        Check(person=person, **{name: getattr(run, name) for name in kept}) for person in people
    )
    week = ("starts", "week", "rules_version", "content")
    Programme.objects.bulk_create(
        Programme(person=person, made_from=check, **{name: getattr(first, name) for name in week})
        for person, check in zip(people, checks, strict=True)
    )
    started = time.perf_counter()
    for person in people:
        log.say(person, [BackAtDesk(at=MONDAY)], now=MONDAY, door=Door.PAGE)
    taken = time.perf_counter() - started
    print_row("said once by each", f"{1000 * taken / PEOPLE:.2f} ms", f"{PEOPLE / taken:.0f}/s")
    return list(
        CalendarFeed.objects.bulk_create(
            CalendarFeed(person=person, token_hash=f"{place:064d}") for place, person in enumerate(people)
        )
    )


def _calendars(feeds: list[object]) -> None:
    from loadshare.interop.calendar import write_calendar
    from loadshare.server.breaks.calendar_content import feed_of
    from loadshare.server.breaks.models import CalendarFeed

    started, size = time.perf_counter(), 0
    for feed in CalendarFeed.objects.select_related("person").iterator():
        size += len(write_calendar(feed_of(feed)))
    taken = time.perf_counter() - started
    print_row(
        f"calendar of {len(feeds)} people",
        f"{1000 * taken / len(feeds):.2f} ms",
        f"{len(feeds) / taken:.0f}/s",
        f"{size / len(feeds) / 1000:.1f} kB",
    )


def _pushes(home: Path) -> None:
    from loadshare.server.breaks.models import BreakPlan, PushDevice
    from loadshare.server.breaks.push import Sender, send_due
    from loadshare.server.breaks.push_address import AddressRule
    from tests.support.push_service import running_push_service

    with running_push_service() as service:
        plans = list(BreakPlan.objects.all())
        browsers = [service.browser(str(place)) for place in range(len(plans))]
        PushDevice.objects.bulk_create(
            PushDevice(person_id=plan.person_id, endpoint=browser.endpoint, **browser.subscription()["keys"])
            for plan, browser in zip(plans, browsers, strict=True)
        )
        port = int(service.address.rsplit(":", 1)[1])
        rule = AddressRule(services=("127.0.0.1",), scheme="http", ports=frozenset({port}), is_public=False)
        due = plans[0].due_at
        assert due is not None
        sender = Sender(folder=home, contact="mailto:bench@example.org", rule=rule, clock=lambda: MONDAY)
        for name in ("push to all who are due", "the round after, nobody left"):
            started = time.perf_counter()
            done = send_due(now=due, sender=sender)
            taken = time.perf_counter() - started
            print_row(name, f"{taken:.2f} s", f"{done.sent} sent", f"{done.sent / taken:.0f}/s")


if __name__ == "__main__":
    run()
