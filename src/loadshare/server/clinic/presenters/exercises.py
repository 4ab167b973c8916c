"""The pages of exercises a practice wrote itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loadshare.care.own_exercise import DoneHow, OwnExercise
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Equipment, Position
from loadshare.server.clinic import edit_templates
from loadshare.server.clinic.access import Followed
from loadshare.server.clinic.editing import Editable
from loadshare.server.clinic.exercise_form import STRANDS, ExerciseForm, GiveForm
from loadshare.server.clinic.exercises import Given, content_of, given_to, may_give
from loadshare.server.clinic.models import PracticeExercise
from loadshare.server.clinic.presenters.level import in_short
from loadshare.server.clinic.presenters.templates import rows_of
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words


@dataclass(frozen=True, kw_only=True)
class PracticeExerciseRow:
    """One that may be given."""

    row: PracticeExercise
    content: OwnExercise

    @property
    def not_for(self) -> str:
        """For whom it is not, as it was filled in."""
        filters = load_knowledge().filters
        names = [filters[name].name if name in filters else name for name in self.content.cautions]
        return (
            words("exercises.not-for", whom="; ".join(names)) if names else words("exercises.for-everybody")
        )


class PracticeExercisesScreen:
    """All of a practice."""

    def __init__(self, rows: Iterable[PracticeExercise]) -> None:
        self.rows = [PracticeExerciseRow(row=row, content=content_of(row)) for row in rows]


@dataclass(frozen=True, kw_only=True)
class GivenRow:
    """One that a person has, and how it goes."""

    given: Given
    days: str
    against: str
    because: str
    """Whose it is and why; of another practitioner only where answers are shared."""


@dataclass(frozen=True, kw_only=True)
class OfferedRow:
    """One that may be given, or why it may not."""

    row: PracticeExercise
    content: OwnExercise
    against: str
    is_asked: bool


@dataclass(frozen=True, kw_only=True)
class Tickable:
    """One that may be ticked."""

    value: str
    name: str
    is_ticked: bool


class NewExerciseScreen:
    """The page on which one is written."""

    def __init__(self, form: ExerciseForm) -> None:
        self.form = form

    @property
    def strands(self) -> Sequence[Tickable]:
        """What it is for."""
        return self._choices("strand", {one.value: words(f"exercises.strand.{one}") for one in STRANDS})

    @property
    def positions(self) -> Sequence[Tickable]:
        """Where it is done."""
        return self._choices("position", {one.value: words(f"exercises.position.{one}") for one in Position})

    @property
    def things(self) -> Sequence[Tickable]:
        """What it needs."""
        return self._choices("equipment", {one.value: words(f"exercises.thing.{one}") for one in Equipment})

    @property
    def cautions(self) -> Sequence[Tickable]:
        """For whom it may not be."""
        return self._choices("cautions", {one.id: one.name for one in load_knowledge().filters.values()})

    def _choices(self, field: str, names: Mapping[str, str]) -> Sequence[Tickable]:
        given = self.form[field].value() or ()
        ticked = {given} if isinstance(given, str) else set(given)
        return [Tickable(value=value, name=name, is_ticked=value in ticked) for value, name in names.items()]


class GiveScreen:
    """Exercises of the practice for one person."""

    def __init__(self, followed: Followed, found: Editable | None, form: GiveForm) -> None:
        self.sharing = followed.sharing
        self.is_shut = found is None
        self.templates = rows_of(edit_templates.of_practice(followed.sharing.member)) if found else []
        self._is_told = SharedPart.ANSWERS in followed.sharing.shared
        given = given_to(followed.person, found)
        self.given: Sequence[GivenRow] = [
            GivenRow(
                given=one,
                days=_days(one),
                against=self._told(one.against),
                because=self._because(one),
            )
            for one in given
        ]
        asked = str(form["exercise"].value() or "") if form.is_bound else ""
        offered = may_give(followed.sharing.member, found, given) if found else []
        self.offered: Sequence[OfferedRow] = [
            OfferedRow(
                row=one.row,
                content=one.content,
                against=self._told(one.against),
                is_asked=str(one.row.pk) == asked,
            )
            for one in offered
        ]

    def _because(self, one: Given) -> str:
        """What somebody else wrote was meant for the person."""
        if self._is_told or one.row.by == self.sharing.member.in_words:
            return f"{one.row.by}: {one.row.reason}"
        return words("exercises.by-another")

    def _told(self, against: str | None) -> str:
        """What speaks against it may tell an answer."""
        if against is None:
            return ""
        return against if self._is_told else words("exercises.not-now")


def _days(given: Given) -> str:
    """On how many days it was done and on how many it hurt, and when last."""
    done, hurt = given.on_days(DoneHow.DONE), given.on_days(DoneHow.STOPPED)
    said = [
        words("exercises.done", n=len(done), day=in_short(done[-1])) if done else words("exercises.not-done")
    ]
    if hurt:
        said.append(words("exercises.hurt", n=len(hurt), day=in_short(hurt[-1])))
    return " ".join(said)
