"""What somebody takes to their GP or physio: from their answers and numbers, nothing told in private."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from loadshare.care.letter import letter
from loadshare.interop.paper import RecordTable
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.server.check import checking
from loadshare.server.check.presenters.help import CRISIS_ITEMS, is_private, spoken
from loadshare.server.clinic.presenters.summary import TOLD, SummaryTables, in_short
from loadshare.server.clinic.words import words
from loadshare.server.records.answers import answers_of
from loadshare.server.records.models import Person

PRIVATE_PAGES = frozenset({"thoughts", "safe"})
"""They stand on no paper."""


class SheetScreen(SummaryTables):
    """The same tables as a practitioner sees, with what was asked before them."""

    def __init__(self, person: Person, *, today: dt.date) -> None:
        self._run = checking.last_check_of(person)
        super().__init__(person, shared=TOLD, today=today)
        self.sections = (*self._asked(), *self.sections)

    @property
    def note(self) -> str:
        """From what it is made, when, and what is not in it."""
        return words("sheet.note", day=in_short(self.today))

    @property
    def say(self) -> tuple[str, ...]:
        """The sentences to say, built from what was ticked."""
        if self._run is None:
            return ()
        told = [
            reason
            for reason in checking.result_of(self._run).safety.reasons
            if reason.say and not is_private(reason) and reason.item not in CRISIS_ITEMS
        ]
        return tuple(dict.fromkeys(spoken(reason.say, settings.COUNTRY) for reason in told))

    def pdf(self) -> bytes:
        """The page on paper."""
        return self.on_paper(title=words("sheet.title"), subtitle=" ".join(self.say), note=self.note)

    def _asked(self) -> Iterator[RecordTable]:
        """What was asked and what was said, by its page; answers to older questions are not told again."""
        if self._run is None or self._run.rules_version != RULES_VERSION:
            return
        told = letter(answers=answers_of(self._run), knowledge=load_knowledge())
        rows = [(one.title, " ".join(one.sentences)) for one in told if one.page not in PRIVATE_PAGES]
        yield RecordTable(
            title=words("sheet.asked", day=in_short(timezone.localdate(self._run.finished_at))),
            columns=(words("sheet.about"), words("sheet.answer")),
            rows=tuple(rows),
            empty="",
            widths=(2, 9),
        )
