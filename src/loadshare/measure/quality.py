"""How sure a measurement is: a value with its bar, a verdict, or a refusal that says what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loadshare.measure.words import words


class Verdict(StrEnum):
    """What the person may do with a result: GOOD, use it; FAIR, use it with care and repeat the test."""

    GOOD = "good"
    FAIR = "fair"


class MeasurementRefusedError(ValueError):
    """The recording can be read but no honest number can be made from it.

    `code` is a stable kebab-case name of the reason; the message says what to do next.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def refusal(key: str, **values: str) -> MeasurementRefusedError:
    """Return the refusal `key` of the words to raise; its code is the key up to the first dot."""
    return MeasurementRefusedError(key.partition(".")[0], words(f"refusal.{key}", **values))


JUDGED = "loadshare-judgement"
"""The source of a bar that no single study gives."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its cautious 95 % bar. `unit` is written as on the screen, for example `deg`.

    `source` is the key of the source that the bar rests on.
    """

    value: float
    low: float
    high: float
    unit: str
    source: str

    @classmethod
    def around(
        cls, *, value: float, bar: float, unit: str, source: str, floor: float | None = None
    ) -> Estimate:
        """Return `value` ± `bar`, both in `unit`; nothing is reported below `floor` (None: no floor)."""
        if floor is not None:
            value = max(floor, value)
        low = value - bar if floor is None else max(floor, value - bar)
        return cls(value=float(value), low=float(low), high=float(value + bar), unit=unit, source=source)


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict, why it is not better (`concerns`), and what had to be assumed about the file
    (`assumed`)."""

    verdict: Verdict
    concerns: tuple[str, ...]
    assumed: tuple[str, ...]

    @classmethod
    def judge(cls, *, concerns: tuple[str, ...], assumed: tuple[str, ...]) -> Quality:
        """Return FAIR as soon as there is one concern, GOOD otherwise. Assumptions alone do not lower it."""
        return cls(verdict=Verdict.FAIR if concerns else Verdict.GOOD, concerns=concerns, assumed=assumed)
