"""A session as a page: a readable list without JavaScript, and what the player needs with it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loadshare.care.doses import half_dose, seconds_of
from loadshare.care.programme import Programme, ProgrammeItem
from loadshare.care.session import BesidesItem, build_timeline
from loadshare.care.stops import stops_for
from loadshare.knowledge import Knowledge
from loadshare.server.programme.presenter import (
    ItemCard,
    equipment_in_words,
    minutes_in_words,
)
from loadshare.server.session.extras import ExtraExercise
from loadshare.server.session.player_words import player_words
from loadshare.server.session.session_form import OUTCOMES


class SessionScreen:
    """Everything the session page needs."""

    def __init__(
        self,
        items: Sequence[ProgrammeItem],
        *,
        programme: Programme,
        knowledge: Knowledge,
        filters: frozenset[str],
        client_id: uuid.UUID,
        key: str,
        is_flare: bool,
        known: frozenset[str] | None = None,
        extras: Sequence[ExtraExercise] = (),
    ) -> None:
        self.items, self.extras = tuple(items), tuple(extras)
        self.client_id = client_id
        self.is_flare = is_flare
        self.outcomes = OUTCOMES
        self.cards = tuple(ItemCard(item, knowledge) for item in self.items)
        self._programme = programme
        self._knowledge = knowledge
        self._filters = filters
        self.key = key
        self._known = known

    @property
    def title(self) -> str:
        """The name of the session."""
        return _("Two gentle minutes") if self.is_flare else _("Today’s session")

    @property
    def summary(self) -> str:
        """How long, and what to have ready."""
        besides_s = sum(seconds_of(dose=one.item.dose, per_side=one.item.per_side) for one in self.extras)
        minutes = minutes_in_words(sum(item.minutes for item in self.items) + besides_s / 60)
        things = equipment_in_words([card.exercise for card in self.cards])
        if not things:
            return _("%(minutes)s. You need nothing.") % {"minutes": minutes}
        return _("%(minutes)s. You need %(things)s.") % {"minutes": minutes, "things": things}

    @property
    def extras_by_place(self) -> Sequence[tuple[int, ExtraExercise]]:
        """What comes after the programme's, with the place that the player counts."""
        return list(enumerate(self.extras, start=len(self.items)))

    def payload(self) -> dict[str, Any]:
        """What the player reads from the page."""
        knowledge = self._knowledge
        besides = tuple(one.item for one in self.extras)
        timeline = build_timeline(items=self.items, knowledge=knowledge, besides=besides)
        return {
            "key": self.key,
            "language": get_language() or "en-gb",
            "timeline": timeline.model_dump(mode="json"),
            "names": {card.exercise.id: card.exercise.name for card in self.cards}
            | {one.id: one.name for one in besides},
            "cues": {card.exercise.id: _cues(card) for card in self.cards}
            | {one.id: [*one.steps, _("Stop if it hurts.")] for one in besides},
            "learn": [
                *(
                    card.exercise.id
                    for card in self.cards
                    if self._known is not None and card.exercise.id not in self._known
                ),
                *(one.item.id for one in self.extras if one.is_new),
            ],
            "easier": self._easier(),
            "stops": [
                {"id": stop.id, "text": stop.text, "leads_to": stop.kind.value, "do": stop.do}
                for stop in stops_for(knowledge=knowledge, filters=self._filters)
            ],
            "words": player_words(),
            "leave_url": reverse("today"),
        }

    def _easier(self) -> dict[str, dict[str, Any]]:
        """By place: the same exercise at its smallest dose, so that nothing new has to be learnt mid-way."""
        versions = {}
        every: list[ProgrammeItem | BesidesItem] = [*self.items, *(one.item for one in self.extras)]
        for place, item in enumerate(every):
            smaller = half_dose(item.dose)
            if smaller is None:
                continue
            gentler = item.model_copy(update={"dose": smaller})
            timeline = build_timeline(
                items=(gentler,) if isinstance(gentler, ProgrammeItem) else (),
                besides=(gentler,) if isinstance(gentler, BesidesItem) else (),
                knowledge=self._knowledge,
            )
            versions[str(place)] = {
                "exercise": timeline.exercises[0],
                "steps": [step.model_dump(mode="json") for step in timeline.steps],
            }
        return versions


def _cues(card: ItemCard) -> list[str]:
    """How it goes, what is different for this person, and last what it should feel like."""
    return [*card.exercise.steps, *card.item.adaptations, card.exercise.feel]
