"""The export of a phone's health app: its days of walking are shown, then taken or not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.interop.health import (
    CountedDay,
    CountedDays,
    HealthRefusedError,
    is_health_export,
    read_health,
)
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.yourdata.foreign import copy_of

_SALT = "loadshare.from-health"
_KEPT_FOR_S = 24 * 60 * 60
_SHOWN = 7
_KM_H = 3.6
NAMES = {"apple-health": "Apple Health", "health-connect": "Health Connect"}


@dataclass(frozen=True)
class HealthPreview:
    """What an export holds, before anything is kept."""

    read: CountedDays

    @property
    def name(self) -> str:
        """What the app is called."""
        return NAMES[self.read.source]

    @property
    def newest(self) -> list[tuple[CountedDay, float | None]]:
        """The days that are shown, newest first, each with its speed in km/h."""
        days = self.read.days[: -_SHOWN - 1 : -1]
        return [(day, None if day.speed_m_s is None else day.speed_m_s * _KM_H) for day in days]

    @property
    def more(self) -> int:
        """How many days are not shown."""
        return len(self.read.days) - len(self.newest)

    @property
    def has_speed(self) -> bool:
        """Whether a day has a speed."""
        return any(day.speed_m_s is not None for day in self.read.days)

    @property
    def has_asymmetry(self) -> bool:
        """Whether a day has uneven steps."""
        return any(day.asymmetry_pct is not None for day in self.read.days)

    @property
    def sealed(self) -> str:
        """The same, to come back unchanged with the person's yes; it is stored nowhere."""
        return signing.dumps([self.read.source, rows_of(self.read)], salt=_SALT, compress=True)


def read_if_health(file: BinaryIO) -> HealthPreview | None:
    """What a file holds if it is such an export; None for any other. Raises `FileRefusedError`."""
    if not is_health_export(file):
        return None
    try:
        return HealthPreview(read_health(file, today=timezone.localdate()))
    except HealthRefusedError as refusal:
        raise FileRefusedError(str(refusal)) from None


def unsealed_days(text: str) -> BinaryIO:
    """The days that were shown, as a copy in our own form. Raises `FileRefusedError`."""
    try:
        source, rows = signing.loads(text, salt=_SALT, max_age=_KEPT_FOR_S)
    except signing.BadSignature:
        raise FileRefusedError(_("This page is too old. Choose the file once more.")) from None
    return io.BytesIO(copy_of_days(source, rows))


def rows_of(found: CountedDays) -> list[list[object]]:
    """Day, steps, speed and asymmetry."""
    return [[day.on.isoformat(), day.steps, day.speed_m_s, day.asymmetry_pct] for day in found.days]


def copy_of_days(source: str, rows: list[list[object]]) -> bytes:
    """Days as a copy that *Import a copy* takes. rows: as `rows_of`."""
    names = ("on", "steps", "speed_m_s", "asymmetry_pct")
    days = [
        {"number": n, "source": source, **dict(zip(names, row, strict=True))}
        for n, row in enumerate(rows, start=1)
    ]
    return copy_of({"walked_days": days}, made_by=NAMES[source])
