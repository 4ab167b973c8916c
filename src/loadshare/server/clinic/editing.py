"""A practitioner's change of a programme, made once and written down."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError
from loadshare.care.logs import unlocked_by
from loadshare.care.pins import released
from loadshare.care.practitioner import Edit, edit_programme, mark_of
from loadshare.care.programme import NoProgrammeError, Programme
from loadshare.knowledge import load_knowledge
from loadshare.server.clinic.access import Followed, note_changed, still_open
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words
from loadshare.server.diary.logbook import logs_of
from loadshare.server.programme import planning
from loadshare.server.programme.views import open_now
from loadshare.server.records import current
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person
from loadshare.server.records.models import Programme as StoredProgramme


class ChangedMeanwhileError(Exception):
    """Somebody else changed the programme since the page was shown."""


@dataclass(frozen=True, kw_only=True)
class Editable:
    """A programme as a practitioner may change it."""

    programme: Programme
    case: Case

    @property
    def mark(self) -> str:
        """As long as it is the same, what the page shows is true."""
        return mark_of(self.programme)


def editable_of(person: Person) -> Editable | None:
    """The programme of this week; None where there is none, it is shut, or a reason to stop arrived late."""
    stored = open_now(person)
    if stored is None:
        return None
    unlocked = unlocked_by(logs=logs_of(person), knowledge=load_knowledge())
    case = planning.case_for(stored, unlocked=unlocked)
    return Editable(programme=planning.programme_of(stored), case=case)


def release(person: Person, *, by: str) -> None:
    """Who looks no more holds nothing either: from the next weekly review on the rules decide again."""
    with held(person.pk) as row:
        stored = current.current_programme(row)
        if stored is None:
            return
        programme = planning.programme_of(stored)
        free = released(programme=programme, by=by)
        if free is not programme:
            planning.rewrite(stored, free)
            current.forget_current(person)


def change_programme(followed: Followed, *, edit: Edit, reason: str, mark: str) -> None:
    """Make it, from the next session on.

    Raises as `to_change` does, and `ChoiceError` with words for what is not offered.
    """
    with held(followed.person.pk) as person:
        found, stored = to_change(followed, person, mark=mark)
        try:
            changed = edit_programme(
                programme=found.programme,
                edit=edit,
                reason=reason,
                by=followed.sharing.member.in_words,
                case=found.case,
                today=timezone.localdate(),
                may_go_beyond=SharedPart.ANSWERS in followed.sharing.shared,
            )
        except NoProgrammeError:
            raise ChoiceError(words("edit.shut")) from None
        keep_changed(followed, stored, changed, reason=reason)


def to_change(followed: Followed, person: Person, *, mark: str) -> tuple[Editable, StoredProgramme]:
    """The programme of a person who is held, and its row.

    Raises `ChangedMeanwhileError` where the page that was shown is not true any more, `ChoiceError` with
    words where nothing may be changed now, and `Http404` where the sharing ended a moment ago.
    """
    if not still_open(followed, SharedPart.CHANGES):
        raise Http404
    found, stored = editable_of(person), current.current_programme(person)
    if found is None or stored is None:
        raise ChoiceError(words("edit.shut"))
    if found.mark != mark:
        raise ChangedMeanwhileError
    return found, stored


def keep_changed(followed: Followed, stored: StoredProgramme, changed: Programme, *, reason: str) -> None:
    """Keep it, and write down who did it and why."""
    planning.rewrite(stored, changed)
    current.forget_current(followed.person)
    note_changed(followed, reason=reason)
