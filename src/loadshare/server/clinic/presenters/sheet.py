"""What somebody takes to their GP or physio: from their answers and numbers, nothing told in private."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from loadshare.care.letter import letter
from loadshare.care.safety import SafetyReason, check_safety
from loadshare.interop.paper import RecordTable
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.knowledge.safety import HELP_FIRST
from loadshare.server.check import checking, locks
from loadshare.server.check.presenters.help import CRISIS_ITEMS, is_private, spoken
from loadshare.server.clinic.presenters.level import in_short
from loadshare.server.clinic.presenters.summary import TOLD, SummaryTables
from loadshare.server.clinic.words import words
from loadshare.server.records.answers import answers_of
from loadshare.server.records.models import Check, Person

PRIVATE_PAGES = frozenset({"thoughts", "safe"})
"""They stand on no paper."""


class SheetScreen(SummaryTables):
    """The same tables as a practitioner sees, with what was asked before them."""

    def __init__(self, person: Person, *, today: dt.date) -> None:
        self._person = person
        self._run = checking.last_check_of(person)
        self._lock = locks.standing_lock(person)
        super().__init__(person, shared=TOLD, today=today, has_lock=self._lock is not None)
        self.sections = (*self._asked(), *self.sections)

    @property
    def note(self) -> str:
        """From what it is made, when, and what is not in it."""
        return words("sheet.note", day=in_short(self.today))

    @cached_property
    def say(self) -> tuple[str, ...]:
        """The sentences to say, built from what was ticked; first what a calmer check does not lift."""
        told = (*self._standing(), *self._spoken(_reasons(self._run)))
        return tuple(dict.fromkeys(told))

    def _standing(self) -> Iterator[str]:
        """Of a lock that nobody has lifted, and of a check that is not finished and asks to be seen first."""
        lock = self._lock
        behind = locks.checks_behind(lock) if lock else []
        grave = self._spoken(one for run in behind for one in _reasons(run) if one.level in HELP_FIRST)
        if lock and (grave or not behind):  # what was told in private alone is not hinted at either
            yield words("sheet.lock", day=in_short(timezone.localdate(lock.set_at)))
        yield from grave
        begun = checking.open_check_of(self._person)
        yield from self._spoken(one for one in _reasons(begun) if one.level in HELP_FIRST)

    @staticmethod
    def _spoken(reasons: Iterable[SafetyReason]) -> list[str]:
        return [
            spoken(one.say, settings.COUNTRY)
            for one in reasons
            if one.say and not is_private(one) and one.item not in CRISIS_ITEMS
        ]

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


def _reasons(run: Check | None) -> tuple[SafetyReason, ...]:
    """Why a check says what it says, also before it is finished."""
    if run is None:
        return ()
    if run.finished_at is None:
        return check_safety(answers=answers_of(run), knowledge=load_knowledge()).reasons
    return checking.result_of(run).safety.reasons
