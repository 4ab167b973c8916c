"""The progress page: the answer first, then few charts, each with its sentence and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.outcomes import GLOBAL, PAIN, Direction, Score, series_of
from loadshare.care.response import (
    Response,
    ResponseVerdict,
    doing_still_open,
    pain_news,
    reading,
    response_of,
)
from loadshare.knowledge import Knowledge
from loadshare.server.progress.days import Year
from loadshare.server.progress.series import Series

VERDICTS = {
    ResponseVerdict.BETTER: gettext_lazy("Better"),
    ResponseVerdict.SAME: gettext_lazy("About the same"),
    ResponseVerdict.WORSE: gettext_lazy("Worse"),
}


@dataclass(frozen=True, kw_only=True)
class AmountThatCounts:
    """How large a change people usually notice, and where that was read."""

    name: str
    words: str
    source: str


class ProgressScreen:
    """Everything the page needs."""

    def __init__(
        self,
        *,
        scores: Sequence[Score],
        average: tuple[Score, ...],
        series: Sequence[Series],
        year: Year,
        knowledge: Knowledge,
    ) -> None:
        self.series = tuple(series)
        self.year = year
        self._scores = tuple(scores)
        self._knowledge = knowledge
        self.response: Response = response_of(scores=self._scores, knowledge=knowledge)
        self.news = pain_news(series=average, knowledge=knowledge)

    @property
    def verdict(self) -> str:
        """The answer in a word or two."""
        return str(VERDICTS.get(self.response.verdict, ""))

    @property
    def is_early(self) -> bool:
        """Whether there is nothing to compare yet."""
        return self.response.verdict is ResponseVerdict.NOT_YET

    @property
    def still_open(self) -> str:
        """What daily life needs, once pain can be compared."""
        return doing_still_open(scores=self._scores)

    @property
    def is_worse(self) -> bool:
        """Whether somebody should have a look."""
        return self.response.verdict is ResponseVerdict.WORSE or (
            self.news is not None and self.news.direction is Direction.WORSE
        )

    @property
    def agrees(self) -> bool:
        """Whether the verdict says what the headline says of pain alone."""
        return self.news is None or self.news.direction.value == self.response.verdict.value

    @property
    def all_in_all(self) -> str:
        """What the person says all in all, beside the verdict."""
        series = series_of(scores=self._scores, outcome=GLOBAL)
        return reading(series=series, knowledge=self._knowledge) if series else ""

    @property
    def amounts(self) -> tuple[AmountThatCounts, ...]:
        """The amounts that count, read ones only."""
        rows = []
        for name in (PAIN, "roland-morris", "psfs"):
            measure = self._knowledge.outcomes[name]
            read = [figure for figure in measure.figures if figure.read and figure.value == measure.change]
            if not read or measure.change is None:
                continue
            words = _("%(change)s of %(most)s points") % {
                "change": f"{measure.change:g}",
                "most": f"{measure.most:g}",
            }
            if measure.change_pct:
                words = _("%(words)s, or %(pct)s %% of the first score") % {
                    "words": words,
                    "pct": measure.change_pct,
                }
            rows.append(
                AmountThatCounts(
                    name=measure.heading, words=words, source=self._knowledge.sources[read[0].source].title
                )
            )
        return tuple(rows)

    @property
    def payload(self) -> list[Any]:
        """The charts for the script."""
        return [series.payload for series in self.series]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not self.series


def first_look_on(start: dt.date) -> dt.date:
    """The day from which the first comparison can be made."""
    return start + dt.timedelta(weeks=4)
