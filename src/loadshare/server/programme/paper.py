"""A person's programme and record as they come out of a printer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loadshare.care.check import CheckResult
from loadshare.care.programme import Programme
from loadshare.care.programme_types import DAYS_IN_WEEK, week_from
from loadshare.care.session_order import days_with_both
from loadshare.interop.paper import PaperSize, Record, RecordTable, Sheet, print_record
from loadshare.interop.paper.week import FONTS, paper_size_of, programme_sheet
from loadshare.knowledge import load_knowledge
from loadshare.server.programme import planning
from loadshare.server.programme.turns import SessionTurn, turns_on
from loadshare.server.records.models import Check, Person, SessionLog
from loadshare.server.records.models import Programme as StoredProgramme


def sheet_for(stored: StoredProgramme, *, today: dt.date) -> Sheet:
    """The paper of a week."""
    programme = planning.programme_of(stored)
    turns = _turns(stored, programme, today=today)
    return programme_sheet(
        programme,
        knowledge=load_knowledge(),
        country=settings.COUNTRY,
        today=today,
        filters=planning.filters_of(stored),
        language=get_language() or "en-gb",
        strength_first={day: turn.strength_first for day, turn in turns.items()},
        is_tried=any(turn.trial for turn in turns.values()),
    )


def _turns(stored: StoredProgramme, programme: Programme, *, today: dt.date) -> Mapping[dt.date, SessionTurn]:
    """The days of the week whose session has an order that is tried or kept."""
    first = week_from(programme, today)
    days = [first + dt.timedelta(days=offset) for offset in range(DAYS_IN_WEEK)]
    both = days_with_both(programme=programme, knowledge=load_knowledge())
    return turns_on(stored, [day for day in days if day.weekday() in both], today=today)


def record_pdf(person: Person, *, now: dt.datetime) -> bytes:
    """What was answered, done and noted, to read or to show to somebody."""
    day = localtime(now).date()
    record = Record(
        language=get_language() or "en-gb",
        title=_("My record"),
        subtitle=date_format(day, "j F Y"),
        note=_(
            "Kept with Loadshare for looking after oneself. The answers and scores are as the person gave "
            "them; nothing here was measured or judged by a clinician."
        ),
        sections=(_checks(person), _sessions(person), _pain(person)),
        made_on=day,
    )
    size: PaperSize = paper_size_of(settings.COUNTRY)
    return print_record(record, size=size, fonts=FONTS)


def _checks(person: Person) -> RecordTable:
    finished = person.checks.exclude(finished_at=None).order_by("finished_at")
    return RecordTable(
        title=_("Checks"),
        columns=(_("Day"), _("Safety"), _("Fits best")),
        rows=tuple(_check_row(run) for run in finished),
        empty=_("No check was finished yet."),
    )


def _check_row(run: Check) -> tuple[str, str, str]:
    result = CheckResult.model_validate(run.result)
    names = load_knowledge().mechanisms
    words = {
        "E": _("get help now"),
        "S": _("be seen today"),
        "D": _("be seen in the next days"),
        "C+": _("look after yourself, with a changed plan"),
        "C": _("look after yourself"),
    }
    lead = result.profile.lead if result.profile else ()
    leads = ", ".join(names[name].name for name in lead if name in names)
    day = localtime(run.finished_at or run.started_at)
    return date_format(day, "j F Y"), words[run.level], leads or "–"


def _sessions(person: Person) -> RecordTable:
    logs = person.sessions.order_by("on", "ended_at").prefetch_related("items")
    return RecordTable(
        title=_("Sessions"),
        columns=(_("Day"), _("Exercises done"), _("Pain before"), _("Pain after"), _("Effort")),
        rows=tuple(_session_row(log) for log in logs),
        empty=_("No session was noted yet."),
    )


def _session_row(log: SessionLog) -> tuple[str, ...]:
    items = list(log.items.all())
    done = sum(item.outcome in {"done", "part"} for item in items)
    amounts = _scores((log.pain_before, log.pain_after, log.effort))
    return (
        date_format(log.on, "j F Y"),
        _("%(done)s of %(all)s") % {"done": done, "all": len(items)},
        *amounts,
    )


def _pain(person: Person) -> RecordTable:
    rows = tuple(
        (date_format(entry.on, "j F Y"), *_scores([entry.pain]))
        for entry in person.pain_entries.order_by("on")
    )
    return RecordTable(
        title=_("Pain"), columns=(_("Day"), _("Pain, 0 to 10")), rows=rows, empty=_("None was noted.")
    )


def _scores(values: Iterable[int | None]) -> tuple[str, ...]:
    return tuple("–" if value is None else str(value) for value in values)
