"""JSON of any shape: samples one by one, in messages, one message per line, or whole columns.

Each object that has a time and something with x, y and z is a sample. It is taken as soon as it has been
read, so that ten minutes need not lie in memory as a hundred thousand objects.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from loadshare.measure.readers.clocks import Moments
from loadshare.measure.readers.columns import Holds
from loadshare.measure.readers.names import SensorKind, meaning_of, sensor_of
from loadshare.measure.readers.packets import Packets, PacketsOfSamples
from loadshare.measure.readers.streams import Found, Plan, plan_for, take
from loadshare.measure.readers.turns import Turns, is_of_a_device, refuse_devices, tell
from loadshare.measure.recording import unreadable
from loadshare.measure.words import words

_TAGS = ("sensor", "name", "type", "sensorName", "sensorType", "topic")
_SAYS_MORE = frozenset({*_TAGS, "sessionId"})
_SPACE = re.compile(r"[\s,;\x1e]*")
_MOST_KINDS = 200
_MOST_COLUMNS = 200


@dataclass(slots=True)
class _Kind:
    """The samples of one sensor: its columns, row after row."""

    plan: Plan
    names: tuple[str, ...]
    moments: dict[int, Moments]
    values: array[float] = field(default_factory=lambda: array("d"))
    session: str = ""
    said: dict[str, Turns] = field(default_factory=dict)
    """By the name of what may tell whose a sample is."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the numbers of a sample stand in objects of one shape: under a name, or under one inside it."""

    kind: _Kind
    steps: tuple[tuple[str, str | int | None], ...]
    whose: tuple[tuple[str, str, str | int | None], ...] = ()

    @classmethod
    def to(cls, kind: _Kind, content: Mapping[str, Any], whose: Collection[str]) -> _Way:
        steps = {name: (outer, inner) for name, outer, inner, _ in _within(content)}
        places = tuple(steps[kind.names[place]] for place in kind.plan.places)
        return cls(kind, places, tuple((name, *steps[name]) for name in whose))

    def take(self, content: Mapping[str, Any]) -> bool:
        """Take the numbers; False where they are not all there, and nothing is taken."""
        try:
            row = [float(content[a] if b is None else content[a][b]) for a, b in self.steps]
            said = [(name, content[a] if b is None else content[a][b]) for name, a, b in self.whose]
        except (LookupError, TypeError, ValueError, OverflowError):
            return False
        self.kind.values.extend(row)
        for name, one in said:
            tell(self.kind.said, name, one)
        return True


