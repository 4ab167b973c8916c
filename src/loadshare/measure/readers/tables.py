"""One table of text as sensors: by its names, or by its shape where it names no columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np

from loadshare.measure.readers.archives import stem_of
from loadshare.measure.readers.columns import Holds, TableLayout, find_layout, read_columns
from loadshare.measure.readers.combine import is_total
from loadshare.measure.readers.names import (
    ACCELERATIONS,
    SIGNALS,
    SensorKind,
    meaning_of,
    named_for,
    sensor_of,
)
from loadshare.measure.readers.rows import parts_of
from loadshare.measure.readers.sources import Lines
from loadshare.measure.readers.streams import Found, Plan, SensorColumns, plan_for, take, without_counters
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, RecordingError, unreadable
from loadshare.measure.words import words

_MOST_COLUMNS_BY_SHAPE = 16
_SIZES = (GRAVITY_M_S2, 1.0, 1000.0)
_RATES = (
    re.compile(r"(?:frequency|rate)\D{0,20}?(\d+(?:\.\d+)?)\s*(?:hz|\W*$)", re.I),
    re.compile(r"\bat\s+(\d+(?:\.\d+)?)\s*hz", re.I),
)
_STEP = re.compile(r"(?:rate|time|interval|period|step)\D{0,20}?(\d+(?:\.\d+)?)\s*(ms|millis\w*)\b", re.I)
_E4_COUNTS_A_G = 64
_ACCELERATED = (*ACCELERATIONS, SensorKind.LINEAR)
_FLAGS = (-1.0, 0.0, 1.0, 2.0, 3.0)


def read_tables(tables: Sequence[tuple[str, Lines]], *, most_rows: int) -> Found:
    """Return the sensors of several tables, each with the name of its file or sheet.

    One that cannot be read is no fault of the others. Raises RecordingError where no acceleration is left.
    """
    found, errors = _together(tables, sensor_of, most_rows)
    if any(stream.quantity not in (SensorKind.ROTATION, SensorKind.LINEAR) for stream in found.streams):
        return found
    by_numbers, _ = _together(tables, named_for, most_rows)  # somebody may have typed the names
    plain = [stream for stream in by_numbers.streams if stream.quantity in ACCELERATIONS]
    if len(plain) == 1 and is_total(plain[0]):
        return by_numbers
    if any(stream.quantity is SensorKind.LINEAR for stream in found.streams):
        return found
    named = [error for is_named, error in errors if is_named]
    if named or (errors and not found.streams and not found.other_sensors):
        raise [*named, *(error for _, error in errors)][0]
    return found


def _together(
    tables: Sequence[tuple[str, Lines]], named: Callable[[str], SensorKind], most_rows: int
) -> tuple[Found, list[tuple[bool, RecordingError]]]:
    """What is in all of them, the sensor of each as `named` tells it; and for what could not be read
    whether it is named for a sensor, and why."""
    found, errors = Found(), []
    for origin, lines in tables:
        stem = stem_of(origin)
        sensor = named(stem)
        try:
            layout = find_layout(lines)
            if sensor is SensorKind.OTHER and not _names_sensors(layout):
                raise unreadable("no-table")
            read_table(lines, found, layout=layout, origin=origin, sensor=sensor, most_rows=most_rows)
        except RecordingError as error:
            found.left_out.append(stem)
            if sensor is SensorKind.OTHER:
                found.other_sensors.add(stem)
            else:
                errors.append((sensor in SIGNALS, error))
    return found, errors


def _names_sensors(layout: TableLayout) -> bool:
    """Whether its columns say more than the name of its file."""
    groups = plan_for(layout.names, layout.holds, sensor=SensorKind.OTHER).groups if layout.names else []
    return any(group.quantity is not SensorKind.UNKNOWN for group in groups)


def read_table(
    lines: Lines, found: Found, *, layout: TableLayout, origin: str, sensor: SensorKind, most_rows: int
) -> None:
    """Add the sensors of the table in `lines`, written as `layout` says, to `found`.

    origin: the name of the file or sheet. sensor: of columns that say none. Where rows name their sensors,
    one that cannot be read is left out. Raises RecordingError when there is no clock, or too much of it
    cannot be read.
    """
    parts = parts_of(lines, layout)
    if not parts.sensors:
        _read_rows(lines, layout, found, origin, sensor, most_rows)
        return
    found.left_out += parts.left_out
    errors: list[tuple[bool, RecordingError]] = []
    for name, some, written in parts.sensors:
        of = sensor_of(name)
        try:
            _read_rows(some, written, found, name, of, most_rows)
        except RecordingError as error:
            found.left_out.append(name)
            errors.append((of in ACCELERATIONS, error))
    if errors and not any(stream.quantity in _ACCELERATED for stream in found.streams):
        raise max(errors, key=itemgetter(0))[1]


def _read_rows(
    lines: Lines, layout: TableLayout, found: Found, origin: str, sensor: SensorKind, most_rows: int
) -> None:
    read = _read_named if layout.names else _by_shape
    read(lines, layout, found, origin, sensor, most_rows)


def _read_named(
    lines: Lines, layout: TableLayout, found: Found, origin: str, sensor: SensorKind, most_rows: int
) -> None:
    plan = plan_for(layout.names, layout.holds, sensor=sensor, origin=origin)
    if not plan.clocks and _rate_in(layout.preamble) is None:
        plan.groups = [group for group in plan.groups if group.quantity is not SensorKind.UNKNOWN]
    _tell_what_is_there(plan, sensor, found)
    if plan.groups:
        _by_name(lines, layout, plan, found, most_rows)


def _tell_what_is_there(plan: Plan, sensor: SensorKind, found: Found) -> None:
    used = {plan.names[place] for place in plan.places}
    found.left_out += without_counters([name for name in plan.names if name and name not in used])
    if not plan.groups:
        stems = {
            meaning_of(name).stem for name in plan.names if meaning_of(name).quantity is SensorKind.OTHER
        }
        found.other_sensors |= {stem_of(plan.origin)} if sensor is SensorKind.OTHER else stems - {""}


def _by_name(lines: Lines, layout: TableLayout, plan: Plan, found: Found, most_rows: int) -> None:
    counter = next((n for n, name in enumerate(layout.names) if name.lower() == "packetcounter"), None)
    if counter is not None:
        _by_packets(lines, layout, plan, found, counter, most_rows)
        return
    if not plan.clocks:
        plan.clocks = _unnamed_clock(layout)
    if not plan.clocks:
        rate_hz = _rate_in(layout.preamble)
        if rate_hz is None:
            raise unreadable("no-clock")
        values = _read(lines, layout, plan.places, found, most_rows)
        _on_even_clock(plan, values, rate_hz, found)
        return
    values = _read(lines, layout, plan.places, found, most_rows)
    take(plan, values, found, clock_units=_counting(layout, plan, values))


def _read(
    lines: Lines, layout: TableLayout, places: Sequence[int], found: Found, most_rows: int
) -> FloatArray:
    values, torn = read_columns(lines, layout, places, most_rows=most_rows)
    if torn:
        found.notes.append(words("assumed.torn", count=torn))
    return values


def _unnamed_clock(layout: TableLayout) -> list[int]:
    """A column without a known name that only ever rises in the first rows."""
    for place in layout.places(Holds.NUMBERS):
        if (
            meaning_of(layout.names[place]).quantity is not SensorKind.UNKNOWN
            or meaning_of(layout.names[place]).axis
        ):
            continue
        try:
            first = np.array(
                [float(row[place].replace(",", ".")) for row in layout.sample if place < len(row)]
            )
        except ValueError:
            continue
        if first.shape[0] > 3 and (np.diff(first) > 0).all() and not _is_counter(first):
            return [place]
    return []


def _is_counter(values: FloatArray) -> bool:
    return bool((np.diff(values) == 1.0).all() and values[0] == round(values[0]) < 1e6)


def _counting(layout: TableLayout, plan: Plan, values: FloatArray) -> dict[int, str]:
    """A clock without a unit that goes up by one with each row counts rows: it tells no time."""
    units = {}
    for n, place in enumerate(plan.clocks):
        known = values[:50, n][np.isfinite(values[:50, n])]
        if meaning_of(layout.names[place]).unit is None and known.shape[0] > 3 and _is_counter(known):
            units[place] = "rows"
    return units


def _rate_in(preamble: Sequence[str]) -> float | None:
    """The sampling rate that the lines above a table name."""
    for line in preamble:
        for pattern in _RATES:
            found = pattern.search(line[:400].strip())
            if found and 1.0 <= float(found[1]) <= 2000.0:
                return float(found[1])
        step = _STEP.search(line[:400])
        if step and 0.5 <= float(step[1]) <= 1000.0:
            return 1000.0 / float(step[1])
    return None


def _on_even_clock(plan: Plan, values: FloatArray, rate_hz: float, found: Found) -> None:
    clock = np.arange(values.shape[0]) / rate_hz
    place = len(plan.names)
    timed = Plan(
        (*plan.names, words("assumed.rate-as-clock", rate=f"{rate_hz:g}")), [place], plan.groups, plan.origin
    )
    take(timed, np.column_stack((clock, values)), found, clock_units={place: "s"})
    found.notes.append(words("assumed.rate-as-clock", rate=f"{rate_hz:g}"))


def _by_packets(
    lines: Lines, layout: TableLayout, plan: Plan, found: Found, counter: int, most_rows: int
) -> None:
    """XSens text. Rows are counted, not timed: the counter times the rate is the clock, so that packets lost
    on the air stay gaps."""
    rate_hz = _rate_in(layout.preamble)
    timed = Plan(plan.names, [counter], plan.groups, plan.origin)
    values = _read(lines, layout, timed.places, found, most_rows)
    falls = np.diff(values[:, 0]) < -32_768  # a 16-bit number that starts again at 0
    clock = (values[:, 0] + 65_536 * np.concatenate(([0], np.cumsum(falls)))) / (rate_hz or 100.0)
    take(timed, np.column_stack((clock, values[:, 1:])), found, clock_units={counter: "s"})
    found.notes.append(words("assumed.packets") if rate_hz else words("assumed.packets-unrated"))


def _by_shape(
    lines: Lines, layout: TableLayout, found: Found, origin: str, sensor: SensorKind, most_rows: int
) -> None:
    """Without names: a clock is a column that rises, acceleration three neighbours of the size of gravity."""
    moments = layout.places(Holds.MOMENTS)
    numbers = layout.places(Holds.NUMBERS)[:_MOST_COLUMNS_BY_SHAPE]
    if len(numbers) + len(moments[:1]) < 4:
        _three_columns(lines, layout, found, origin, most_rows)
        return
    values = _read(lines, layout, [*moments[:1], *numbers], found, most_rows)
    places = [*moments[:1], *numbers]
    if values.shape[0] < 2:
        raise unreadable("empty")
    clocks = [0, *(n for n in _rising(values) if n > 0)] if moments else _rising(values)
    clock = clocks[0]
    flags = [n for n in range(values.shape[1]) if bool(np.isin(values[:, n], _FLAGS).all())]
    first = _neighbours(values, clock, [*flags, *clocks])
    found.notes.append(
        words(
            "assumed.no-names", clock=places[clock] + 1, first=places[first] + 1, last=places[first + 2] + 1
        )
    )
    ignored = layout.width - 4
    if ignored:
        found.notes.append(words("assumed.columns-ignored", count=ignored))
    names = tuple(f"column {place + 1}" for place in places)
    quantity = sensor if sensor in SIGNALS else SensorKind.ACCELERATION
    group = SensorColumns(quantity, None, "", (first, first + 1, first + 2))
    plan = Plan(names, clocks, [group], origin)
    units = {n: "rows" for n in clocks if _is_counter(values[:200, n])} | ({0: "s"} if moments else {})
    take(plan, values[:, plan.places], found, clock_units=units)


def _three_columns(lines: Lines, layout: TableLayout, found: Found, origin: str, most_rows: int) -> None:
    """x, y and z below a line that names their rate; or as the E4 of Empatica has it: the first row is when
    it began, the second how often, and one g is 64."""
    rate_hz = _rate_in(layout.preamble)
    if rate_hz is None:
        rate_hz = _rate_on_top(layout)
        layout = replace(layout, start=layout.start + 2)
    numbers = layout.places(Holds.NUMBERS)
    if len(numbers) != 3 or rate_hz is None:
        raise unreadable("no-names")
    values, unit = _read(lines, layout, numbers, found, most_rows), None
    is_whole = bool((values == np.round(values)).all())
    if is_whole and 0.8 < float(np.median(np.linalg.norm(values, axis=1))) / _E4_COUNTS_A_G < 1.25:
        values, unit = values / _E4_COUNTS_A_G, "g"
        found.notes.append(words("assumed.counts-a-g", count=_E4_COUNTS_A_G))
    group = SensorColumns(SensorKind.ACCELERATION, unit, "", (0, 1, 2))
    _on_even_clock(Plan(("x", "y", "z"), [], [group], origin), values, rate_hz, found)


def _rate_on_top(layout: TableLayout) -> float | None:
    """The second row, where it and the first one are the same in all columns and the first one is a date."""
    if len(layout.sample) < 3 or any(len(set(map(str.strip, row))) != 1 for row in layout.sample[:2]):
        return None
    try:
        start, rate_hz = (float(row[0]) for row in layout.sample[:2])
    except ValueError:
        return None
    return rate_hz if 1e9 <= start <= 2.5e9 and 1.0 <= rate_hz <= 2000.0 else None


def _rising(values: FloatArray) -> list[int]:
    """The columns that rise, one that counts rows only where nothing else does; the first where none does."""
    steps = np.diff(values, axis=0)
    rising = [
        n
        for n in range(values.shape[1])
        if np.mean(steps[:, n] > 0) > 0.9 or ((steps[:, n] >= 0).all() and (steps[:, n] > 0).mean() > 0.5)
    ]
    timed = [n for n in rising if not _is_counter(values[:200, n])]
    if not rising and 0.2 < np.mean(steps[:, 0] > 0) < 0.8:  # a clock may run backwards; this is none
        raise unreadable("no-clock")
    return timed or rising or [0]


def _neighbours(values: FloatArray, clock: int, flags: list[int]) -> int:
    """Three columns of the size of gravity, else the first three behind the clock and its flag."""
    free = [n for n in range(values.shape[1] - 2) if not {n, n + 1, n + 2} & {clock, *flags}]
    for n in free:
        sizes = np.linalg.norm(values[:, n : n + 3], axis=1)
        sizes = sizes[np.isfinite(sizes)]
        size = float(np.median(sizes)) if sizes.size else 0.0
        if any(0.8 < size / usual < 1.25 for usual in _SIZES):
            return n
    return next((n for n in free if n > clock), free[0] if free else min(clock + 1, values.shape[1] - 3))
