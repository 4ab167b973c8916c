"""The measuring pages: what is offered, one test, and what the newest numbers mean."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.evidence import Figure, Source
from loadshare.measure.limits import WALK
from loadshare.server.measure.offering import TestsToday
from loadshare.server.measure.readings import FigureReading, readings_for, texts_for
from loadshare.server.measure.words import script_words, side_word, unit_sign
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import Protocol, protocols
from loadshare.server.ui.stills import thumbnail_for


@dataclass(frozen=True, kw_only=True)
class ShownFigure:
    """One figure of one side, in words."""

    name: str
    side: str
    value: str
    bar: str


@dataclass(frozen=True, kw_only=True)
class Latest:
    """The newest numbers of a test, and what they mean."""

    taken_at: Any
    method: str
    shown: tuple[ShownFigure, ...]
    texts: tuple[str, ...]
    is_usable: bool
    has_lines: bool


SMALL_UNITS = frozenset({"m", "m/s"})
READING_S = 60
"""To read how a test is done and to make room for it. Source: loadshare-judgement."""
LONG_HOLD_S = 60
"""A hold ends when somebody can no more, and few hold longer. Source: loadshare-judgement."""


@dataclass(frozen=True, kw_only=True)
class TestCard:
    """One test in the list."""

    protocol: Protocol
    last: Any
    """When it was last done; None where it never was."""
    values: str
    """What came of it then, in a few words."""

    @property
    def picture(self) -> str:
        """The posture it is done in, drawn small; "" where none is like it."""
        return mark_safe(thumbnail_for(self.protocol.figure, posture=self.protocol.posture))

    @property
    def minutes(self) -> int:
        """About how long it takes with the phone, rounded up."""
        one = self.protocol
        tries = one.tries * (2 if one.sides else 1)
        return math.ceil((READING_S + tries * (one.prepare_s + min(one.length_s, LONG_HOLD_S))) / 60)


def cards_of(offer: TestsToday, rows: Sequence[Measurement]) -> tuple[TestCard, ...]:
    """The offered tests with what came of each."""
    newest: dict[str, dict[str, Measurement]] = {}
    for row in rows:
        newest.setdefault(row.test, {}).setdefault(row.side, row)
    offered = [protocol for protocol in protocols().values() if protocol.id in offer.tests]
    return tuple(_card(protocol, newest.get(protocol.id, {})) for protocol in offered)


def _card(protocol: Protocol, sides: Mapping[str, Measurement]) -> TestCard:
    done = [sides[side] for side in ("left", "right", "") if side in sides]
    charted = next(iter(protocol.test.charted), "")
    shown = [
        f"{side_word(row.side).lower()} {_number(figure, 'value')}{unit_sign(figure['unit'])}".strip()
        for row in done
        if row.is_usable and (figure := row.figures.get(charted)) is not None
    ]
    last = max((row.taken_at for row in done), default=None)
    return TestCard(protocol=protocol, last=last, values=", ".join(shown))


class MeasureScreen:
    """One test: how it is done, its script, and what is known so far."""

    def __init__(self, protocol: Protocol, offer: TestsToday, rows: Sequence[Measurement]) -> None:
        self.protocol = protocol
        self.test = protocol.test
        self.readings: tuple[FigureReading, ...] = readings_for(protocol.test, facts=offer.facts)
        self.latest = self._latest(rows)
        self.client_id = uuid.uuid4()
        self._age = offer.facts.get("age")

    @property
    def not_for(self) -> tuple[str, ...]:
        """Who leaves this test out, in words."""
        filters = load_knowledge().filters
        return tuple(filters[name].name for name in self.test.not_for)

    @property
    def usual(self) -> tuple[Figure, ...]:
        """Usual numbers that somebody has read at the source."""
        return tuple(figure for figure in self.test.figures if figure.read)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it all comes from."""
        return load_knowledge().cited(self.test.sources)

    @property
    def questions(self) -> tuple[dict[str, Any], ...]:
        """What is asked after a test with the phone, beside pain; one that is asked before it, first."""
        return tuple(
            {
                "id": quantity.id,
                "name": quantity.name,
                "options": [(option, option.replace("-", " ").capitalize()) for option in quantity.options],
                "before": quantity.id in ("version", "helper"),
                "usual": self._usual_choice(quantity.id),
            }
            for quantity in self.test.quantities
            if quantity.options and not quantity.per_side and quantity.id != "pelvis-drop"
        )

    def payload(self) -> dict[str, Any]:
        """What the script needs; enough to go on without a server."""
        drawn = {"id", "figure", "posture", "support", "three", "also", "asks_height"}
        return {
            **self.protocol.model_dump(mode="json", exclude=drawn),
            "test": self.test.id,
            "language": get_language(),
            "keep_url": reverse("measure_keep"),
            "quantities": [{"id": name, "name": words} for name, words in self._numbers.items()],
            "readings": [reading.as_json() for reading in self.readings],
            "words": script_words(),
        }

    @property
    def _numbers(self) -> dict[str, str]:
        """The figures that are shown, and what they are called."""
        own = {
            quantity.id: quantity.name
            for quantity in self.test.quantities
            if not quantity.options and quantity.id != "good-trials"
        }
        return {**own, **self.protocol.also}

    @property
    def height_cm(self) -> tuple[int, int] | None:
        """The least and the most height that may be told; None where it gives nothing."""
        if not self.protocol.asks_height:
            return None
        return round(100 * WALK.min_height_m), round(100 * WALK.max_height_m)

    def _usual_choice(self, quantity: str) -> str:
        if quantity != "version" or not isinstance(self._age, int | float):
            return ""
        return "full" if self._age < 60 else "knees"

    def _latest(self, rows: Sequence[Measurement]) -> Latest | None:
        newest: dict[str, Measurement] = {}
        for row in rows:
            newest.setdefault(row.side, row)
        if not newest:
            return None
        sides = [newest[side] for side in ("left", "right", "") if side in newest]
        first = max(sides, key=lambda row: row.taken_at)
        usable = all(row.is_usable for row in sides)
        values = {
            quantity.id: {
                row.side: float(row.figures[quantity.id]["value"])
                for row in sides
                if quantity.id in row.figures
            }
            for quantity in self.test.quantities
        }
        return Latest(
            taken_at=first.taken_at,
            method=method_word(first.method),
            shown=tuple(self._shown(sides)),
            texts=texts_for(self.readings, sides=values, choices=first.choices) if usable else (),
            is_usable=usable,
            has_lines=bool(self.readings),
        )

    def _shown(self, rows: Sequence[Measurement]) -> list[ShownFigure]:
        return [
            ShownFigure(
                name=words,
                side=side_word(row.side),
                value=f"{_number(figure, 'value')}{unit_sign(figure['unit'])}",
                bar=_("likely %(low)s to %(high)s")
                % {"low": _number(figure, "low"), "high": _number(figure, "high")},
            )
            for name, words in self._numbers.items()
            for row in rows
            if (figure := row.figures.get(name)) is not None
        ]


def method_word(method: str) -> str:
    """How it was measured."""
    return {
        "phone": _("measured with the phone"),
        "by-hand": _("measured by hand"),
        "file": _("from a recording"),
    }[method]


def _number(figure: Mapping[str, Any], which: str) -> str:
    """As `shown` in frontend/src/measure/view.ts writes it."""
    return f"{figure[which]:.{2 if figure['unit'] in SMALL_UNITS else 0}f}"
