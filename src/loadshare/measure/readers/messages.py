"""JSON of any shape: samples one by one, in messages, one message per line, or whole columns.

Each object that has a time and something with x, y and z is a sample. It is taken as soon as it has been
read, so that ten minutes need not lie in memory as a hundred thousand objects.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from loadshare.measure.readers.clocks import Moments
from loadshare.measure.readers.columns import Holds
from loadshare.measure.readers.labels import is_of_a_sensor, sensors_told
from loadshare.measure.readers.names import SensorKind, meaning_of, sensor_of
from loadshare.measure.readers.packets import Packets, PacketsOfSamples
from loadshare.measure.readers.streams import Found, Plan, plan_for, take
from loadshare.measure.readers.turns import (
    MOST_LABELS,
    Turns,
    Where,
    is_of_a_device,
    may_say_whose,
    refuse_devices,
    tell,
)
from loadshare.measure.recording import FloatArray, unreadable
from loadshare.measure.words import words

_NAMED_FIRST = ("sensor", "name", "type", "sensorName", "sensorType", "topic")
_SPACE = re.compile(r"[\s,;\x1e]*")
_MOST_KINDS = 200
_MOST_COLUMNS = 200


@dataclass(slots=True)
class _Kind:
    """The samples of one sensor: its columns, row after row."""

    plan: Plan
    names: tuple[str, ...]
    holds: list[Holds]
    moments: dict[int, Moments]
    whose: tuple[str, ...] = ()
    """The names of what may tell whose a sample is."""
    values: array[float] = field(default_factory=lambda: array("d"))
    said: dict[str, Turns] = field(default_factory=dict)
    """What they say."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the numbers of a sample stand in objects of one shape: under a name, or under one inside it."""

    kind: _Kind
    steps: tuple[tuple[str, str | int | None, Callable[[Any], float]], ...]
    whose: tuple[tuple[str, str, str | int | None], ...] = ()

    @classmethod
    def to(cls, kind: _Kind, content: Mapping[str, Any]) -> _Way:
        steps = {name: (outer, inner) for name, outer, inner, _ in _within(content)}
        places = tuple(
            (*steps[kind.names[place]], _number_by(kind.moments.get(place))) for place in kind.plan.places
        )
        return cls(kind, places, tuple((name, *steps[name]) for name in kind.whose))

    def take(self, content: Mapping[str, Any]) -> bool:
        """Take the numbers; False where they are not all there, and nothing is taken."""
        try:
            row = self._row(content)
            said = [(name, content[a] if b is None else content[a][b]) for name, a, b in self.whose]
        except (LookupError, TypeError, ValueError, OverflowError):
            return False
        self.kind.values.extend(row)
        for name, one in said:
            tell(self.kind.said, name, one)
        return True

    def _row(self, content: Mapping[str, Any]) -> list[float]:
        try:
            return [read(content[a] if b is None else content[a][b]) for a, b, read in self.steps]
        except TypeError:  # what is not there in this sample
            row = [(read, content[a] if b is None else content[a][b]) for a, b, read in self.steps]
            return [float("nan") if one is None else read(one) for read, one in row]


def _number_by(clock: Moments | None) -> Callable[[Any], float]:
    """What makes a number of a value: a moment by its clock."""
    return float if clock is None else lambda value: clock(str(value)[:80])


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
        tag_name = _tag_name(content)
        tag = content[tag_name] if tag_name else ""
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
            if not any(_says_more(name) for name in shape) and not _has_parts(content) and not is_around:
                self._plain.add(shape)
            return content
        self._last = kind
        self._tag_names[shape] = tag_name
        self._ways[shape, tag] = _Way.to(kind, content)
        row = _numbers(kind, flat)
        if row is None:
            self.broken += 1
        else:
            kind.values.extend(row)
            for name in kind.whose:
                tell(kind.said, name, flat[name])
        return None

    def _tell_around(self, content: Mapping[str, Any]) -> bool:
        """Tell the samples that were taken last what is said around them; whether anything is."""
        around = {
            name: one.partition("/Meas/")[0] if isinstance(one, str) else one  # Movesense: its serial number
            for name, one in content.items()
            if is_of_a_device(name) or (not _says_more(name) and may_say_whose(name, _holds(one)))
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
        whose = [
            place
            for place, name in enumerate(names)
            if place not in plan.places and flat[name] != tag and may_say_whose(name, holds[place])
        ]
        return _Kind(plan, names, holds, moments, tuple(names[place] for place in whose))


def _tag_name(content: Mapping[str, Any]) -> str:
    """The name below which a message says in words of which sensor it is; "" where it does not."""
    of_sensors = (name for name in content if is_of_a_sensor(name))
    for name in (*_NAMED_FIRST, *of_sensors):
        if isinstance(content.get(name), str):
            return name
    return ""


def _says_more(name: str) -> bool:
    return name in _NAMED_FIRST or name == "sessionId"


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
        if kind.moments:
            values = values.copy()
            for place, clock in kind.moments.items():
                values[:, kind.plan.places.index(place)] = clock.seconds(
                    values[:, kind.plan.places.index(place)]
                )
        units = dict.fromkeys(kind.moments, "s")
        for plan, told_by, rows in _parts(kind, values, found):
            for name, said in kind.said.items():
                if name != told_by:
                    where = rows if rows is not None and len(said.codes) == rows.shape[0] else None
                    refuse_devices(name, said, is_one_sensor=len(plan.groups) == 1, where=where)
            some = values if rows is None else values[rows]
            if some.shape[0] > 1:
                take(plan, some, found, clock_units=units)
    if samples.broken:
        if samples.broken > max(1, 0.05 * whole):
            raise unreadable("missing")
        found.notes.append(words("assumed.missing", count=samples.broken))


def _parts(kind: _Kind, values: FloatArray, found: Found) -> Iterator[tuple[Plan, str, Where | None]]:
    """What was taken as one kind, or the samples of each sensor where they name it: below which name."""
    is_plain = len(kind.plan.groups) == 1 and not kind.plan.groups[0].stem
    for name, said in kind.said.items() if is_plain else ():
        if len(said.codes) != values.shape[0] or not 1 < len(said.shown) <= MOST_LABELS:
            continue
        are_numbers = name in kind.names and kind.holds[kind.names.index(name)] is Holds.NUMBERS
        sensors = sensors_told(name, said, are_numbers=are_numbers, sizes=partial(_sizes, values, said))
        if not sensors:
            continue
        codes = np.frombuffer(said.codes, dtype=np.uint8)
        for code, sensor in enumerate(sensors):
            bare = [_bare(one) for one in kind.names]
            plan = plan_for(bare, kind.holds, sensor=sensor_of(sensor), origin=sensor)
            if sensor_of(sensor) is not SensorKind.UNKNOWN and plan.places == kind.plan.places:
                yield plan, name, codes == code
            else:
                found.left_out.append(sensor)
        return
    yield kind.plan, "", None


def _sizes(values: FloatArray, said: Turns) -> dict[str, float]:
    """The usual size of what stands beside each label."""
    codes, size = np.frombuffer(said.codes, dtype=np.uint8), np.linalg.norm(values[:, -3:], axis=1)
    return {label: float(np.median(size[codes == code])) for code, label in enumerate(said.shown)}


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
            for one in columns[name] if may_say_whose(name, _holds(columns[name][0])) else ():
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
