"""Dates and times of day as seconds: ISO, local, twelve hours, with or without a date, across midnight."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import pairwise

import numpy as np

from loadshare.measure.recording import FloatArray

_MONTHS = {
    name: n
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAY = (
    r"(?:[A-Za-z]{3,9},?[ ]+)?"
    r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{8}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})"
    r"|\d{1,2}[- ][A-Za-z]{3,9}\.?[- ]+\d{4}|[A-Za-z]{3,9}\.?[ ]\d{1,2},?[ ]\d{4})"
)
_TIME = (
    r"(?P<hour>\d{1,3})(?P<mark>[:.h-])(?P<minute>\d{1,2})[:.m-](?P<second>\d{1,2})"
    r"(?:[.,:_ -](?P<fraction>\d{1,9}))?s?"
)
_TAIL = (
    r"[ ]*(?P<half>[AaPp]\.?[ ]?[Mm]\.?)?[ ]*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
    r"[ ]*(?:\[.*\]|(?<=[ ])[A-Z]{3,4})?"
)
_MOMENT = re.compile(rf"(?:(?P<day>{_DAY})(?:[T,_ ]+|-(?=\d)))?{_TIME}{_TAIL}")
_SHORT = re.compile(r"(?P<minute>\d{1,3}):(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))")
_ONLY_DAY = re.compile(_DAY)
_PLAIN = re.compile(r"[-+]?\d*\.?\d*")
_ROOM_S = 1_000_000.0
_SHIFT_S = 200_000.0
_WRAPS_S = (3600.0, 43_200.0, 86_400.0)
_WRAP_SLACK_S = 5.0
_HOUR_S = 3600.0
_HOUR_SLACK_S = 1.0
_DAY_ZERO = 735_000
"""Days are counted from 2013, so that a float still tells microseconds."""


def is_moment(text: str) -> bool:
    """Whether `text` is a time of day, with or without a date."""
    text = text.strip()
    return (
        5 <= len(text) <= 60
        and (":" in text or text.count(".") > 1)
        and not _PLAIN.fullmatch(text)
        and _match(text) is not None
    )


def is_day(text: str) -> bool:
    """Whether `text` is a date alone."""
    text = text.strip()
    return 6 <= len(text) <= 30 and not _PLAIN.fullmatch(text) and _ONLY_DAY.fullmatch(text) is not None


def _match(text: str) -> re.Match[str] | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return _SHORT.fullmatch(text)
    if found["day"] is None and found["mark"] != ":":  # 1.2.3 is a version, not a time
        return None
    return found


class Moments:
    """Takes the moments of one column, row by row, and gives them all back as seconds.

    What is given back for a row at once is no time yet: whether 3/4 is in March or April is seen at the end.
    """

    def __init__(self) -> None:
        self._days: dict[str, int] = {}

    def __call__(self, text: str) -> float:
        """Return a stand-in for the moment `text`. Raises ValueError for anything else."""
        found = _match(text.strip())
        if found is None:
            raise ValueError(text)
        parts = found.groupdict()
        second = int(parts["second"]) + 60 * int(parts["minute"]) + 3600 * _hour(parts)
        fraction = parts["fraction"]
        moment = (
            second + (int(fraction) / 10 ** len(fraction) if fraction else 0.0) - _offset(parts.get("zone"))
        )
        day = parts.get("day") or ""
        place = self._days.setdefault(day, len(self._days))
        return place * _ROOM_S + moment + _SHIFT_S

    def seconds(self, stand_ins: FloatArray) -> FloatArray:
        """Return the moments as seconds on one clock; NaN stays."""
        known = np.isfinite(stand_ins)
        place = np.where(known, np.floor_divide(stand_ins, _ROOM_S), 0).astype(int)
        rest = np.where(known, stand_ins - place * _ROOM_S - _SHIFT_S, np.nan)
        if set(self._days) <= {""}:
            return _across_midnight(rest)
        out: FloatArray = _ordinals(tuple(self._days))[place] * 86_400.0 + rest
        return _across_an_hour(out)


def _hour(parts: dict[str, str | None]) -> int:
    hour = int(parts.get("hour") or 0)
    half = parts.get("half")
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


@lru_cache(maxsize=64)
def _offset(zone: str | None) -> float:
    if not zone or zone[0] not in "+-":
        return 0.0
    digits = zone[1:].replace(":", "")
    return (-1 if zone[0] == "-" else 1) * (3600.0 * int(digits[:2]) + 60.0 * int(digits[2:]))


def _across_midnight(seconds: FloatArray) -> FloatArray:
    """A time of day without its date starts again at midnight, at noon with twelve hours, or at the hour."""
    known = np.flatnonzero(np.isfinite(seconds))
    steps = np.diff(seconds[known])
    added = np.zeros(steps.shape[0])
    for at in np.flatnonzero(steps < 0):
        added[at] = next((wrap for wrap in _WRAPS_S if 0 <= steps[at] + wrap <= _WRAP_SLACK_S), 0.0)
    out = seconds.copy()
    out[known[1:]] += np.cumsum(added)
    return out


def _across_an_hour(seconds: FloatArray) -> FloatArray:
    """Once in autumn a clock without a zone goes back by just an hour; a second recording hardly does."""
    known = np.flatnonzero(np.isfinite(seconds))
    steps = np.diff(seconds[known])
    falls = np.flatnonzero(steps < 0)
    if falls.shape[0] != 1 or not 0 < steps[falls[0]] + _HOUR_S <= _HOUR_SLACK_S:
        return seconds
    out = seconds.copy()
    out[known[falls[0] + 1 :]] += _HOUR_S
    return out


def _ordinals(days: tuple[str, ...]) -> FloatArray:
    """The days as numbers, in the order of day and month that lets them run on; at a draw the day first."""
    best: list[float] = []
    for month_first in (False, True):
        found = [_ordinal(day, month_first) for day in days]
        if None in found:
            continue
        numbers = [float(one) for one in found if one is not None]
        if not best or _spread(numbers) < _spread(best):
            best = numbers
    if not best:  # some date is none: every day counts as its own, which never runs back by mistake
        best = [float(n) for n in range(len(days))]
    return np.array(best)


def _spread(numbers: list[float]) -> tuple[bool, float]:
    runs_back = any(after < before for before, after in pairwise(numbers))
    return runs_back, max(numbers) - min(numbers)


def _ordinal(day: str, month_first: bool) -> int | None:
    words = re.findall(r"[A-Za-z]+|\d+", day)
    months = [_MONTHS[word[:3].lower()] for word in words if word[:3].lower() in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    try:
        if months:
            date, year = int(numbers[0]), int(numbers[1])
            return dt.date(year, months[0], date).toordinal() - _DAY_ZERO
        if len(numbers) == 1:
            numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
        first, second, third = (int(number) for number in numbers)
        if first > 31:
            return dt.date(first, second, third).toordinal() - _DAY_ZERO
        year = third + 2000 if third < 100 else third
        date, month = (second, first) if month_first else (first, second)
        return dt.date(year, month, date).toordinal() - _DAY_ZERO
    except (ValueError, IndexError):
        return None
