"""A session as it was offered, signed, so that it can be kept later as it was and not as it would be now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing

from loadshare.care.trial import Way
from loadshare.knowledge.exercise import Dose
from loadshare.server.diary.logbook import DosedExercise
from loadshare.server.programme.turns import SessionTurn
from loadshare.server.records.models import Programme

SALT = "loadshare.session-offer"


@dataclass(frozen=True, kw_only=True)
class OfferedItem:
    """One exercise and how much of it."""

    exercise: str
    dose: Dose


@dataclass(frozen=True, kw_only=True)
class SessionOffer:
    """What was to be done."""

    programme: uuid.UUID
    is_flare: bool
    items: tuple[OfferedItem, ...]
    turn: SessionTurn | None = None
    """What came first in it, where a trial on oneself said so."""


def sign_offer(
    stored: Programme, items: Iterable[DosedExercise], *, is_flare: bool, turn: SessionTurn | None = None
) -> str:
    """The offer as text for a page."""
    doses = [[item.exercise, item.dose.model_dump(mode="json")] for item in items]
    said: dict[str, Any] = {"p": str(stored.id), "f": is_flare, "i": doses}
    if turn is not None and turn.trial is not None:
        said["t"] = [str(turn.trial), turn.way.value]
    return signing.dumps(said, salt=SALT, compress=True)


def read_offer(text: str) -> SessionOffer | None:
    """What the page offered; none where it is not ours."""
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    turn = said.get("t")
    return SessionOffer(
        programme=uuid.UUID(said["p"]),
        is_flare=said["f"],
        items=tuple(
            OfferedItem(exercise=exercise, dose=Dose.model_validate(dose)) for exercise, dose in said["i"]
        ),
        turn=SessionTurn(trial=uuid.UUID(turn[0]), way=Way(turn[1])) if turn else None,
    )
