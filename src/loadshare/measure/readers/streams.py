"""From named columns to the signals of each sensor, every one on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from loadshare.measure.conventions import seconds_of
from loadshare.measure.limits import SENSOR
from loadshare.measure.readers.archives import stem_of
from loadshare.measure.readers.columns import Holds
from loadshare.measure.readers.names import (
    ACCELERATIONS,
    SIGNALS,
    Meaning,
    SensorKind,
    is_spare,
    meaning_of,
)
from loadshare.measure.recording import FloatArray, RecordingError, unreadable
from loadshare.measure.timeline import clean_order
from loadshare.measure.words import words

_COUNTERS = frozenset(
    {"", "index", "id", "no", "n", "nr", "sample", "samples", "row", "count", "counter", "unnamed0"}
)
_OWNERS = (
    *("accelerometer", "acc", "gyro", "gyr", "motion", "grav", "location", "mag", "heading"),
    *("altimeter", "pedometer", "activity"),
)
"""Whose a clock is, by how its name begins."""
_ACCELERATED = frozenset({*ACCELERATIONS, SensorKind.LINEAR})
_MOST_NAMELESS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """One sensor: time_s (n,) strictly rising, values (n, 3). names: the columns it was read from."""

    quantity: SensorKind
    time_s: FloatArray
    values: FloatArray
    unit: str | None
    names: tuple[str, ...]
    origin: str = ""
    is_spare: bool = False


@dataclass(frozen=True, slots=True)
class SensorColumns:
    """The three columns of one sensor."""

    quantity: SensorKind
    unit: str | None
    stem: str
    places: tuple[int, int, int]


@dataclass(slots=True)
class Plan:
    """Which columns are worth reading: clocks, best first, and sensors. origin: the file they are in."""

    names: tuple[str, ...]
    clocks: list[int]
    groups: list[SensorColumns]
    origin: str = ""

    @property
    def places(self) -> list[int]:
        return [*self.clocks, *(place for group in self.groups for place in group.places)]


@dataclass(slots=True)
class Found:
    """What was found on the way through a file."""

    streams: list[Stream] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    other_sensors: set[str] = field(default_factory=set)


def plan_for(names: Sequence[str], holds: Sequence[Holds], *, sensor: SensorKind, origin: str = "") -> Plan:
    """Return which of the columns to read, by their names."""
    meanings = [meaning_of(name) for name in names]
    clocks = [
        place
        for place, meaning in enumerate(meanings)
        if holds[place] is Holds.MOMENTS
        or (meaning.quantity is SensorKind.TIME and holds[place] is Holds.NUMBERS)
    ]
    days = [place for place, kind in enumerate(holds) if kind is Holds.DAYS]
    groups = _groups(meanings, holds, sensor)
    return Plan(
        tuple(names),
        sorted(clocks, key=lambda place: _rank(names[place], holds[place])) or days,
        groups,
        origin,
    )


def _rank(name: str, holds: Holds) -> tuple[int, int]:
    """A running clock is finer than a wall clock, and a number finer than a time of day."""
    squeezed = meaning_of(name).stem
    runs = any(word in squeezed for word in ("elapsed", "sincereboot", "relative", "sampletimefine"))
    return (0 if runs else 1, 0 if holds is Holds.NUMBERS else 1)


def _groups(meanings: list[Meaning], holds: Sequence[Holds], sensor: SensorKind) -> list[SensorColumns]:
    found: dict[tuple[SensorKind, str], dict[str, int]] = {}
    for place, meaning in enumerate(meanings):
        quantity = _with_name_of_file(meaning, sensor)
        if meaning.axis and quantity in SIGNALS and holds[place] in (Holds.NUMBERS, Holds.NOTHING):
            found.setdefault((quantity, meaning.stem), {}).setdefault(meaning.axis, place)
    whole = [(key, axes) for key, axes in found.items() if len(axes) == 3]
    whole += _from_several_stems(found, {key[0] for key, _ in whole})
    beside_g = any(key[0] in ACCELERATIONS and key[1] != "g" for key, _ in whole)
    groups = []
    for (quantity, stem), axes in whole:
        named = SensorKind.ROTATION if stem == "g" and beside_g else quantity
        if quantity is SensorKind.UNKNOWN:
            named = SensorKind.ACCELERATION
        x, y, z = axes["x"], axes["y"], axes["z"]
        groups.append(SensorColumns(named, meanings[x].unit, stem, (x, y, z)))
    known = {group.quantity for group in groups if group.stem}
    kept = [group for group in groups if group.stem or group.quantity not in known]
    if any(group.quantity in _ACCELERATED for group in kept):
        return kept
    return kept + _nameless(meanings, holds)


def _nameless(meanings: list[Meaning], holds: Sequence[Holds]) -> list[SensorColumns]:
    """Sensors by the names of their chips, as LIS3DH.x: what they are, their numbers tell."""
    found: dict[str, dict[str, int]] = {}
    for place, meaning in enumerate(meanings):
        is_nameless = meaning.axis and meaning.stem and meaning.quantity is SensorKind.UNKNOWN
        if is_nameless and holds[place] is Holds.NUMBERS:
            found.setdefault(meaning.stem, {}).setdefault(meaning.axis, place)
    return [
        SensorColumns(SensorKind.UNKNOWN, meanings[axes["x"]].unit, stem, (axes["x"], axes["y"], axes["z"]))
        for stem, axes in found.items()
        if len(axes) == 3
    ][:_MOST_NAMELESS]


def _from_several_stems(
    found: dict[tuple[SensorKind, str], dict[str, int]], known: set[SensorKind]
) -> list[tuple[tuple[SensorKind, str], dict[str, int]]]:
    """Axes that do not share a name, of sensors of which no whole one was found."""
    joined: dict[SensorKind, dict[str, int]] = {}
    for (quantity, _), axes in found.items():
        if quantity not in known:
            joined[quantity] = {**axes, **joined.get(quantity, {})}
    return [((quantity, "several"), axes) for quantity, axes in joined.items() if len(axes) == 3]


def _with_name_of_file(meaning: Meaning, sensor: SensorKind) -> SensorKind:
    """Plain x, y and z are of the sensor that the file is named for, else of acceleration."""
    if meaning.stem or meaning.quantity is SensorKind.OTHER:
        return meaning.quantity
    if meaning.quantity is SensorKind.UNKNOWN:
        return SensorKind.ACCELERATION if sensor is SensorKind.UNKNOWN else sensor
    if meaning.quantity is SensorKind.ACCELERATION and sensor in (
        SensorKind.LINEAR,
        SensorKind.GRAVITY,
        SensorKind.TOTAL,
    ):
        return sensor
    return meaning.quantity


def take(plan: Plan, values: FloatArray, found: Found, *, clock_units: dict[int, str] | None = None) -> None:
    """Add the sensors in the columns `values` (rows, places of `plan`) to `found`.

    clock_units: what is known of the unit of a clock beside its name. Raises RecordingError when none runs.
    """
    column = {place: n for n, place in enumerate(plan.places)}
    blocks = [values[:, column[group.places[0]] : column[group.places[0]] + 3] for group in plan.groups]
    units = clock_units or {}
    for group, block in zip(plan.groups, blocks, strict=True):
        others = [other for other in blocks if other is not block]
        rows = _rows(block, others, found, [values[:, column[clock]] for clock in plan.clocks])
        if not isinstance(rows, slice) and not rows.any():  # a column of a sensor that was not switched on
            continue
        stamps = {clock: values[rows, column[clock]] for clock in _clocks_for(group, plan)}
        clock, time_s, order = _running(stamps, plan.names, units, found)
        picked = block[rows] if order is None else block[rows][order]
        names = tuple(_told(plan, group, place) for place in (clock, *group.places))
        spare = is_spare(group.stem) or is_spare(plan.origin)
        found.streams.append(Stream(group.quantity, time_s, picked, group.unit, names, plan.origin, spare))


def _told(plan: Plan, group: SensorColumns, place: int) -> str:
    """The name of a column, and of its file where the column alone says nothing."""
    if group.stem or not plan.origin:
        return plan.names[place]
    return f"{stem_of(plan.origin)} {plan.names[place]}"


Rows = slice | np.ndarray[tuple[int], np.dtype[np.bool_]]


def _rows(block: FloatArray, others: list[FloatArray], found: Found, clocks: list[FloatArray]) -> Rows:
    """The rows with a whole sample. Rows that only another sensor wrote are not missed; a few may be."""
    known = np.isfinite(block)
    whole = known.all(axis=1)
    timed = np.zeros(whole.shape[0], dtype=bool)
    for clock in clocks:
        timed |= np.isfinite(clock)
    if (whole & timed).all():
        return slice(None)
    elsewhere = np.zeros(whole.shape[0], dtype=bool)
    for other in others:
        elsewhere |= np.isfinite(other).all(axis=1)
    not_its_row = np.isnan(block).all(axis=1) & elsewhere
    missing = int((~(whole & timed) & ~not_its_row).sum())
    if missing > max(1, int(SENSOR.max_missing_share * whole.shape[0])):
        raise unreadable("missing")
    if missing:
        note = words("assumed.missing", count=missing)
        found.notes += [] if note in found.notes else [note]
    return whole & timed


def _clocks_for(group: SensorColumns, plan: Plan) -> list[int]:
    """The clocks of a sensor: one that shares its name first, one of another sensor never."""
    own, shared = [], []
    for place in plan.clocks:
        stem = meaning_of(plan.names[place]).stem
        owner = next((word for word in _OWNERS if stem.startswith(word)), "")
        if owner and group.stem.startswith(owner):
            own.append(place)
        elif not owner:
            shared.append(place)
    return own + shared or plan.clocks


def _running(
    stamps: dict[int, FloatArray], names: tuple[str, ...], units: dict[int, str], found: Found
) -> tuple[int, FloatArray, np.ndarray[tuple[int], np.dtype[np.intp]] | None]:
    """The first clock that runs: its column, its seconds, and the order of the rows (None: as they are)."""
    first_error: RecordingError | None = None
    for place, time in stamps.items():
        try:
            if not np.isfinite(time).all():
                raise unreadable("time-no-number")
            order, order_notes = clean_order(time)
            notes: list[str] = []
            put = None if order.shape[0] == time.shape[0] and not order_notes else order
            unit = units.get(place) or meaning_of(names[place]).unit
            time_s = seconds_of(time if put is None else time[put], unit, notes)
        except RecordingError as error:
            first_error = first_error or error
            continue
        found.notes += [note for note in (*order_notes, *notes) if note not in found.notes]
        return place, time_s, put
    raise first_error or unreadable("no-clock")


def without_counters(names: Sequence[str]) -> list[str]:
    """The names worth telling somebody that they were left out."""
    return [name for name in names if meaning_of(name).stem not in _COUNTERS or meaning_of(name).axis]
