"""`loadshare measure`: one recording in, figures with their bars out, or a plain refusal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from loadshare.cli.output import InputError
from loadshare.interop.health import CountedDays, HealthRefusedError, read_health
from loadshare.measure import (
    Estimate,
    MeasurementRefusedError,
    Placement,
    Range,
    Recording,
    RecordingError,
    Side,
    count_bridges,
    count_chair_stands,
    measure_bend,
    measure_hip_flexion,
    measure_hip_rotation,
    measure_stance,
    measure_thomas,
    measure_walk,
    outcome_of,
    read_recording,
    time_hold,
)
from loadshare.measure.quality import refusal

REFUSED_EXIT_CODE = 2
"""The recording was read but no honest number can be made from it."""
UNREADABLE_EXIT_CODE = 3

app = typer.Typer(
    name="measure",
    help="Measure how you move from a recording of your phone.",
    no_args_is_help=True,
    add_completion=False,
)

File = Annotated[Path, typer.Argument(help="The recording: CSV, JSON, zip or a gzipped one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Plot = Annotated[bool, typer.Option("--plot", help="Also draw the signal in the terminal.")]
SideOption = Annotated[Side | None, typer.Option("--side", help="Which leg, where the file does not say.")]
PlacementOption = Annotated[
    Placement | None, typer.Option("--placement", help="Where the phone was, where the file does not say.")
]
HeightOption = Annotated[
    float | None, typer.Option("--height-cm", help="Your height, for step length and speed.")
]


@app.command()
def walk(
    file: File,
    placement: PlacementOption = None,
    height_cm: HeightOption = None,
    as_json: AsJson = False,
    plot: Plot = False,
) -> None:
    """A walk of 20 to 60 seconds: steps, cadence, strides, regularity, turns; with height also speed."""
    recording = _read(file, placement=placement)
    height_m = None if height_cm is None else height_cm / 100
    _show(lambda: measure_walk(recording=recording, height_m=height_m), recording, as_json=as_json, plot=plot)


@app.command()
def hip(
    file: File,
    move: Annotated[str, typer.Option("--move", help="rotation, flexion or thomas.")] = "rotation",
    side: SideOption = None,
    as_json: AsJson = False,
    plot: Plot = False,
) -> None:
    """Hip range of one leg: seated rotation (phone on the shin), flexion or modified Thomas (on the
    thigh)."""
    recording = _read(file, side=side)
    measures: dict[str, Callable[..., Any]] = {
        "rotation": measure_hip_rotation,
        "flexion": measure_hip_flexion,
        "thomas": measure_thomas,
    }
    if move not in measures:
        raise typer.BadParameter("choose rotation, flexion or thomas", param_hint="--move")
    _show(
        lambda: measures[move](recordings=[recording], side=_side(recording)),
        recording,
        as_json=as_json,
        plot=plot,
    )


@app.command()
def bend(
    file: Annotated[Path, typer.Argument(help="The bends with the phone at the sacrum.")],
    rib: Annotated[Path, typer.Argument(help="The same bends with the phone at the lowest rib.")],
    as_json: AsJson = False,
    plot: Plot = False,
) -> None:
    """The forward bend, split into hips and low back: a share with wide bars, for the trend only."""
    low = _read(file, placement=Placement.SACRUM)
    high = _read(rib, placement=Placement.LOWEST_RIB)
    _show(lambda: measure_bend(sacrum=low, rib=high), low, as_json=as_json, plot=plot)


@app.command()
def stance(file: File, side: SideOption = None, as_json: AsJson = False, plot: Plot = False) -> None:
    """Standing on one leg with open eyes: time, pelvic drop, sway. --side names the standing leg."""
    recording = _read(file, side=side)
    _show(
        lambda: measure_stance(recording=recording, side=_side(recording)),
        recording,
        as_json=as_json,
        plot=plot,
    )


@app.command()
def chair(file: File, placement: PlacementOption = None, as_json: AsJson = False, plot: Plot = False) -> None:
    """Chair stands in 30 seconds."""
    recording = _read(file, placement=placement)
    _show(lambda: count_chair_stands(recording=recording), recording, as_json=as_json, plot=plot)


@app.command()
def bridge(
    file: File,
    hold: Annotated[bool, typer.Option("--hold", help="Time one hold instead of counting.")] = False,
    as_json: AsJson = False,
    plot: Plot = False,
) -> None:
    """Bridges counted, or a one-leg bridge or side bridge timed (--hold); phone on the front of the
    pelvis."""
    recording = _read(file, placement=Placement.PELVIS_FRONT)
    _show(
        lambda: (time_hold if hold else count_bridges)(recording=recording),
        recording,
        as_json=as_json,
        plot=plot,
    )


@app.command()
def days(
    file: Annotated[Path, typer.Argument(help="The export of Apple Health or Health Connect: its zip.")],
    copy: Annotated[
        Path | None, typer.Option("--copy", help="Write the days here, for Import a copy in Your data.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Days of walking as a phone counted them: steps, walking speed. Counts of a device, not our tests."""
    try:
        with file.open("rb") as stream:
            found = read_health(stream, today=dt.datetime.now().astimezone().date())
    except HealthRefusedError as error:
        typer.echo(f"Cannot read {file.name}: {error}", err=True)
        raise typer.Exit(UNREADABLE_EXIT_CODE) from None
    except OSError as error:
        typer.echo(f"Cannot open {file.name}: {error.strerror or error}", err=True)
        raise typer.Exit(UNREADABLE_EXIT_CODE) from None
    if copy is not None:
        _write_days(found, to=copy)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), indent=2, default=str))
        return
    for day in found.days:
        speed = "" if day.speed_m_s is None else f"  {day.speed_m_s:.2f} m/s"
        uneven = "" if day.asymmetry_pct is None else f"  {day.asymmetry_pct:.1f} % uneven"
        typer.echo(f"{day.on}  {'-' if day.steps is None else day.steps:>6} steps{speed}{uneven}")
    typer.echo(f"{len(found.days)} days of {found.source}; {found.left_out} entries could not be used.")


