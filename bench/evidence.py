"""The report of an installation: do ten thousand made-up people give back what was planted, and how fast?

`PEOPLE=2000 python -m bench evidence`. They are written into a database of their own, gathered and counted as
`loadshare evidence` does it.
"""

import datetime as dt
import os
import tempfile
import time
import uuid

from bench._timing import print_row
from tests.support.simulated_use import BETTER, GOOD_AT_FIRST, GOOD_AT_WEEK_8, MILD, UNTIL, planted, simulated

PEOPLE = 10_000


def main() -> None:
    """Print planted and found side by side."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LOADSHARE_HOME": home, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _fill(people)
        _print(people)


def _fill(people: int) -> None:
    from loadshare.server.records.models import (
        Check,
        Leaving,
        OutcomeScore,
        PainEntry,
        Person,
        Programme,
        Satisfaction,
        SessionLog,
        UnwantedEffect,
    )

    rows: dict[type, list[object]] = {}

    def add(model: type, **values: object) -> object:
        row = model(**values)
        rows.setdefault(model, []).append(row)
        return row

    for one in simulated(people):
        person = add(Person)
        check = add(Check, person=person, finished_at=None)
        stored = add(
            Programme,
            person=person,
            made_from=check,
            starts=one.started,
            week=1,
            rules_version="x",
            content={},
        )
        days = (one.used - one.started).days
        for number in range(one.sessions):
            add(
                SessionLog,
                person=person,
                programme=stored,
                client_id=uuid.uuid4(),
                on=one.started + dt.timedelta(days=number * days // max(1, one.sessions)),
                pain_before=2,
                pain_after=9 if number < one.red else 2,
            )
        add(PainEntry, person=person, on=one.used, pain=3)
        for grade in one.effects:
            noted = {"kind": "skin", "after": "session", "done": "nothing"}
            add(UnwantedEffect, person=person, on=one.started, grade=grade.value, **noted)
        if one.reason:
            add(Leaving, person=person, on=one.used, reason=one.reason.value)
        if one.content:
            add(Satisfaction, person=person, on=one.started, content=one.content)
        for seen in one.seen:
            for week, value in ((0, 6.0), (seen.week, 6.0 - seen.better_by)):
                score = {"outcome": "pain", "item": "average", "origin": "answered"}
                on = one.started + dt.timedelta(weeks=week)
                add(OutcomeScore, person=person, on=on, value=value, **score)
        for seen in one.health:
            score = {"outcome": "general-health", "origin": "answered", "value": 2 if seen.is_good else 3}
            add(OutcomeScore, person=person, on=one.started + dt.timedelta(weeks=seen.week), **score)
    for model, made in rows.items():
        model._default_manager.bulk_create(made, batch_size=500)  # type: ignore[attr-defined]


def _print(people: int) -> None:
    from loadshare.care.use_report import quarter_before
    from loadshare.server.using.gathering import make_report

    began = time.perf_counter()
    found = make_report(quarter=quarter_before(UNTIL)[0], until=UNTIL)
    print_row("", "planted", "found", "from", "to")
    print_row("began", f"{people}", f"{found.started}")
    for cell in found.retention:
        told = (cell.share_pct, cell.low_pct, cell.high_pct)
        found_pct = [_pct(part) for part in told]
        print_row(f"still using on day {cell.day}", f"{100 * planted(cell.day):.1f} %", *found_pct)
    week_8 = next(cell for cell in found.outcomes if (cell.outcome, cell.week) == ("pain", 8))
    print_row("better at week 8, of those who said", f"{100 * BETTER:.0f} %", _pct(week_8.better_pct))
    print_row("better by, mean", f"{3 * BETTER:.1f}", f"{week_8.mean_better_by}")
    for week, share in ((0, GOOD_AT_FIRST), (8, GOOD_AT_WEEK_8)):
        cell = next(one for one in found.health if one.week == week)
        print_row(f"health good or very good, week {week}", f"{100 * share:.0f} %", _pct(cell.good_pct))
    print_row("people with a mild unwanted effect", f"{MILD * people:.0f}", f"{found.unwanted[0].people}")
    print_row("gathered and counted in", "", f"{time.perf_counter() - began:.1f} s")


def _pct(told: float | None) -> str:
    return "hidden" if told is None else f"{told:g} %"


if __name__ == "__main__":
    main()
