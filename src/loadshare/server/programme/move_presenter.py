"""The page of one exercise."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.doses import describe_dose
from loadshare.knowledge import Knowledge
from loadshare.knowledge.evidence import Figure, Source, Statement
from loadshare.knowledge.exercise import CautionEffect, Exercise, Position
from loadshare.server.programme.presenter import STRANDS, equipment_in_words

POSITION_WORDS = {
    Position.FLOOR: gettext_lazy("on the floor"),
    Position.CHAIR: gettext_lazy("on a chair"),
    Position.STANDING: gettext_lazy("standing"),
}


class MoveScreen:
    """Everything known about one exercise, in words."""

    def __init__(self, exercise: Exercise, knowledge: Knowledge) -> None:
        self.exercise = exercise
        self._knowledge = knowledge

    @property
    def strand(self) -> str:
        """Which of the four things to do it belongs to."""
        return str(STRANDS[self.exercise.strand][0])

    @property
    def dose(self) -> str:
        """How much to start with."""
        return describe_dose(exercise=self.exercise, dose=self.exercise.dose)

    @property
    def where(self) -> str:
        """Where it is done and what it needs."""
        place = str(POSITION_WORDS[self.exercise.position]).capitalize()
        needs = equipment_in_words([self.exercise])
        return _("%(place)s, with %(things)s") % {"place": place, "things": needs} if needs else place

    @property
    def easier(self) -> Exercise | None:
        """The step before."""
        return self._knowledge.exercises.get(self.exercise.easier or "")

    @property
    def harder(self) -> Exercise | None:
        """The step after."""
        return self._knowledge.exercises.get(self.exercise.harder or "")

    @property
    def cautions(self) -> tuple[tuple[str, str, bool], ...]:
        """Who should leave it out or change it: name, advice, whether it is left out."""
        filters = self._knowledge.filters
        return tuple(
            (filters[c.filter].name, c.advice, c.effect is CautionEffect.EXCLUDE)
            for c in self.exercise.cautions
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the evidence was read."""
        return self._knowledge.cited(self.exercise.sources)

    @property
    def statement(self) -> Statement:
        """The verdict it rests on."""
        return self._knowledge.statements[self.exercise.statement]

    @property
    def read_figures(self) -> tuple[tuple[Figure, Source], ...]:
        """Published numbers that we read ourselves."""
        return tuple((f, self._knowledge.sources[f.source]) for f in self.exercise.figures if f.read)

    @property
    def unread_count(self) -> int:
        """How many numbers are known from memory only, and so not shown."""
        return sum(not figure.read for figure in self.exercise.figures)
