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
from loadshare.server.clinic.access import Followed
from loadshare.server.clinic.editing import Editable, keep_changed, to_change
from loadshare.server.clinic.models import Member, PracticeTemplate
from loadshare.server.clinic.words import words
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


def tried(found: Editable, edits: Sequence[Edit], *, by: str, reason: str = "-") -> Applied:
    """What would become of it. Raises `ChoiceError` where nothing may be changed."""
    try:
        return apply_template(
            programme=found.programme,
            edits=tuple(edits),
            reason=reason,
            by=by,
            case=found.case,
            today=timezone.localdate(),
        )
    except NoProgrammeError:
        raise ChoiceError(words("edit.shut")) from None


def make(followed: Followed, edits: Sequence[Edit], *, reason: str, mark: str) -> Applied:
    """Make those changes that may be, from the next session on. Raises as `editing.to_change` does."""
    with held(followed.person.pk) as person:
        found, stored = to_change(followed, person, mark=mark)
        applied = tried(found, edits, by=followed.sharing.member.in_words, reason=reason)
        if applied.programme is not found.programme:
            keep_changed(followed, stored, applied.programme, reason=reason)
    return applied
