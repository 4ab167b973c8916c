"""The page on which a practitioner changes a programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from loadshare.care.doses import describe_dose, ladder, rung_of
from loadshare.care.practitioner import Offered, advice_for, offered
from loadshare.care.selection import missing_for, things_of
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Exercise, Strand
from loadshare.server.clinic.editing import Editable
from loadshare.server.clinic.forms import EditForm
from loadshare.server.clinic.models import Sharing
from loadshare.server.clinic.presenters.parts import told_changes
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words


@dataclass(frozen=True, kw_only=True)
class Group:
    """Choices under one heading."""

    name: str
    choices: tuple[tuple[str, str], ...]
    """What is sent, and what it says."""


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One exercise, or the place of a new one where `exercise` is empty."""

    exercise: str
    name: str
    dose: str
    held: str
    groups: tuple[Group, ...]
    is_open: bool
    choice: str
    reason: str
    choice_error: str = ""
    reason_error: str = ""


class EditScreen:
    """What may be changed, and what was changed lately."""

    def __init__(self, sharing: Sharing, found: Editable, form: EditForm) -> None:
        self.sharing = sharing
        self.form = form
        self.mark = found.mark
        self.tells_answers = SharedPart.ANSWERS in sharing.shared
        self._found = found
        self._asked: Mapping[str, str] = {
            name: str(form[name].value() or "") if form.is_bound else ""
            for name in ("exercise", "choice", "reason", "seen")
        }

    @cached_property
    def _offered(self) -> Offered:
        return offered(programme=self._found.programme, case=self._found.case)

    @property
    def changes(self) -> Sequence[str]:
        """What is different this week, newest last."""
        reader = self.sharing.member.in_words
        return told_changes(self._found.programme, shared=self.sharing.shared, reader=reader)

    @property
    def seen(self) -> str:
        """What the page shows, so that it can be said what has changed when it comes back."""
        return " ".join(f"{name}:{rung}" for name, rung in self._now.items())

    @cached_property
    def rows(self) -> Sequence[ItemRow]:
        """Every exercise with what may become of it."""
        rows = []
        for item in self._offered.items:
            exercise = self._exercise(item.exercise)
            dose = ladder(exercise.dose)[item.rung]
            rows.append(
                self._row(
                    item.exercise,
                    name=exercise.name,
                    dose=describe_dose(exercise=exercise, dose=dose),
                    held=self._held(item.exercise),
                    groups=self._groups(item.exercise),
                )
            )
        keep = (Group(name=words("edit.leave"), choices=(("keep/", words("edit.keep")),)),)
        for name in self._offered.kept_out:
            out, held = words("edit.is-out"), self._held(name)
            rows.append(self._row(name, name=self._exercise(name).name, dose=out, held=held, groups=keep))
        return rows

    def _held(self, name: str) -> str:
        """For how long what was set still holds, and who set it; of others that is told with the answers."""
        pin = next((pin for pin in self._found.programme.pins if pin.exercise == name), None)
        if pin is None:
            return ""
        if pin.by == self.sharing.member.in_words:
            return words("edit.held", n=pin.reviews)
        who = pin.by if pin.by and self.tells_answers else words("edit.somebody")
        return words("edit.held-by", n=pin.reviews, who=who)

    @cached_property
    def new_row(self) -> ItemRow | None:
        """What may be added; none where there is no place or no time for it."""
        if not self._offered.joins and not self._offered.joins_beyond:
            return None
        groups = [
            Group(
                name=words(f"edit.strand.{strand}"),
                choices=tuple(
                    (f"add/{name}", self._named(name))
                    for name in self._offered.joins
                    if self._exercise(name).strand is strand
                ),
            )
            for strand in (Strand.STRENGTHEN, Strand.STRETCH, Strand.RELEASE)
        ]
        beyond = self._going_beyond("add", self._offered.joins_beyond)
        found = tuple(group for group in (*groups, beyond) if group.choices)
        return self._row("", name="", dose="", held="", groups=found)

    @property
    def unplaced(self) -> str:
        """The reason that was typed for an exercise that is not on the page any more."""
        rows = (*self.rows, self.new_row)
        return "" if any(row.is_open for row in rows if row) else self._asked["reason"]

    @property
    def meanwhile(self) -> Sequence[str]:
        """What changed between the page that was shown and now, in words."""
        return list(self._differences(_read(self._asked["seen"])))

    def _row(self, name_id: str, *, name: str, dose: str, held: str, groups: tuple[Group, ...]) -> ItemRow:
        is_asked = self.form.is_bound and self._asked["exercise"] == (name_id or "new")
        return ItemRow(
            exercise=name_id or "new",
            name=name,
            dose=dose,
            held=held,
            groups=groups,
            is_open=is_asked,
            choice=self._asked["choice"] if is_asked else "",
            reason=self._asked["reason"] if is_asked else "",
            choice_error=self._error("choice") if is_asked else "",
            reason_error=self._error("reason") if is_asked else "",
        )

    def _error(self, name: str) -> str:
        return " ".join(str(one) for one in self.form.errors.get(name, ()))

    def _groups(self, name: str) -> tuple[Group, ...]:
        item = next(one for one in self._offered.items if one.exercise == name)
        exercise = self._exercise(name)
        doses = tuple(
            (f"dose/{rung}", describe_dose(exercise=exercise, dose=dose)) for rung, dose in item.doses
        )
        swaps = tuple((f"swap/{other}", self._named(other)) for other in item.swaps)
        keep = [("keep/", words("edit.keep"))] if item.can_keep else []
        leave = [("out/", words("edit.out"))] if item.can_leave else []
        groups = (
            Group(name=words("edit.doses"), choices=doses),
            Group(name=words("edit.swaps"), choices=swaps),
            self._going_beyond("swap", item.swaps_beyond),
            Group(name=words("edit.leave"), choices=(*keep, *leave)),
        )
        return tuple(group for group in groups if group.choices)

    def _going_beyond(self, kind: str, names: Sequence[str]) -> Group:
        """What needs a thing they did not tick; that is an answer, so only who reads those is told."""
        choices = tuple((f"{kind}/{name}", self._with_things(name)) for name in names)
        return Group(name=words("edit.beyond"), choices=choices if self.tells_answers else ())

    def _with_things(self, name: str) -> str:
        missing = missing_for(equipment=self._exercise(name).equipment, allowance=self._found.case.allowance)
        return f"{self._named(name)} {words('edit.needs', things=things_of(missing))}"

    def _named(self, name: str) -> str:
        """With what this person has to do differently in it, which follows from their answers."""
        advice = advice_for(exercise=name, case=self._found.case) if self.tells_answers else ()
        return " ".join((f"{self._exercise(name).name}.", *advice)) if advice else self._exercise(name).name

    @cached_property
    def _now(self) -> dict[str, int]:
        return {
            item.exercise: rung_of(exercise=self._exercise(item.exercise), dose=item.dose)
            for item in self._found.programme.items
        }

    def _differences(self, before: Mapping[str, int]) -> Iterator[str]:
        for name, rung in before.items():
            now = self._now.get(name)
            if now is None:
                yield words("edit.gone", name=self._exercise(name).name)
            elif now != rung:
                yield words("edit.other-dose", name=self._exercise(name).name, dose=self._dose(name, now))
        for name, rung in self._now.items():
            if name not in before:
                yield words("edit.new", name=self._exercise(name).name, dose=self._dose(name, rung))

    def _dose(self, name: str, rung: int) -> str:
        exercise = self._exercise(name)
        return describe_dose(exercise=exercise, dose=ladder(exercise.dose)[rung])

    def _exercise(self, name: str) -> Exercise:
        return load_knowledge().exercises[name]


def _read(seen: str) -> dict[str, int]:
    """What a page said that it showed; what nobody can have been shown is left out."""
    found = {}
    for part in seen.split():
        name, _, rung = part.partition(":")
        if name in load_knowledge().exercises and rung.isdecimal():
            found[name] = int(rung[:4])
    return found
