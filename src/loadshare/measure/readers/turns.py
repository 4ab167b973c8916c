"""Whose rows or messages are, where they say so: those of two devices are two recordings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from loadshare.measure.readers.names import SIGNALS, sensor_of, words_of
from loadshare.measure.recording import unreadable

MOST_LABELS = 40
"""More are no sensors and no devices."""
_OF_A_DEVICE = re.compile(
    r"(sensors?|device|node|board|imu)(name|type|kind|id|label|serial|no|nr|number|mac|address|macaddress)"
    r"|device|node|(device)?serial(no|nr|number)?|(bluetooth|ble)?mac(addr|address)?|bluetoothaddress|imei"
)
_LEAST_TURNS = 1 / 3
"""Of all rows, where only the turns tell that it is devices: nobody does anything else every third row."""
_OF_NO_DEVICE = re.compile(r"accurac|quality|confidence|battery|rssi|signal")
_MEASURED = re.compile(r"[-+]?\d+([.,]\d+)?\s*(m?v|%|°?c|dbm?|k?hz|[mµu]?s|k?m|m?g|lx|h?pa|[km]?b|bpm)", re.I)
_SO_OR_NOT = {"true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "ok"}


@dataclass(slots=True)
class Turns:
    """What is said one after the other, how it is shown, and how often it changes."""

    shown: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    last: str | None = None
    said: str = ""

    def tell(self, said: str) -> None:
        if said == self.said and self.last is not None:  # most rows say what the one before them said
            self.counts[self.last] += 1
            return
        if len(self.shown) > MOST_LABELS:
            return
        self.said = said
        label = label_of(said)
        self.shown.setdefault(label, said.strip(" \"'"))
        self.changes += self.last not in (None, label)
        self.counts[label] += 1
        self.last = label

    def take_turns(self, least_share: float = 0.0) -> bool:
        """Whether one comes back after another; least_share: how often, of all that is said."""
        is_short = len(self.counts) <= MOST_LABELS
        return is_short and self.changes >= max(len(self.counts), 2, least_share * self.counts.total())


def tell(said: dict[str, Turns], name: str, value: object) -> None:
    """Tell of a message what stands there under `name`."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        said.setdefault(name, Turns()).tell(str(value))


def label_of(said: str) -> str:
    return " ".join(said.split()).strip("\"' ").removesuffix(".0").lower()


def is_of_a_device(name: str) -> bool:
    """Whether what has this name tells one device from another."""
    return any(_OF_A_DEVICE.fullmatch("".join(words_of(one))) for one in (name, name.rpartition(".")[2]))


def refuse_devices(name: str, said: Turns, *, is_one_sensor: bool) -> None:
    """Two devices that take turns are two recordings, however well their clocks run on.

    is_one_sensor: whether all that is said stands beside the numbers of one sensor. Raises RecordingError.
    """
    if is_of_a_device(name):
        take_turns = said.take_turns()
    else:
        take_turns = said.take_turns(_LEAST_TURNS) and _may_be_devices(name, said, is_one_sensor)
    if take_turns:
        raise unreadable("two-recordings", names=", ".join(said.shown.values())[:120])


def _may_be_devices(name: str, said: Turns, is_one_sensor: bool) -> bool:
    """Not what was measured or is so or not, and no sensors that have columns of their own."""
    labels = [*said.shown.values()]
    if _OF_NO_DEVICE.search("".join(words_of(name))) or all(_MEASURED.fullmatch(one) for one in labels):
        return False
    sensors = {sensor_of(one) for one in labels} & {*SIGNALS}
    return not {*said.shown} <= _SO_OR_NOT and (is_one_sensor or len(sensors) < 2)
