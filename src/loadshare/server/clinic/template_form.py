"""What is sent about a named set of changes, and about making one to a person."""

from __future__ import annotations

from typing import Any

from django import forms

from loadshare.care.doses import describe_dose, ladder
from loadshare.care.edit_template import MOST_EDITS, EditTemplate
from loadshare.care.practitioner import Edit, EditKind
from loadshare.care.selection import SESSION_STRANDS
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Exercise
from loadshare.server.clinic.forms import ChangeReasonForm, name_field, reason_field
from loadshare.server.clinic.words import said, words

_LISTED = {"invalid_choice": said(lambda: words("form.choose-listed"))}


def for_sessions() -> list[Exercise]:
    """What sessions are made of, by strand and name."""
    found = (one for one in load_knowledge().exercises.values() if one.strand in SESSION_STRANDS)
    return sorted(found, key=lambda one: (SESSION_STRANDS.index(one.strand), one.name))


DOSE = "dose-"
"""In front of the id of an exercise: how much of it, where it is added."""


def dose_field(exercise: Exercise) -> str:
    """The field that says how much of it."""
    return f"{DOSE}{exercise.id}"


def doses_of(exercise: Exercise) -> list[tuple[str, str]]:
    """Every dose of its ladder, smallest first; as it starts where none is chosen."""
    doses = enumerate(ladder(exercise.dose))
    return [
        ("", words("templates.dose-start")),
        *((str(rung), describe_dose(exercise=exercise, dose=dose)) for rung, dose in doses),
    ]


class TemplateForm(forms.Form):
    """A new one: what is added, and what is taken out."""

    name = name_field()
    add = forms.MultipleChoiceField(required=False, error_messages=_LISTED)
    out = forms.MultipleChoiceField(required=False, error_messages=_LISTED)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ("add", "out"):
            field: Any = self.fields[name]
            field.choices = [(one.id, one.name) for one in for_sessions()]
        for one in for_sessions():
            self.fields[dose_field(one)] = forms.TypedChoiceField(
                required=False, choices=doses_of(one), coerce=int, empty_value=None, error_messages=_LISTED
            )

    def clean(self) -> dict[str, Any]:
        """Something, not too much, and nothing both in and out."""
        found = super().clean() or {}
        add, out = found.get("add", ()), found.get("out", ())
        if set(add) & set(out):
            self.add_error("out", words("form.both-ways"))
        elif not 1 <= len(add) + len(out) <= MOST_EDITS:
            self.add_error("add", words("form.edits-number", n=MOST_EDITS))
        return found

    @property
    def template(self) -> EditTemplate:
        """As the care room knows it."""
        sent = self.cleaned_data
        edits = (
            *(Edit(kind=EditKind.OUT, exercise=name) for name in sent["out"]),
            *(Edit(kind=EditKind.ADD, exercise=name, up_to=sent[f"{DOSE}{name}"]) for name in sent["add"]),
        )
        return EditTemplate(name=sent["name"].strip(), edits=edits)


class ApplyForm(ChangeReasonForm):
    """Which of its changes are made to this person, and why."""

    edits = forms.MultipleChoiceField(
        error_messages={**_LISTED, "required": said(lambda: words("form.edit-missing"))}
    )
    mark = forms.CharField(max_length=16)
    reason = reason_field()

    def __init__(self, template: EditTemplate, data: Any = None) -> None:
        super().__init__(data)
        self._edits = {f"{one.kind}/{one.exercise}": one for one in template.edits}
        edits: Any = self.fields["edits"]
        edits.choices = [(name, name) for name in self._edits]

    @property
    def chosen(self) -> list[Edit]:
        """Those that were ticked."""
        return [self._edits[name] for name in self.cleaned_data["edits"]]
