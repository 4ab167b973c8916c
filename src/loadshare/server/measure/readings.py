"""What a figure means for this person: the lines of the knowledge, worked out for their age and sex.

The lines are found by asking the findings themselves for every value a figure can have, so that a page and
the profile can never disagree. A page may then read a result without a server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from loadshare.care.conditions import Facts, Truth, evaluate
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.self_test import Finding, Quantity, SelfTest

RATIO_STEPS = 100
TENTHS = 10
"""Figures are kept to a tenth, so that a line found on this grid is exact."""
WIDEST = 400


@dataclass(frozen=True, kw_only=True)
class FigureReading:
    """From `least` up to `most` (both included) of one figure, this finding holds.

    `of`: value, lowest, highest (of the two sides), difference or ratio. `choices`: what else must be
    chosen.
    """

    quantity: str
    of: str
    least: float
    most: float
    text: str
    choices: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self) | {"choices": dict(self.choices)}


def readings_for(test: SelfTest, *, facts: Facts) -> tuple[FigureReading, ...]:
    """Every reading of `test` for somebody with these `facts`, in the order of the findings."""
    about = {name: value for name, value in facts.items() if name.partition(".")[0] != test.id}
    return tuple(
        reading
        for finding in test.findings
        for quantity in test.quantities
        if not quantity.options
        for reading in _readings(test, finding, quantity, about)
    )


def _readings(test: SelfTest, finding: Finding, quantity: Quantity, about: Facts) -> Iterator[FigureReading]:
    name = f"{test.id}.{quantity.id}"
    named = set(facts_in(finding.when))
    ends = ("lowest", "highest", "difference", "ratio") if quantity.per_side else ("value",)
    for of in ends:
        fact = name if of == "value" else f"{name}.{of}"
        if fact not in named:
            continue
        for choices in _choices(test, named):
            fixed = {**about, **_good_tries(test), **{f"{test.id}.{key}": value for key, value in choices}}
            for least, most in _stretches(finding, fact, _grid(quantity, of), fixed):
                yield FigureReading(
                    quantity=quantity.id, of=of, least=least, most=most, text=finding.text, choices=choices
                )


def _choices(test: SelfTest, named: set[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Each way the choice that a finding reads can be made; one empty way where it reads none."""
    versions = next(
        (q for q in test.quantities if q.options and q.id == "version" and f"{test.id}.{q.id}" in named), None
    )
    if versions is None:
        yield ()
        return
    for option in versions.options:
        yield (("version", option),)


def _good_tries(test: SelfTest) -> dict[str, float]:
    """A finding that wants good tries is read as if they were good; the page says when they were not."""
    return {f"{test.id}.{q.id}": 3.0 for q in test.quantities if q.id == "good-trials"}


def _grid(quantity: Quantity, of: str) -> list[float]:
    if of == "ratio":
        return [step / RATIO_STEPS for step in range(RATIO_STEPS + 1)]
    least = 0 if of == "difference" else int(quantity.least)
    most = int(min(quantity.most, WIDEST))
    return [tenths / TENTHS for tenths in range(TENTHS * least, TENTHS * most + 1)]


def _stretches(
    finding: Finding, fact: str, grid: list[float], fixed: dict[str, Any]
) -> Iterator[tuple[float, float]]:
    """The stretches of `grid` in which the finding holds, each as its first and last value."""
    start: float | None = None
    last = grid[0]
    for value in grid:
        holds = evaluate(finding.when, {**fixed, fact: value}) is Truth.YES
        if holds and start is None:
            start = value
        elif not holds and start is not None:
            yield start, last
            start = None
        last = value
    if start is not None:
        yield start, last


Sides = Mapping[str, Mapping[str, float]]
"""By quantity: the value of each side, or of "" where a test has no sides."""


def texts_for(
    readings: tuple[FigureReading, ...], *, sides: Sides, choices: Mapping[str, str]
) -> tuple[str, ...]:
    """What the figures say, each finding once, in order; empty where none of them holds."""
    found = (
        reading.text
        for reading in readings
        if all(choices.get(name) == value for name, value in reading.choices)
        and _holds(reading, sides.get(reading.quantity, {}))
    )
    return tuple(dict.fromkeys(found))


def _holds(reading: FigureReading, values: Mapping[str, float]) -> bool:
    value = _summary(reading.of, list(values.values()))
    return (
        value is not None and reading.least <= round(value, 2 if reading.of == "ratio" else 1) <= reading.most
    )


def _summary(of: str, values: list[float]) -> float | None:
    """The one number a reading looks at; None where a side is missing."""
    if not values:
        return None
    lowest, highest = min(values), max(values)
    if of == "ratio":
        return lowest / highest if len(values) == 2 and highest > 0 else None
    if of == "difference":
        return highest - lowest if len(values) == 2 else None
    return highest if of == "highest" else lowest
