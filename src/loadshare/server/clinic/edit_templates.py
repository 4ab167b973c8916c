"""Named sets of changes of a practice, and one of them made to a person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from loadshare.care.choices import ChoiceError
from loadshare.care.edit_template import Applied, EditTemplate, apply_template
from loadshare.care.practitioner import Edit
from loadshare.care.programme import NoProgrammeError
from loadshare.server.audit.events import Event, record
from loadshare.server.clinic.access import Followed, actor_of, still_open
from loadshare.server.clinic.editing import ChangedMeanwhileError, Editable, editable_of
from loadshare.server.clinic.models import Member, PracticeTemplate
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words
from loadshare.server.programme import planning
from loadshare.server.records import current
from loadshare.server.records.hold import held

MOST_KEPT = 40
"""Of one practice."""


def of_practice(member: Member) -> QuerySet[PracticeTemplate]:
    """Those of the clinic, or of whoever works alone."""
    return PracticeTemplate.objects.filter(member.kept_here)


def one_of(member: Member, template_id: uuid.UUID) -> EditTemplate:
    """One of them. Raises `Http404` for one of others."""
    row = of_practice(member).filter(pk=template_id).first()
    if row is None:
        raise Http404
    return content_of(row)


def content_of(row: PracticeTemplate) -> EditTemplate:
    """As the care room knows it."""
    return EditTemplate.model_validate(row.content)


def keep(member: Member, template: EditTemplate) -> bool:
    """Keep a new one; False where the practice has as many as it may."""
    if of_practice(member).count() >= MOST_KEPT:
        return False
    PracticeTemplate.objects.create(
        clinic_id=member.clinic_id,
        member=None if member.clinic_id else member,
        content=template.model_dump(mode="json"),
    )
    return True


def delete(member: Member, template_id: uuid.UUID) -> None:
    """It is gone; what was changed by it stays. Raises `Http404` for one of others."""
    if not of_practice(member).filter(pk=template_id).delete()[0]:
        raise Http404


def tried(found: Editable, edits: Sequence[Edit], *, by: str) -> Applied:
    """What would become of it. Raises `ChoiceError` where nothing may be changed."""
    try:
        return apply_template(
            programme=found.programme,
            edits=tuple(edits),
            reason="-",
            by=by,
            case=found.case,
            today=timezone.localdate(),
        )
    except NoProgrammeError:
        raise ChoiceError(words("edit.shut")) from None


def make(followed: Followed, edits: Sequence[Edit], *, reason: str, mark: str) -> Applied:
    """Make those changes that may be, from the next session on.

    Raises `ChangedMeanwhileError`, `ChoiceError` and `Http404` as `editing.change_programme` does.
    """
    member = followed.sharing.member
    with held(followed.person.pk) as person:
        if not still_open(followed, SharedPart.CHANGES):
            raise Http404
        found, stored = editable_of(person), current.current_programme(person)
        if found is None or stored is None:
            raise ChoiceError(words("edit.shut"))
        if found.mark != mark:
            raise ChangedMeanwhileError
        try:
            applied = apply_template(
                programme=found.programme,
                edits=tuple(edits),
                reason=reason,
                by=member.in_words,
                case=found.case,
                today=timezone.localdate(),
            )
        except NoProgrammeError:
            raise ChoiceError(words("edit.shut")) from None
        if applied.programme is not found.programme:
            planning.rewrite(stored, applied.programme)
            current.forget_current(followed.person)
            record(
                Event.PROGRAMME_CHANGED,
                person=person.pk,
                actor=actor_of(member),
                section=SharedPart.CHANGES.value,
                reason=reason,
            )
    return applied
