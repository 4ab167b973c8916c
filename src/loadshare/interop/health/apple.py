"""`export.xml` of Apple Health, read as it streams by: steps, walking speed and walking asymmetry.

What stands before the data is passed over unread: the list of kinds that iOS 16 writes is no XML, and nothing
that a document could declare (entities, outer files) is wanted. Signs that XML forbids, which some apps write
into names, are taken for blanks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from xml.parsers import expat

from loadshare.interop.health.days import DayCounts, HealthRefusedError, words

ROOT = b"<HealthData"
_PREFIX = "HKQuantityTypeIdentifier"
_KM_H, _MI_H, _FT_S = 1 / 3.6, 0.44704, 0.3048
_SPEEDS = {"m/s": 1.0, "km/hr": _KM_H, "km/h": _KM_H, "mi/hr": _MI_H, "mi/h": _MI_H, "ft/s": _FT_S}
_MOST_BEFORE = 1024 * 1024
_MOST_UNENDED = 1024 * 1024
"""Bytes of one tag or comment, which expat keeps until its end has come."""
_MOST_OPEN = 50
_MOST_NAMES = 5_000
"""Of elements and attributes: expat forgets none. Apple uses some fifty."""
_MOST_TAGS = 120_000_000
"""Of the largest document that is read; real ones have eighty bytes and more to a tag."""
_FORBIDDEN = bytes(code if code > 31 or code in (9, 10, 13) else 32 for code in range(256))


def read_apple(blocks: Iterator[bytes], counts: DayCounts) -> None:
    """Add what the records in `blocks` say to `counts`. Raises `HealthRefusedError`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    records = _Records(counts)
    parser.StartElementHandler = records
    parser.EndElementHandler = records.open.remove
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    sent = tags = 0
    try:
        for block in _from_the_root(blocks):
            parser.Parse(block.translate(_FORBIDDEN), False)
            sent += len(block)
            tags += block.count(b"<")
            is_unended = sent - max(0, parser.CurrentByteIndex) > _MOST_UNENDED
            if is_unended or tags > _MOST_TAGS or len(records.open) > _MOST_OPEN:
                _refuse()
            if len(parser.intern) > _MOST_NAMES:
                _refuse()
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise HealthRefusedError(words("health.refused.damaged")) from None


def _refuse(*_said: object) -> int:
    raise HealthRefusedError(words("health.refused.damaged"))


def _from_the_root(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The document without what stands before its root; UTF-8, as Apple writes it."""
    before = b""
    for block in blocks:
        before += block
        start = before.find(ROOT)
        if start >= 0:
            yield before[start:]
            yield from blocks
            return
        if len(before) > _MOST_BEFORE:
            break
    raise HealthRefusedError(words("health.refused.unknown"))


class _Records:
    """Takes the attributes of one element after the other."""

    def __init__(self, counts: DayCounts) -> None:
        self._counts = counts
        self.open: list[str] = []
        """The elements that have not ended."""
        self._days: dict[str, dt.date] = {}
        self._take: dict[str, Callable[[dt.date, dict[str, str]], None]] = {
            f"{_PREFIX}StepCount": self._steps,
            f"{_PREFIX}WalkingSpeed": self._speed,
            f"{_PREFIX}WalkingAsymmetryPercentage": self._asymmetry,
        }

    def __call__(self, name: str, attributes: list[str]) -> None:
        self.open.append(name)
        if name != "Record":
            return
        kind = attributes[1] if attributes and attributes[0] == "type" else _kind(attributes)
        take = self._take.get(kind)
        if take is None:
            return
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        try:
            take(self._day(said["startDate"]), said)
        except (KeyError, ValueError):
            self._counts.left_out += 1

    def _day(self, moment: str) -> dt.date:
        """The day of the person's own clock, as it is written."""
        text = moment[:10]
        day = self._days.get(text)
        if day is None:
            if len(self._days) > 40_000:
                raise ValueError
            day = self._days[text] = dt.date.fromisoformat(text)
        return day

    def _steps(self, on: dt.date, said: dict[str, str]) -> None:
        self._counts.add_steps(on, said.get("sourceName", ""), float(said["value"]))

    def _speed(self, on: dt.date, said: dict[str, str]) -> None:
        self._counts.add_speed(on, float(said["value"]) * _SPEEDS[said.get("unit", "")])

    def _asymmetry(self, on: dt.date, said: dict[str, str]) -> None:
        """Apple writes a share from 0 to 1 and calls it %."""
        self._counts.add_asymmetry(on, 100.0 * float(said["value"]))


def _kind(attributes: list[str]) -> str:
    """The kind of a record whose attributes stand in another order."""
    return dict(zip(attributes[::2], attributes[1::2], strict=True)).get("type", "")