class Samples:
    """Collects the samples in objects as they are read."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[Any, ...], _Kind | None] = {}
        self.about: dict[str, str] = {}
        self.sessions: set[str] = set()
        self.others: set[str] = set()
        self.broken = 0
        self.packets = PacketsOfSamples()
        self._last: _Kind | Packets | None = None
        self._plain: set[tuple[str, ...]] = set()
        self._tag_names: dict[tuple[str, ...], str] = {}
        self._ways: dict[tuple[tuple[str, ...], Any], _Way] = {}

    def __call__(self, content: dict[str, Any]) -> Any:
        """Take `content` where it is a sample, and leave nothing of it; return anything else as it is."""
        shape = tuple(content)
        if shape in self._plain and not _has_parts(content):
            return content
        tag_name = self._tag_names.get(shape)
        tag = content[tag_name] if tag_name else tag_name
        way = self._ways.get((shape, tag)) if isinstance(tag, str) else None
        if way is not None and way.take(content):
            self._last = way.kind
            return None
        return self._met_first(shape, content)

    def _met_first(self, shape: tuple[str, ...], content: dict[str, Any]) -> Any:
        """As `__call__`, for what is not yet known by its shape."""
        tag = next((content[name] for name in _TAGS if isinstance(content.get(name), str)), "")
        if tag.lower() == "metadata":
            self.about = {str(key).lower(): str(value) for key, value in content.items()}
            return None
        session = content.get("sessionId")
        if isinstance(session, str):
            self.sessions.add(session)
        if "interval_ms" not in content and (packets := self.packets.take(tag, content)) is not None:
            self._last = packets
            self._tell_around(content)
            return None
        flat = _flat(content)
        key = (tag, *flat)
        if key not in self.kinds:
            self.kinds[key] = self._kind(tag, flat) if len(self.kinds) < _MOST_KINDS else None
        kind = self.kinds[key]
        if kind is None and self._is_part_of_a_sample(shape, tag, flat):
            self.broken += 1
            return None
        if kind is None:
            is_around = _holds_what_was_taken(content) and self._tell_around(content)
            if not set(shape) & _SAYS_MORE and not _has_parts(content) and not is_around:
                self._plain.add(shape)
            return content
        self._last = kind
        whose = _whose(kind, tag, flat)
        tag_name = next((name for name in _TAGS if isinstance(content.get(name), str)), None)
        if not kind.moments:
            self._tag_names[shape] = tag_name or ""
            self._ways[shape, tag] = _Way.to(kind, content, whose)
        row = _numbers(kind, flat)
        if row is None:
            self.broken += 1
        else:
            kind.values.extend(row)
            for name in whose:
                tell(kind.said, name, flat[name])
        return None

    def _tell_around(self, content: Mapping[str, Any]) -> bool:
        """Tell the samples that were taken last what is said around them; whether anything is."""
        around = {
            name: one.partition("/Meas/")[0] if isinstance(one, str) else one  # Movesense: its serial number
            for name, one in content.items()
            if is_of_a_device(name) or (name not in _SAYS_MORE and _holds(one) is Holds.WORDS)
        }
        if self._last is not None:
            for name, one in around.items():
                tell(self._last.said, name, one)
        return bool(around)

    def _is_part_of_a_sample(self, shape: tuple[str, ...], tag: str, flat: Mapping[str, Any]) -> bool:
        """Whether it is like the samples before it, with some of their numbers and nothing else."""
        way = self._ways.get((shape, tag))
        return way is not None and {name for name, one in flat.items() if one is not None} <= {
            *way.kind.names
        }

    def _kind(self, tag: str, flat: Mapping[str, Any]) -> _Kind | None:
        if len(flat) > _MOST_COLUMNS:
            return None
        names = tuple(flat)
        holds = [_holds(flat[name]) for name in names]
        sensor = sensor_of(tag)
        plan = plan_for([_bare(name) for name in names], holds, sensor=sensor, origin=tag)
        if not plan.clocks:
            return None
        if not plan.groups:
            if tag or any(meaning_of(name).quantity is SensorKind.OTHER for name in names):
                self.others.add(tag or ", ".join(names)[:60])
            return None
        moments = {place: Moments() for place in plan.clocks if holds[place] is Holds.MOMENTS}
        return _Kind(plan, names, moments)


def _whose(kind: _Kind, tag: str, flat: Mapping[str, Any]) -> list[str]:
    """What may tell whose a sample is: by its name, or in words."""
    read = {kind.names[place] for place in kind.plan.places}
    return [
        name
        for name, one in flat.items()
        if name not in read and one != tag and (is_of_a_device(name) or _holds(one) is Holds.WORDS)
    ]


def _holds_what_was_taken(content: Mapping[str, Any]) -> bool:
    return any(one is None or (isinstance(one, list) and None in one[:1]) for one in content.values())


def _has_parts(content: Mapping[str, Any]) -> bool:
    return any(isinstance(one, (dict, list)) for one in content.values())


def _within(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str | int | None, Any]]:
    """Every value of a sample by a name of its own: the name, the keys that lead to it, and the value."""
    for outer, value in content.items():
        if isinstance(value, dict):
            if len(value) <= _MOST_COLUMNS:
                yield from ((f"{outer}.{key}", outer, key, inner) for key, inner in value.items())
        elif isinstance(value, list):
            if len(value) == 3 and not any(isinstance(one, dict | list) for one in value):
                yield from ((f"{outer}.{axis}", outer, n, value[n]) for n, axis in enumerate("xyz"))
        else:
            yield outer, outer, None, value


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, _, _, value in _within(content)}


def _bare(name: str) -> str:
    return name.removeprefix("values.").removeprefix("data.").removeprefix("reading.")


def _holds(value: Any) -> Holds:
    if isinstance(value, bool):
        return Holds.WORDS
    if isinstance(value, int | float) or value is None:
        return Holds.NUMBERS
    if not isinstance(value, str):
        return Holds.WORDS
    try:
        float(value)
    except ValueError:
        try:
            Moments()(value[:80])
        except ValueError:
            return Holds.WORDS
        return Holds.MOMENTS
    return Holds.NUMBERS


def _numbers(kind: _Kind, flat: Mapping[str, Any]) -> list[float] | None:
    row = []
    for place in kind.plan.places:
        value = flat[kind.names[place]]
        try:
            clock = kind.moments.get(place)
            row.append(float("nan") if value is None else clock(str(value)[:80]) if clock else float(value))
        except (TypeError, ValueError, OverflowError):
            return None
    return row


def read_json(text: str) -> tuple[Samples, list[Any], bool]:
    """Return the samples in `text`, what else each document in it holds, and whether the last one is torn.

    Raises RecordingError when the first document cannot be read.
    """
    samples = Samples()
    decoder = json.JSONDecoder(object_hook=samples)
    documents: list[Any] = []
    for document in _documents(text, decoder.raw_decode):
        if document is _Torn:
            return samples, documents, True
        documents.append(document)
    return samples, documents, False


class _Torn:
    """The end of a text that stopped in the middle of a document."""


def _documents(text: str, decode: Callable[[str, int], tuple[Any, int]]) -> Iterator[Any]:
    place = _past_space(text, 0)
    first = True
    while place < len(text):
        try:
            document, place = decode(text, place)
        except ValueError:
            if first:
                raise unreadable("json-damaged") from None
            if "\n" in text[place:].strip():
                raise unreadable("json-damaged-inside") from None
            yield _Torn
            return
        first = False
        yield document
        place = _past_space(text, place)


def _past_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def add_samples(samples: Samples, found: Found) -> None:
    """Add the sensors in `samples` to `found`."""
    if len(samples.sessions) > 1:
        raise unreadable("two-recordings", names=", ".join(sorted(samples.sessions)[:4])[:120])
    found.other_sensors |= samples.others
    samples.packets.add_to(found)
    whole = 0
    for kind in (kind for kind in samples.kinds.values() if kind is not None):
        width = len(kind.plan.places)
        values = np.frombuffer(kind.values, dtype=np.float64).reshape(-1, width)
        whole += values.shape[0]
        for name, said in kind.said.items():
            refuse_devices(name, said, is_one_sensor=len(kind.plan.groups) == 1)
        if values.shape[0] < 2:
            continue
        if kind.moments:
            values = values.copy()
            for place, clock in kind.moments.items():
                values[:, kind.plan.places.index(place)] = clock.seconds(
                    values[:, kind.plan.places.index(place)]
                )
        units = dict.fromkeys(kind.moments, "s")
        take(kind.plan, values, found, clock_units=units)
    if samples.broken:
        if samples.broken > max(1, 0.05 * whole):
            raise unreadable("missing")
        found.notes.append(words("assumed.missing", count=samples.broken))


def rows_in(documents: list[Any]) -> str | None:
    """Samples that are lists of numbers, as a table of text; None where there are none.

    Alone, they are a table without names. Edge Impulse puts their names and the step between them beside.
    """
    for document in documents:
        inner = document.get("payload", document) if isinstance(document, dict) else document
        about = inner if isinstance(inner, dict) else {}
        rows = about.get("values", about.get("samples", about.get("data"))) if about else inner
        if not (isinstance(rows, list) and len(rows) > 1 and all(_is_row(row) for row in rows)):
            continue
        head = []
        step_ms, sensors = about.get("interval_ms"), about.get("sensors")
        if isinstance(step_ms, int | float):
            head.append(f"interval {step_ms} ms")
        if isinstance(sensors, list) and all(isinstance(one, dict) for one in sensors):
            head.append("\t".join(f"{one.get('name', '')} ({one.get('units', '')})" for one in sensors))
        return "\n".join([*head, *("\t".join(map(repr, row)) for row in rows)])
    return None


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, list)
        and 3 <= len(row) <= _MOST_COLUMNS
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in row)
    )


def add_columns(documents: list[Any], found: Found) -> None:
    """Add the sensors of objects whose lists are whole columns, as phyphox answers, to `found`."""
    for document in documents:
        columns = _columns_in(document)
        if columns is None:
            continue
        plan = plan_for(tuple(columns), [Holds.NUMBERS] * len(columns), sensor=SensorKind.UNKNOWN)
        if not plan.groups or not plan.clocks:
            continue
        lists = list(columns.values())
        said: dict[str, Turns] = {}
        for name in (name for place, name in enumerate(columns) if place not in plan.places):
            for one in columns[name] if is_of_a_device(name) or isinstance(columns[name][0], str) else ():
                tell(said, name, one)
        for name, one in said.items():
            refuse_devices(name, one, is_one_sensor=len(plan.groups) == 1)
        try:
            values = np.array([lists[place] for place in plan.places], dtype=np.float64).T
        except (TypeError, ValueError):
            raise unreadable("torn-rows") from None
        take(plan, values, found)
        found.left_out += [name for place, name in enumerate(columns) if place not in plan.places]


def _buffer(value: Any) -> Any:
    """phyphox wraps each of its columns."""
    return value.get("buffer", value) if isinstance(value, dict) else value


def _columns_in(document: Any) -> dict[str, list[Any]] | None:
    if not isinstance(document, dict):
        return None
    flat: dict[str, list[Any]] = {}
    for name, value in document.items():
        inner = _buffer(value)
        if isinstance(inner, dict):
            within = {key: _buffer(one) for key, one in inner.items()}
            flat.update((key, one) for key, one in within.items() if isinstance(one, list))
        elif isinstance(inner, list):
            flat[name] = inner
    plain = {name: one for name, one in flat.items() if one and not isinstance(one[0], dict | list)}
    lengths = [len(one) for one in plain.values()]
    if len(lengths) < 4:
        return None
    usual = max(set(lengths), key=lengths.count)
    whole = {name: one for name, one in plain.items() if len(one) == usual}
    return whole if usual > 1 and len(whole) >= 4 else None
