"""The pages of named sets of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loadshare.care.doses import describe_dose, ladder
from loadshare.care.edit_template import EditTemplate, Judged
from loadshare.care.practitioner import Edit, EditKind
from loadshare.knowledge import load_knowledge
from loadshare.server.clinic import edit_templates
from loadshare.server.clinic.editing import Editable
from loadshare.server.clinic.models import PracticeTemplate, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.template_form import ApplyForm, TemplateForm, dose_field, doses_of, for_sessions
from loadshare.server.clinic.words import words


def said_of(edit: Edit) -> str:
    """One change, in words."""
    known = load_knowledge().exercises.get(edit.exercise)
    name = known.name if known else edit.exercise
    if known and edit.up_to is not None:
        dose = ladder(known.dose)[: edit.up_to + 1][-1]
        return words("templates.add-dose", name=name, dose=describe_dose(exercise=known, dose=dose))
    if edit.kind is EditKind.ADD:
        return words("templates.add", name=name)
    return words("templates.out", name=name)


@dataclass(frozen=True, kw_only=True)
class TemplateRow:
    """One of the practice."""

    row: PracticeTemplate
    name: str
    changes: Sequence[str]


def rows_of(found: Iterable[PracticeTemplate]) -> list[TemplateRow]:
    """All of a practice, each with its changes in words."""
    known = [(row, edit_templates.content_of(row)) for row in found]
    return [
        TemplateRow(row=row, name=one.name, changes=[said_of(edit) for edit in one.edits])
        for row, one in known
    ]


@dataclass(frozen=True, kw_only=True)
class ExerciseChoice:
    """One exercise that may be ticked."""

    value: str
    name: str
    is_ticked: bool
    field: str
    """That says how much of it."""
    doses: Sequence[tuple[str, str]]
    dose: str
    """Which of them is chosen."""


class TemplatesScreen:
    """All of a practice, and the form for another one."""

    def __init__(self, rows: Iterable[PracticeTemplate], form: TemplateForm) -> None:
        self.rows = rows_of(rows)
        self.form = form

    @property
    def adds(self) -> Sequence[ExerciseChoice]:
        """What may be added."""
        return self._choices("add")

    @property
    def outs(self) -> Sequence[ExerciseChoice]:
        """What may be taken out."""
        return self._choices("out")

    def _choices(self, field: str) -> Sequence[ExerciseChoice]:
        ticked = set(self.form[field].value() or ())
        return [
            ExerciseChoice(
                value=one.id,
                name=one.name,
                is_ticked=one.id in ticked,
                field=dose_field(one),
                doses=doses_of(one),
                dose=str(self.form[dose_field(one)].value() or ""),
            )
            for one in for_sessions()
        ]


@dataclass(frozen=True, kw_only=True)
class JudgedRow:
    """One change for one person, or why it may not be."""

    value: str
    says: str
    against: str
    is_ticked: bool


class ApplyScreen:
    """One of them for one person."""

    def __init__(
        self, sharing: Sharing, template: EditTemplate, found: Editable | None, form: ApplyForm
    ) -> None:
        self.sharing, self.template, self.form = sharing, template, form
        self.mark = found.mark if found else ""
        self.is_shut = found is None
        by = sharing.member.in_words
        judged = edit_templates.tried(found, template.edits, by=by).judged if found else ()
        ticked = set(form["edits"].value() or ()) if form.is_bound else None
        self.rows = [self._row(one, ticked) for one in judged]

    @property
    def may_any(self) -> bool:
        """Whether anything of it may be."""
        return any(not row.against for row in self.rows)

    def _row(self, one: Judged, ticked: set[str] | None) -> JudgedRow:
        value = f"{one.edit.kind}/{one.edit.exercise}"
        return JudgedRow(
            value=value,
            says=said_of(one.edit),
            against=told_against(one, self.sharing),
            is_ticked=not one.against if ticked is None else value in ticked,
        )


def told_against(one: Judged, sharing: Sharing) -> str:
    """Why it may not be; what follows from answers only where those are shared."""
    if one.tells_answers and SharedPart.ANSWERS not in sharing.shared:
        return words("exercises.not-now")
    return one.against
