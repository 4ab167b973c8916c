"""One page about one person, for the file or the GP: only what is shared, for a screen and for paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from statistics import fmean

from django.conf import settings
from django.utils.translation import get_language

from loadshare.interop.paper import Record, RecordTable, print_record
from loadshare.interop.paper.week import FONTS, paper_size_of
from loadshare.server.clinic.access import Followed
from loadshare.server.clinic.presenters.level import LevelScreen, in_short
from loadshare.server.clinic.presenters.own import part_words
from loadshare.server.clinic.presenters.parts import PartScreen
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.watching import LevelNow
from loadshare.server.clinic.words import words
from loadshare.server.progress.series import DatedValue, Series, ValueSeries, shown
from loadshare.server.records.models import Person

WEEKS, MOST_ROWS, MOST_REASONS = 6, 4, 2
"""As much as one page holds."""
TOLD = (SharedPart.ANSWERS, SharedPart.MEASUREMENTS, SharedPart.PROGRAMME, SharedPart.SCORES)
WEEK = dt.timedelta(days=7)
_OVER_TIME = ("what", "first", "last", "reading")


class SummaryTables:
    """What these parts of one person come to, in tables."""

    def __init__(
        self,
        person: Person,
        *,
        shared: Collection[SharedPart],
        today: dt.date,
        has_lock: bool,
        reader: str = "",
    ) -> None:
        self.today = today
        self.told = tuple(part for part in TOLD if part in shared)
        self._parts = {
            part: PartScreen(person, part, shared=shared, today=today, has_lock=has_lock, reader=reader)
            for part in self.told
        }
        self.sections = tuple(self._sections())

    @property
    def tables(self) -> Iterator[tuple[RecordTable, list[list[tuple[str, str]]]]]:
        """Each with its rows, every cell beside the name of its column: a narrow screen has no head."""
        for table in self.sections:
            names = table.columns if len(table.columns) > 1 else ("",)
            yield table, [list(zip(names, row, strict=True)) for row in table.rows]

    def on_paper(self, *, title: str, subtitle: str, note: str) -> bytes:
        """The same on paper, tagged so that it can be read aloud."""
        record = Record(
            language=get_language() or "en-gb",
            title=title,
            subtitle=subtitle,
            note=note,
            sections=self.sections,
            made_on=self.today,
            compact=True,
        )
        return print_record(record, size=paper_size_of(settings.COUNTRY), fonts=FONTS)

    def _sections(self) -> Iterator[RecordTable]:
        makers = {
            SharedPart.ANSWERS: (self._ideas,),
            SharedPart.MEASUREMENTS: (self._measured,),
            SharedPart.PROGRAMME: (self._weeks, self._changes),
            SharedPart.SCORES: (self._scores,),
        }
        for part in self.told:
            for make in makers[part]:
                yield make(self._parts[part])

    def _ideas(self, part: PartScreen) -> RecordTable:
        rows = [
            (
                card.idea.name,
                card.fit,
                _listed((*card.speaks_for, *card.more_for)) if card.is_open else "–",
                _listed((*card.speaks_against, *card.more_against)) if card.is_open else "–",
            )
            for card in (part.ideas.cards if part.ideas else ())
        ]
        columns = ("idea", "fit", "for", "against")
        return _table("ideas", columns, rows, widths=(2, 1, 5, 5), empty=part.nothing)

    def _measured(self, part: PartScreen) -> RecordTable:
        rows = [
            (f"{series.title}, {line.name}", *_first_and_last(series, line), "" if place else series.reading)
            for series in part.series
            for place, line in enumerate(series.lines)
        ]
        return _table("measured", _OVER_TIME, rows, widths=(4, 3, 3, 9), empty=words("person.nothing"))

    def _weeks(self, part: PartScreen) -> RecordTable:
        by_id = {series.id: series for series in part.series}
        monday = self.today - dt.timedelta(days=self.today.weekday())
        weeks = [monday - WEEK * n for n in range(WEEKS)] if by_id else []
        rows = [(in_short(week), *_of_week(by_id, week)) for week in weeks]
        columns = ("week", "sessions", "average", "tapped")
        return _table("weeks", columns, rows, most=WEEKS, empty=words("person.nothing"))

    def _changes(self, part: PartScreen) -> RecordTable:
        rows = [(text,) for text in reversed(part.changes)]
        return _table("changes", ("change",), rows, empty=words("summary.no-change"))

    def _scores(self, part: PartScreen) -> RecordTable:
        rows = [
            (series.title, *_first_and_last(series, line), f"{series.reading} {series.counts_words}".strip())
            for series in part.series
            for line in series.lines
        ]
        return _table("scores", _OVER_TIME, rows, widths=(3, 2, 2, 9), empty=words("person.nothing"))


class SummaryScreen(SummaryTables):
    """What a practitioner prints about one person."""

    def __init__(self, followed: Followed, *, level: LevelNow, today: dt.date) -> None:
        self.sharing = followed.sharing
        self._level = LevelScreen(level)
        super().__init__(
            followed.person,
            shared=self.sharing.shared,
            today=today,
            has_lock=followed.lock is not None,
            reader=self.sharing.member.in_words,
        )

    @property
    def note(self) -> str:
        """Who made it and when, and what it is not."""
        who = self.sharing.member.in_words
        return words("summary.note", who=who, day=in_short(self.today))

    @property
    def level_line(self) -> str:
        """What stands, the level, its day and what they were told."""
        return self._level.line

    @property
    def not_shared(self) -> str:
        """What is left out is said."""
        hidden = [part_words(part) for part in TOLD if part not in self.told]
        return words("summary.not-shared", parts=", ".join(hidden)) if hidden else ""

    def pdf(self) -> bytes:
        """The page on paper."""
        return self.on_paper(
            title=words("summary.title", who=self.sharing.called),
            subtitle=self.level_line,
            note=" ".join(filter(None, (self.note, self.not_shared))),
        )


def _table(
    name: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    *,
    empty: str,
    widths: tuple[int, ...] = (),
    most: int = MOST_ROWS,
) -> RecordTable:
    shown_rows = list(rows[:most])
    if len(rows) > most:
        more = words("summary.more", n=len(rows) - most)
        shown_rows.append((more, *("" for _ in columns[1:])))
    return RecordTable(
        title=words(f"summary.table.{name}"),
        columns=tuple(words(f"summary.column.{column}") for column in columns),
        rows=tuple(shown_rows),
        empty=empty,
        widths=widths,
    )


def _first_and_last(series: Series, line: ValueSeries) -> tuple[str, str]:
    """Both with their day; the last is a dash where there is one only."""
    first, last = line.points[0], line.points[-1]
    return _dated(series, first), "–" if last is first else _dated(series, last)


def _dated(series: Series, point: DatedValue) -> str:
    return words("summary.dated", value=series.cell(point), day=in_short(point.date))


def _of_week(series: Mapping[str, Series], week: dt.date) -> tuple[str, str, str]:
    """Sessions, the average told for the week, and the mean of what was tapped in it."""
    pain = series["pain"].lines if "pain" in series else ()
    lines = {line.id: line for line in (*pain, *(series["sessions"].lines if "sessions" in series else ()))}
    found = []
    for name in ("sessions", "average", "tapped"):
        line = lines.get(name)
        values = [one.value for one in line.points if week <= one.date < week + WEEK] if line else []
        found.append(shown(fmean(values)) if values else "–")
    return found[0], found[1], found[2]


def _listed(reasons: Sequence[str]) -> str:
    return " ".join(reasons[:MOST_REASONS]) or "–"
