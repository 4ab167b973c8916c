"""JSON whose samples came many at a time: the time of the first one, and lists of x, y and z."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from loadshare.measure.readers.columns import Holds
from loadshare.measure.readers.names import SensorKind, meaning_of, sensor_of
from loadshare.measure.readers.streams import Found, plan_for, take
from loadshare.measure.readers.turns import Turns, refuse_devices
from loadshare.measure.recording import FloatArray
from loadshare.measure.words import words

_MOST_LISTS = 50
_MISSING = (float("nan"),) * 3


@dataclass(slots=True)
class Packets:
    """Of one list: when each packet began, how many samples it has, and all their numbers."""

    begun: array[float] = field(default_factory=lambda: array("d"))
    counts: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    said: dict[str, Turns] = field(default_factory=dict)
    """By the name of what may tell whose a packet is."""


class PacketsOfSamples:
    """Collects them as they are read, as Movesense sends them (`Timestamp`, `ArrayAcc`, `ArrayGyro`)."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str, str], Packets] = {}

    def take(self, tag: str, content: Mapping[str, Any]) -> Packets | None:
        """Take what `content` holds, and return where; None where it is no packet. tag: its sensor."""
        lists = {name: rows for name, rows in content.items() if _is_of_samples(rows)}
        clock = next((name for name, one in content.items() if lists and _is_clock(name, one)), None)
        if clock is None or len(self._lists) > _MOST_LISTS:
            return None
        packets = None
        for name, rows in lists.items():
            packets = self._lists.setdefault((tag, clock, name), Packets())
            packets.begun.append(float(content[clock]))
            packets.counts.append(len(rows))
            packets.values.extend(number for row in rows for number in _three(row) or _MISSING)
        return packets

    def add_to(self, found: Found) -> None:
        """Add their sensors to `found`, the samples of each packet spread up to the next one."""
        for (tag, clock, name), packets in self._lists.items():
            for said_as, said in packets.said.items():
                refuse_devices(said_as, said, is_one_sensor=False)
            begun, counts = np.array(packets.begun), np.array(packets.counts)
            plan = plan_for(
                (clock, *(f"{name}.{axis}" for axis in "xyz")),
                [Holds.NUMBERS] * 4,
                sensor=sensor_of(tag),
                origin=tag,
            )
            if not plan.groups or begun.shape[0] < 2:
                found.other_sensors |= set() if plan.groups else {tag or name}
                continue
            values = np.frombuffer(packets.values, dtype=np.float64).reshape(-1, 3)
            take(plan, np.column_stack((_spread(begun, counts), values)), found)
            note = words("assumed.spread")
            found.notes += [] if note in found.notes else [note]


def _spread(begun: FloatArray, counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FloatArray:
    """The time of each sample. Where packets were lost, those before it are as quick as usual."""
    steps = np.diff(begun) / counts[:-1]
    usual = float(np.median(steps))
    steps = np.append(np.where(np.abs(steps - usual) < 0.5 * usual, steps, usual), usual)
    first = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(first, counts)
    times: FloatArray = np.repeat(begun, counts) + within * np.repeat(steps, counts)
    return times


def _is_clock(name: str, value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (meaning_of(name).quantity is SensorKind.TIME)
    )


def _is_of_samples(rows: Any) -> bool:
    return isinstance(rows, list) and bool(rows) and any(_three(row) is not None for row in rows)


def _three(row: Any) -> tuple[float, float, float] | None:
    """x, y and z."""
    if not isinstance(row, dict | list):  # most often nothing: what was a sample has been taken
        return None
    try:
        x, y, z = (row["x"], row["y"], row["z"]) if isinstance(row, dict) else row
        return float(x), float(y), float(z)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None
