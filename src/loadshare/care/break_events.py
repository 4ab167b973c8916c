"""What a person says about sitting and breaks. Each says when; nothing is guessed from the keyboard."""

import datetime as dt
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Discriminator, Field, field_validator

from loadshare.care.break_hours import BreakSettings
from loadshare.knowledge._base import Entry

LATER_MINUTES = 10


class MeetingMinutes(IntEnum):
    """How long a meeting may be said to last."""

    HALF_HOUR = 30
    HOUR = 60
    TWO_HOURS = 120


class _Said(Entry):
    """Something said at an instant, kept in UTC so that clock changes cannot move it."""

    at: AwareDatetime

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: dt.datetime) -> dt.datetime:
        return at.astimezone(dt.UTC)


class BackAtDesk(_Said):
    """ "I'm back": sitting starts now."""

    kind: Literal["back"] = "back"


class Moved(_Said):
    """ "I just moved": a natural break. It counts in full, and sitting starts again now."""

    kind: Literal["moved"] = "moved"


class Started(_Said):
    """A break is being done."""

    kind: Literal["started"] = "started"


class Done(_Said):
    """The break is done; sitting starts again with "I'm back", however long the kettle takes."""

    kind: Literal["done"] = "done"
    exercises: tuple[str, ...] = ()


class Skipped(_Said):
    """Not this one."""

    kind: Literal["skipped"] = "skipped"


class Later(_Said):
    """In a few minutes."""

    kind: Literal["later"] = "later"
    minutes: int = Field(default=LATER_MINUTES, ge=5, le=30)


class Meeting(_Said):
    """ "In a meeting" from now on."""

    kind: Literal["meeting"] = "meeting"
    minutes: MeetingMinutes


class MeetingOver(_Said):
    """The meeting ended sooner than said."""

    kind: Literal["meeting-over"] = "meeting-over"


class SettingsChanged(_Said):
    """New settings, from this device or another one."""

    kind: Literal["settings"] = "settings"
    settings: BreakSettings


BreakEvent = Annotated[
    BackAtDesk | Moved | Started | Done | Skipped | Later | Meeting | MeetingOver | SettingsChanged,
    Discriminator("kind"),
]
"""One thing said. Stored as it is; everything else is worked out from these."""
