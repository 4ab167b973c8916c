"""A named set of changes for people who are alike, made to one person: only what their facts pass.

Each change goes through the rules of a practitioner's change (`loadshare.care.practitioner`), one after the
other; what may not be is named with why, and the rest is made all the same.
"""

import datetime as dt

from pydantic import Field

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError
from loadshare.care.places import most_items
from loadshare.care.practitioner import Edit, EditKind, edit_programme
from loadshare.care.programme_types import Programme
from loadshare.care.selection import why_not
from loadshare.care.words import words
from loadshare.knowledge._base import Entry, Text

MOST_EDITS = 12
KINDS = frozenset({EditKind.ADD, EditKind.OUT})
"""What can be said of people who are alike; what is added may come with its dose. Swaps, and other doses of
what somebody does already, depend on that."""


class EditTemplate(Entry):
    """What a practice does for such people."""

    name: Text = Field(max_length=80)
    edits: tuple[Edit, ...] = Field(min_length=1, max_length=MOST_EDITS)


class Judged(Entry):
    """One change of it for one person."""

    edit: Edit
    against: str = ""
    """Why it may not be; empty where it may."""
    tells_answers: bool = False
    """Whether that reason follows from what somebody answered."""


class Applied(Entry):
    """What became of a template for one person."""

    programme: Programme
    judged: tuple[Judged, ...]


def apply_template(
    *, programme: Programme, edits: tuple[Edit, ...], reason: str, by: str, case: Case, today: dt.date
) -> Applied:
    """The programme with those changes that may be, and all of them judged once, in their order.

    What is taken out goes first, so that what is added finds its place.
    Raises `NoProgrammeError` where this person may have no programme.
    """
    judged: dict[Edit, Judged] = {}
    edits = tuple(dict.fromkeys(edits))
    for edit in sorted(edits, key=lambda one: one.kind is EditKind.ADD):
        try:
            changed = edit_programme(
                programme=programme, edit=edit, reason=reason, by=by, case=case, today=today
            )
        except ChoiceError as refusal:
            judged[edit] = _refused(edit, refusal, programme=programme, case=case)
        else:
            judged[edit], programme = Judged(edit=edit), changed
    return Applied(programme=programme, judged=tuple(judged[edit] for edit in edits))


def _refused(edit: Edit, refusal: ChoiceError, *, programme: Programme, case: Case) -> Judged:
    exercise = case.knowledge.exercises.get(edit.exercise)
    stands = any(item.exercise == edit.exercise for item in programme.items)
    if edit.kind is EditKind.OUT and not stands:
        return Judged(edit=edit, against=words("template.not-there"))
    if edit.kind is not EditKind.ADD or exercise is None:
        return Judged(edit=edit, against=str(refusal))
    if stands:
        return Judged(edit=edit, against=words("template.there"))
    blocked = why_not(exercise=exercise, allowance=case.allowance)
    if blocked is not None:
        return Judged(edit=edit, against=blocked.reason, tells_answers=True)
    if len(programme.items) >= most_items(case):
        return Judged(edit=edit, against=words("template.no-place"))
    return Judged(edit=edit, against=words("template.not-now"))
