"""Whose rows or messages are, where they say so: those of two devices are two recordings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from loadshare.measure.readers.columns import Holds, is_empty
from loadshare.measure.readers.names import SIGNALS, sensor_of, words_of
from loadshare.measure.recording import unreadable

MOST_LABELS = 40
"""More are no sensors and no devices."""
NOTHING_SAID = 255
_MOST_SPELLINGS = 1000
_OF_A_DEVICE = re.compile(
    r"(sensors?|device|node|board|imu)(name|type|kind|id|label|serial|no|nr|number|mac|address|macaddress)"
    r"|device|node|(device)?serial(no|nr|number)?|(bluetooth|ble)?mac(addr|address)?|bluetoothaddress|imei"
)
_MAY_BE_OF_A_DEVICE = re.compile(
    r"(sensors?|sides?|address|foot|leg|limb|imu|unit|user|subject|participant|person)(id|no|nr|number)?|id"
    r"|sensors?|type"
)
"""Numbers that may be those of sensors, devices or people; any words may say so."""
_LEAST_TURNS = 1 / 3
"""Of all rows, where only the turns tell that it is devices: nobody does anything else every third row."""
_OF_NO_DEVICE = re.compile(r"accurac|quality|confidence|battery|rssi|signal")
_MEASURED = re.compile(r"[-+]?\d+([.,]\d+)?\s*(m?v|%|°?c|dbm?|k?hz|[mµu]?s|k?m|m?g|lx|h?pa|[km]?b|bpm)", re.I)
_SO_OR_NOT = {"true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "ok"}

Codes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Where = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(slots=True)
class Turns:
    """What is said one after the other, and how it is shown.

    codes: for each time something could be said the place of its label in `shown`, else NOTHING_SAID.
    """

    shown: dict[str, str] = field(default_factory=dict)
    codes: bytearray = field(default_factory=bytearray)
    _known: dict[object, int] = field(default_factory=dict)

    def tell(self, said: object) -> None:
        code = self._known.get(said)
        self.codes.append(self._met_first(said) if code is None else code)

    def _met_first(self, said: object) -> int:
        if self.is_long:
            return NOTHING_SAID
        code, text = NOTHING_SAID, str(said)
        if not is_empty(text):
            label = label_of(text)
            self.shown.setdefault(label, text.strip(" \"'"))
            code = list(self.shown).index(label)
        if len(self._known) < _MOST_SPELLINGS:
            self._known[said] = code
        return code

    @property
    def is_long(self) -> bool:
        """Whether it is more than sensors and devices could be; the rest is not kept."""
        return len(self.shown) > MOST_LABELS

    @property
    def is_silent(self) -> bool:
        """Whether nothing is said now and then."""
        return NOTHING_SAID in self.codes

    def counts(self, where: Where | None = None) -> Counter[str]:
        """How often each label is said."""
        codes = self._codes(where)
        names = list(self.shown)
        counts = np.bincount(codes, minlength=len(names)).tolist()
        return Counter({name: count for name, count in zip(names, counts, strict=False) if count})

    def changes(self, where: Where | None = None) -> int:
        """How often it is another than before."""
        return int(np.count_nonzero(np.diff(self._codes(where))))

    def take_turns(self, least_share: float = 0.0, where: Where | None = None) -> bool:
        """Whether one comes back after another; least_share: how often, of all that is said."""
        counts = self.counts(where)
        least = max(len(counts), 2, least_share * counts.total())
        return not self.is_long and self.changes(where) >= least

    def _codes(self, where: Where | None) -> Codes:
        codes = np.frombuffer(self.codes, dtype=np.uint8)
        is_said: Where = codes != NOTHING_SAID
        some: Codes = codes[is_said if where is None else is_said & where]
        return some


def tell(said: dict[str, Turns], name: str, value: object) -> None:
    """Tell of a message what stands there under `name`; anything but words and numbers says nothing."""
    is_said = isinstance(value, str | int | float) and not isinstance(value, bool)
    turns = said.get(name)
    if turns is None:
        turns = said[name] = Turns()
    turns.tell(value if is_said else "")


def label_of(said: str) -> str:
    return " ".join(said.split()).strip("\"' ").removesuffix(".0").lower()


def is_of_a_device(name: str) -> bool:
    """Whether what has this name tells one device from another."""
    return any(_OF_A_DEVICE.fullmatch("".join(words_of(one))) for one in (name, name.rpartition(".")[2]))


def may_say_whose(name: str, holds: Holds) -> bool:
    """Whether what has this name may say whose a row or a message is: by its name, or in words."""
    if holds is Holds.WORDS or is_of_a_device(name):
        return True
    plain = (name, name.rpartition(".")[2])
    return holds is Holds.NUMBERS and any(
        _MAY_BE_OF_A_DEVICE.fullmatch("".join(words_of(one))) for one in plain
    )


def refuse_devices(name: str, said: Turns, *, is_one_sensor: bool, where: Where | None = None) -> None:
    """Two devices that take turns are two recordings, however well their clocks run on.

    is_one_sensor: whether all that is said stands beside the numbers of one sensor. where: only what is said
    there. Raises RecordingError.
    """
    if is_of_a_device(name):
        take_turns = said.take_turns(where=where)
    else:
        take_turns = said.take_turns(_LEAST_TURNS, where) and _may_be_devices(
            name, said, is_one_sensor, where
        )
    if take_turns:
        raise unreadable(
            "two-recordings", names=", ".join(said.shown[one] for one in said.counts(where))[:120]
        )


def _may_be_devices(name: str, said: Turns, is_one_sensor: bool, where: Where | None) -> bool:
    """Not what was measured or is so or not, and no sensors that have columns of their own."""
    labels = [*said.counts(where)]
    shown = [said.shown[one] for one in labels]
    if _OF_NO_DEVICE.search("".join(words_of(name))) or all(_MEASURED.fullmatch(one) for one in shown):
        return False
    sensors = {sensor_of(one) for one in shown} & {*SIGNALS}
    return not {*labels} <= _SO_OR_NOT and (is_one_sensor or len(sensors) < 2)
