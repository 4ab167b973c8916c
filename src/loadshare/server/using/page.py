"""The report of an installation as one page that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from loadshare.care.use_report import CountCell, UseReport
from loadshare.knowledge import load_knowledge
from loadshare.server.using.forms import CONTENTS, GRADES, REASONS


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """A row of a table: its name, and its cells, empty for too few."""

    name: str
    cells: tuple[object, ...]


def page_of(report: UseReport) -> str:
    """The page."""
    measures = load_knowledge().outcomes
    names = {f"unwanted/{value}": str(words).partition(":")[0] for value, words in GRADES}
    names["red"] = _("Red sessions")
    context = {
        "report": report,
        "retention": [
            ReportRow(name=str(one.day), cells=(one.share_pct, one.low_pct, one.high_pct))
            for one in report.retention
        ],
        "sessions": [ReportRow(name=one.name, cells=(one.people,)) for one in report.sessions_a_week],
        "outcomes": [
            ReportRow(
                name=f"{measures[one.outcome].name}, {one.week}",
                cells=(one.better, one.same, one.worse, one.better_pct, one.mean_better_by),
            )
            for one in report.outcomes
        ],
        "health": [
            ReportRow(name=str(one.week), cells=(one.good, one.other, one.good_pct)) for one in report.health
        ],
        "rates": [
            ReportRow(name=names[one.name], cells=(one.people, one.per_100_weeks))
            for one in (report.red_sessions, *report.unwanted)
        ],
        "reasons": _named(report.reasons, dict(REASONS)),
        "nudges": _nudges(report),
        "content": _named(report.content, dict(CONTENTS)),
    }
    return render_to_string("using/evidence.html", context)


def _nudges(report: UseReport) -> list[ReportRow]:
    named = (
        (_("A nudge shown, against one left out"), report.nudges),
        (_("Half a minute offered, against the usual words"), report.nudge_forms),
    )
    return [
        ReportRow(name=name, cells=(cell.people, cell.more_pct, cell.low_pct, cell.high_pct))
        for name, cell in named
        if cell is not None
    ]


def _named(cells: tuple[CountCell, ...], words: dict[str, object]) -> list[ReportRow]:
    return [ReportRow(name=str(words[one.name]), cells=(one.people,)) for one in cells]
