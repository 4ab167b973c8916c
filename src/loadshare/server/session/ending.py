"""What the last session held, and what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loadshare.care.logs import RED_OVER, Light, session_light
from loadshare.care.programme import Programme
from loadshare.knowledge import load_knowledge
from loadshare.server.diary.logbook import care_session
from loadshare.server.programme.presenter import next_day_of
from loadshare.server.records.models import ItemLog, SessionLog
from loadshare.server.ui.stills import thumbnail_for


@dataclass(frozen=True, kw_only=True)
class EndedItem:
    """One exercise of the session, with how it went."""

    name: str
    picture: str
    is_done: bool
    outcome: str


class SessionEnding:
    """The page after a session."""

    def __init__(self, last: SessionLog, programme: Programme | None, *, today: dt.date) -> None:
        self._last = last
        self.items = tuple(_ended(item) for item in last.items.all())
        self.next_day = next_day_of(programme, today=today) if programme else ""

    @property
    def title(self) -> str:
        """That it is saved, and how much of it was done to the end."""
        done = sum(item.is_done for item in self.items)
        if not done:
            return _("That is saved.")
        return ngettext("Done. %(n)s exercise.", "Done. %(n)s exercises.", done) % {"n": done}

    @property
    def pain(self) -> str:
        """Pain before and after, where both were said."""
        before, after = self._last.pain_before, self._last.pain_after
        if before is None or after is None:
            return ""
        numbers = {"before": before, "after": after}
        if after <= before and session_light(session=care_session(self._last)) is not Light.RED:
            return _("Pain %(before)s before, %(after)s after: it did not stir things up.") % numbers
        return _("Pain %(before)s before, %(after)s after.") % numbers

    @property
    def hurt(self) -> bool:
        """Whether the pain after it was more than is wanted."""
        return self._last.pain_after is not None and self._last.pain_after > RED_OVER


def _ended(item: ItemLog) -> EndedItem:
    exercise = load_knowledge().exercises.get(item.exercise)
    words = {"done": _("done"), "part": _("in part"), "skipped": _("left out"), "stopped": _("stopped")}
    return EndedItem(
        name=exercise.name if exercise else item.exercise,
        picture=mark_safe(thumbnail_for(item.exercise)),
        is_done=item.outcome == ItemLog.Outcome.DONE,
        outcome=words[item.outcome],
    )
