"""What a practitioner reads of all their people together: only of parts that each of them shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from loadshare.care.outcomes import HEALTH
from loadshare.care.use_report import UseReport
from loadshare.knowledge import load_knowledge
from loadshare.server.clinic.access import who_share
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words
from loadshare.server.using.gathering import report_among


@dataclass(frozen=True, kw_only=True)
class TogetherTable:
    """One table; a cell is None where there are too few to tell."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[object]]]

    @property
    def named_rows(self) -> Sequence[tuple[str, Sequence[tuple[str, object]]]]:
        """Each cell with the name of its column, which a narrow page shows beside it."""
        return [(name, list(zip(self.columns[1:], cells, strict=True))) for name, cells in self.rows]


class TogetherScreen:
    """The last whole quarter of a caseload."""

    def __init__(self, member: Member) -> None:
        now = timezone.now()
        sharings = list(member.caseload(now=now).select_related(None))
        self.report: UseReport = report_among(
            programme=who_share(sharings, SharedPart.PROGRAMME),
            scores=who_share(sharings, SharedPart.SCORES),
            name=str(member.pk),
            today=timezone.localdate(now),
        )

    @property
    def is_too_few(self) -> bool:
        """Whether there is nothing to tell but that."""
        return self.report.started is None

    @property
    def tables(self) -> Sequence[TogetherTable]:
        """Those in which at least one cell is told."""
        found = (self._still(), self._sessions(), self._red(), self._scores(), self._health())
        return [one for one in found if any(cell is not None for _name, cells in one.rows for cell in cells)]

    def _still(self) -> TogetherTable:
        told = [one for one in self.report.retention if one.share_pct is not None]
        return TogetherTable(
            title=words("together.still"),
            columns=[words(f"together.{name}") for name in ("after", "percent", "from", "to")],
            rows=[
                (words("together-row.days", n=one.day), (one.share_pct, one.low_pct, one.high_pct))
                for one in told
            ],
        )

    def _sessions(self) -> TogetherTable:
        return TogetherTable(
            title=words("together.sessions"),
            columns=[words("together.a-week"), words("together.people")],
            rows=[(one.name, (one.people,)) for one in self.report.sessions_a_week],
        )

    def _red(self) -> TogetherTable:
        red = self.report.red_sessions
        return TogetherTable(
            title=words("together.red"),
            columns=["", words("together.people"), words("together.in-weeks")],
            rows=[(words("together.red-sessions"), (red.people, red.per_100_weeks))],
        )

    def _scores(self) -> TogetherTable:
        measures = load_knowledge().outcomes
        columns = ("measure", "better", "same", "worse", "better-by")
        told = [one for one in self.report.outcomes if one.mean_better_by is not None]
        return TogetherTable(
            title=words("together.scores"),
            columns=[words(f"together.{name}") for name in columns],
            rows=[
                (
                    words("together-row.in-week", name=measures[one.outcome].name, n=one.week),
                    (one.better, one.same, one.worse, one.mean_better_by),
                )
                for one in told
            ],
        )

    def _health(self) -> TogetherTable:
        told = [one for one in self.report.health if one.good_pct is not None]
        return TogetherTable(
            title=words("together.health"),
            columns=[words(f"together.{name}") for name in ("measure", "good", "other", "good-percent")],
            rows=[
                (
                    words("together-row.in-week", name=load_knowledge().outcomes[HEALTH].name, n=one.week),
                    (one.good, one.other, one.good_pct),
                )
                for one in told
            ],
        )