def _write_days(found: CountedDays, *, to: Path) -> None:
    if to.exists():
        raise InputError(f"{to} exists. Choose another name.")
    from loadshare.cli.installation import set_up_server

    set_up_server()
    from loadshare.server.yourdata.from_health import copy_of_days, rows_of

    try:
        to.write_bytes(copy_of_days(found.source, rows_of(found)))
    except OSError as error:
        raise InputError(f"--copy = {to}: cannot be written ({error.strerror})") from None


def _read(file: Path, *, placement: Placement | None = None, side: Side | None = None) -> Recording:
    try:
        return read_recording(path=file, placement=placement, side=side)
    except RecordingError as error:
        typer.echo(f"Cannot read {file.name}: {error}", err=True)
    except OSError as error:
        typer.echo(f"Cannot open {file.name}: {error.strerror or error}", err=True)
    raise typer.Exit(UNREADABLE_EXIT_CODE)


def _side(recording: Recording) -> Side:
    if recording.side is None:
        raise refusal("side-unknown")
    return recording.side


def _show(measure: Callable[[], Any], recording: Recording, *, as_json: bool, plot: bool) -> None:
    if as_json:
        outcome = outcome_of(measure)
        typer.echo(json.dumps(outcome, indent=2, allow_nan=False))
        if "refused" in outcome:
            raise typer.Exit(REFUSED_EXIT_CODE)
        return
    try:
        result = measure()
    except (MeasurementRefusedError, RecordingError) as error:
        typer.echo(f"No result ({getattr(error, 'code', 'unreadable')}). {error}", err=True)
        raise typer.Exit(REFUSED_EXIT_CODE) from None
    for line in _lines(result):
        typer.echo(line)
    if plot:
        typer.echo(_sketch(recording))


def _lines(result: Any) -> list[str]:
    return [
        *_figures(result),
        f"{'quality':24} {result.quality.verdict}",
        *(f"  note: {note}" for note in result.quality.concerns),
        *(f"  assumed: {note}" for note in result.quality.assumed),
    ]


def _figures(result: Any, *, of: str = "") -> list[str]:
    """A line for each figure, those of strides and pace among them."""
    lines = []
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        name = of + field.name.replace("_", " ")
        if isinstance(value, Range):
            more = ", one more trial needed" if value.needs_third_trial else ""
            lines.append(f"{name:24} {_estimate(value.angle_deg)} ({len(value.trials_deg)} trials{more})")
        elif isinstance(value, Estimate):
            lines.append(f"{name:24} {_estimate(value)}")
        elif dataclasses.is_dataclass(value) and field.name != "quality":
            lines += _figures(value, of=f"{name} ")
        elif isinstance(value, str | bool):
            lines.append(f"{name:24} {value}")
    return lines


def _estimate(value: Estimate) -> str:
    digits = 0 if abs(value.value) >= 100 else 1 if abs(value.value) >= 3 else 2
    return (
        f"{value.value:.{digits}f} {value.unit}  (likely {value.low:.{digits}f} to {value.high:.{digits}f})"
    )


def _sketch(recording: Recording, *, columns: int = 72) -> str:
    """The size of acceleration over time as a row of bars, each the range within its slice."""
    bars = " ▁▂▃▄▅▆▇█"
    size = np.linalg.norm(recording.acceleration_m_s2, axis=1)
    ranges = np.array([np.ptp(part) if part.size else 0.0 for part in np.array_split(size, columns)])
    top = max(float(ranges.max()), 1e-9)
    row = "".join(bars[round(value / top * (len(bars) - 1))] for value in ranges)
    return f"movement over {recording.duration_s:.0f} s, full bar {top:.1f} m/s²\n{row}"
