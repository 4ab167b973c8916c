"""`loadshare body`: how hips and low back share the load, for a person, a task or an exercise."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from loadshare.body import Answer, Body, BodyError, Person, PoseError, Task
from loadshare.body.anatomy import Sex
from loadshare.body.plot import Line, Row, bars, lines

if TYPE_CHECKING:
    from loadshare.body.validate import Result

app = typer.Typer(no_args_is_help=True, help="The body model: who carries the load, hips or low back?")

SHOWN = (
    ("l5s1_compression_n", "L5/S1 compression", "N"),
    ("l4l5_compression_n", "L4/5 compression", "N"),
    ("l5s1_shear_n", "L5/S1 shear", "N"),
    ("hip_force_right_bw", "right hip force", "body weights"),
    ("hip_force_left_bw", "left hip force", "body weights"),
    ("lumbar_deg", "low back bend", "deg"),
    ("hip_right_deg", "right hip bend", "deg"),
    ("low_back_share_pct", "share of the low back in the bend", "%"),
    ("low_back_passive_nm", "held by low back tissue", "Nm"),
    ("hip_passive_right_nm", "held by right hip tissue", "Nm"),
    ("low_back_muscle_n", "low back muscles together", "N"),
    ("residual_nm", "not held by anything", "Nm"),
)

VALIDATION_COLUMNS = 100
VALIDATION_TABLE = (
    ("id", 4),
    ("condition", 27),
    ("published", 18),
    ("computed", 9),
    ("verdict", 16),
    ("to hit", 14),
)
"""Columns of a table of the validation, and their shares of its width."""

TaskOption = Annotated[
    str, typer.Option("--task", help="What to do, for example bend, sit, single-leg-stance.")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="A number of the task, NAME=VALUE; may be repeated.")
]
SideOption = Annotated[str, typer.Option(help="Standing, stepping or turning side: right or left.")]
SexOption = Annotated[str, typer.Option(help="female or male: how mass is spread.")]
HeightOption = Annotated[float, typer.Option("--height", help="Height in metres, 1.40 to 2.10.")]
MassOption = Annotated[float, typer.Option("--mass", help="Mass in kilograms, 40 to 160.")]
LossOption = Annotated[
    float, typer.Option("--hip-loss", help="Degrees of hip bend lost, both sides, 0 to 60.")
]
LossRightOption = Annotated[float | None, typer.Option("--hip-loss-right", help="The right hip alone.")]
LossLeftOption = Annotated[float | None, typer.Option("--hip-loss-left", help="The left hip alone.")]
ExtensionOption = Annotated[
    float, typer.Option("--extension-loss", help="Degrees of hip extension lost, both sides, 0 to 30.")
]
TurnOption = Annotated[
    float, typer.Option("--turn-loss", help="Degrees lost of turning the hips inwards, both sides, 0 to 30.")
]
StrengthOption = Annotated[
    list[str] | None,
    typer.Option("--strength", help="GROUP=FACTOR, one-sided with -right or -left; may be repeated."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PlotOption = Annotated[Path | None, typer.Option("--plot", help="Write a plot (SVG) to this file.")]
PeopleOption = Annotated[int, typer.Option(help="People in the band of uncertainty; 0 for none.")]
SeedOption = Annotated[int, typer.Option(help="Seed of the band.")]


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Input that cannot be used ends with its message and exit code 2."""
    try:
        yield
    except (BodyError, PoseError) as error:
        print(f"loadshare body: {error}", file=sys.stderr)
        raise typer.Exit(2) from error


def _pairs(texts: list[str] | None, option: str) -> dict[str, float]:
    out = {}
    for text in texts or []:
        name, _, value = text.partition("=")
        try:
            out[name.strip()] = float(value)
        except ValueError:
            raise BodyError(f"{option} {text!r}: write NAME=NUMBER") from None
    return out


def _person(
    sex: str,
    height: float,
    mass: float,
    loss: float,
    right: float | None,
    left: float | None,
    strength: list[str] | None,
    extension_loss: float = 0.0,
    turn_loss: float = 0.0,
) -> Person:
    return Person(
        sex=cast(Sex, sex),
        height_m=height,
        mass_kg=mass,
        hip_loss_right_deg=loss if right is None else right,
        hip_loss_left_deg=loss if left is None else left,
        extension_loss_right_deg=extension_loss,
        extension_loss_left_deg=extension_loss,
        turn_loss_right_deg=turn_loss,
        turn_loss_left_deg=turn_loss,
        strength=_pairs(strength, "--strength"),
    )


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2))


def _say(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:.0f} {unit}" if abs(value) >= 100 else f"{value:.2f} {unit}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BodyError(f"cannot write {path.name!r}: {error.strerror}") from error


@app.command()
def solve(
    task: TaskOption,
    settings: SetOption = None,
    side: SideOption = "right",
    sex: SexOption = "male",
    height: HeightOption = 1.75,
    mass: MassOption = 75.0,
    hip_loss: LossOption = 0.0,
    hip_loss_right: LossRightOption = None,
    hip_loss_left: LossLeftOption = None,
    extension_loss: ExtensionOption = 0.0,
    turn_loss: TurnOption = 0.0,
    strength: StrengthOption = None,
    people: PeopleOption = 500,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """Take up one posture and show who carries what, with the band of what is not known."""
    with _plain_errors():
        person = _person(
            sex, height, mass, hip_loss, hip_loss_right, hip_loss_left, strength, extension_loss, turn_loss
        )
        what = Task(name=task, settings=_pairs(settings, "--set"), side=side)
        body = Body()
        answer = body.solve(task=what, person=person)
        band = body.band(task=what, person=person, people=people, seed=seed) if people else None
        quantiles = dict(band.quantiles) if band else {}
        if plot:
            _write(plot, _solve_plot(answer, quantiles))
        if as_json:
            _print_json(answer.as_dict() | ({"band": band.as_dict()} if band else {}))
            return
        table = Table(title=f"{task}: who carries what", title_justify="left")
        for heading in ("", "this person", "range of 90 in 100"):
            table.add_column(heading, no_wrap=True)
        for key, label, unit in SHOWN:
            spread = quantiles.get(key)
            table.add_row(
                label,
                _say(getattr(answer, key), unit),
                f"{_say(spread[0], '')}to {_say(spread[-1], '')}" if spread else "",
            )
        console = Console()
        console.print(table)
        _print_muscles(console, answer)


def _print_muscles(console: Console, answer: Answer) -> None:
    strongest = sorted(answer.group_force_n.items(), key=lambda item: -item[1])[:8]
    console.print("Muscles that pull most: " + ", ".join(f"{n} {v:.0f} N" for n, v in strongest if v > 1))
    if not answer.can_hold:
        console.print(
            f"This body cannot hold this posture: {answer.residual_nm:.1f} Nm are left over "
            f"({', '.join(answer.residual_by_joint_nm) or 'balance on the supports'})."
        )


def _solve_plot(answer: Answer, quantiles: dict[str, tuple[float, ...]]) -> str:
    rows = []
    for key, label in (
        ("l5s1_compression_n", "L5/S1 compression"),
        ("l4l5_compression_n", "L4/5 compression"),
        ("low_back_muscle_n", "low back muscles together"),
    ):
        value = float(getattr(answer, key))
        spread = quantiles.get(key, (value, value))
        rows.append(Row(label, value, spread[0], spread[-1], f"{value:.0f} N"))
    top = 1.1 * max(row.high for row in rows)
    return bars(
        f"{answer.task}: load on the low back", rows, scale="newtons; light strip: 90 in 100", limit=top
    )


@app.command()
def compare(
    task: TaskOption,
    settings: SetOption = None,
    side: SideOption = "right",
    sex: SexOption = "male",
    height: HeightOption = 1.75,
    mass: MassOption = 75.0,
    hip_loss: LossOption = 0.0,
    hip_loss_right: LossRightOption = None,
    hip_loss_left: LossLeftOption = None,
    extension_loss: ExtensionOption = 0.0,
    turn_loss: TurnOption = 0.0,
    strength: StrengthOption = None,
    as_json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """The same task for a healthy person of the same size and for this person, side by side."""
    with _plain_errors():
        person = _person(
            sex, height, mass, hip_loss, hip_loss_right, hip_loss_left, strength, extension_loss, turn_loss
        )
        healthy = _person(sex, height, mass, 0.0, None, None, None)
        what = Task(name=task, settings=_pairs(settings, "--set"), side=side)
        body = Body()
        one, two = (body.solve(task=what, person=p) for p in (healthy, person))
        if plot:
            _write(plot, _compare_plot(one, two))
        if as_json:
            _print_json({"healthy": one.as_dict(), "person": two.as_dict()})
            return
        table = Table(title=f"{task}: what changes", title_justify="left")
        for heading in ("", "healthy", "this person", "change"):
            table.add_column(heading, no_wrap=not heading)
        for key, label, unit in SHOWN:
            a, b = getattr(one, key), getattr(two, key)
            change = "" if a is None or b is None else f"{b - a:+.2f} {unit}"
            table.add_row(label, _say(a, unit), _say(b, unit), change)
        console = Console()
        console.print(table)
        _print_muscles(console, two)


def _compare_plot(one: Answer, two: Answer) -> str:
    rows = []
    for key, label in (
        ("l5s1_compression_n", "L5/S1 compression"),
        ("l4l5_compression_n", "L4/5 compression"),
    ):
        for who, answer in (("healthy", one), ("this person", two)):
            value = float(getattr(answer, key))
            rows.append(Row(f"{label}, {who}", value, 0.0, 0.0, f"{value:.0f} N", who == "healthy"))
    return bars(f"{one.task}: what changes", rows, scale="newtons", limit=1.1 * max(r.value for r in rows))


@app.command()
def exercise(
    name: Annotated[str, typer.Argument(help="Id of the exercise, for example glute-bridge.")],
    frames: Annotated[int, typer.Option(help="Moments of the movement, 3 to 200.")] = 21,
    sex: SexOption = "male",
    height: HeightOption = 1.75,
    mass: MassOption = 75.0,
    hip_loss: LossOption = 0.0,
    strength: StrengthOption = None,
    as_json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """Run an exercise and show what it asks of gluteals, hips and low back."""
    with _plain_errors():
        if not 3 <= frames <= 200:
            raise BodyError(f"--frames = {frames} is outside 3 to 200")
        person = _person(sex, height, mass, hip_loss, None, None, strength)
        answers = Body().exercise(exercise=name, person=person, frames=frames)
        if plot:
            _write(plot, _exercise_plot(name, answers))
        if as_json:
            _print_json([a.as_dict() for a in answers])
            return
        hardest = max(answers, key=lambda a: a.effort)
        table = Table(title=f"{name}: the hardest of {frames} moments, and the range", title_justify="left")
        for heading in ("", "hardest", "least", "most"):
            table.add_column(heading, no_wrap=not heading)
        for key, label, unit in SHOWN:
            values = [v for a in answers if (v := getattr(a, key)) is not None]
            if values:
                table.add_row(
                    label, *(_say(v, unit) for v in (getattr(hardest, key), min(values), max(values)))
                )
        for group in ("gluteus-maximus", "gluteus-medius", "hamstrings"):
            peak = [max(a.group_activation_pct[f"{group}-{s}"] for s in ("right", "left")) for a in answers]
            table.add_row(f"{group} activity", "", _say(min(peak), "%"), _say(max(peak), "%"))
        console = Console()
        console.print(table)
        _print_muscles(console, hardest)


def _exercise_plot(name: str, answers: tuple[Answer, ...]) -> str:
    share = [100.0 * i / (len(answers) - 1) for i in range(len(answers))]
    glutes = [
        max(
            a.group_activation_pct[f"gluteus-{g}-{s}"]
            for g in ("maximus", "medius")
            for s in ("right", "left")
        )
        for a in answers
    ]
    top = max(a.l4l5_compression_n for a in answers) or 1.0
    back = [100.0 * a.l4l5_compression_n / top for a in answers]
    curves = {"gluteals (% active)": Line(glutes), f"L4/5 (% of {top:.0f} N)": Line(back)}
    return lines(f"{name}: over the movement", "percent of the movement", "percent", share, curves)


@app.command()
def shock(
    knee: Annotated[
        float | None,
        typer.Option(help="Knee bend in degrees, 0 to 60. Straight, or as recorded at a landing."),
    ] = None,
    stance: Annotated[str | None, typer.Option(help="both (usual) or right.")] = None,
    hip_loss: LossOption = 0.0,
    strength: StrengthOption = None,
    landing: Annotated[
        bool, typer.Option("--landing", help="A heel that lands in walking: what gets from the shank to L5.")
    ] = False,
    as_json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """How much of a small shake of the ground arrives at the pelvis and at L5."""
    with _plain_errors():
        person = _person("male", 1.75, 75.0, hip_loss, None, None, strength)
        if landing:
            if stance or plot:
                raise BodyError("--landing is one heel in a walk: leave out --stance and --plot")
            _landing(person, knee, as_json=as_json)
            return
        result = Body().transmissibility(person=person, knee_deg=knee or 0.0, stance=stance or "both")
        if plot:
            curves = {"pelvis": Line(result.pelvis), "L5": Line(result.l5)}
            _write(plot, lines("Shake that arrives", "hertz", "share", result.frequencies_hz, curves))
        if as_json:
            _print_json(result.as_dict())
            return
        table = Table("hertz", "pelvis", "L5")
        for f, pelvis, l5 in zip(result.frequencies_hz, result.pelvis, result.l5, strict=True):
            table.add_row(f"{f:.0f}", f"{pelvis:.2f}", f"{l5:.2f}")
        Console().print(table)


def _landing(person: Person, knee_deg: float | None, *, as_json: bool) -> None:
    from loadshare.body.impact import FAST_HZ, SLOW_HZ, Landing

    heel = Landing(Body().chooser(person.sex))
    landed = heel.landed(heel.parts(person, knee_deg=knee_deg))
    if as_json:
        _print_json(landed.as_dict())
        return
    table = Table("hertz", "shank to L5", "lowest", "highest")
    for (low, high), share in ((SLOW_HZ, landed.slow), (FAST_HZ, landed.fast)):
        table.add_row(f"{low:.0f} to {high:.0f}", *(f"{value:.2f}" for value in share))
    Console().print(table)


@app.command()
def validate(
    write: Annotated[
        Path | None, typer.Option(help="Write validation.md and validation.svg to this folder.")
    ] = None,
    as_json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """Compare the model with every published measurement it can produce: hits and misses."""
    from loadshare.body import report
    from loadshare.body import validate as validation

    with _plain_errors(), _progress("targets") as tick:
        total = len(validation.CHECKS)
        done = iter(range(total))
        results = validation.compare(progress=lambda _: tick(next(done), total))
        tick(total, total)
    with _plain_errors():
        if plot:
            _write(plot, report.validation_svg(results))
        if write:
            _write(write / "validation.md", report.validation_markdown(results))
            _write(write / "validation.svg", report.validation_svg(results))
    if as_json:
        _print_json(
            [
                {
                    "id": r.target.id,
                    "published": r.target.value,
                    "unit": r.target.unit,
                    "computed": round(r.computed, 4),
                    "low": r.low,
                    "high": r.high,
                    "verdict": r.verdict,
                }
                for r in results
            ]
        )
        return
    console = Console()
    for table in validation_tables(results):
        console.print(table, width=min(console.width, VALIDATION_COLUMNS))
    counted = [r for r in results if r.counts]
    console.print(f"{sum(r.is_hit for r in counted)} of {len(counted)} rows that count are hits.")


def validation_tables(results: tuple[Result, ...]) -> Iterator[Table]:
    """One table for each kind of row; a miss says what it would have to come to."""
    from loadshare.body.report import group_of, number

    for group, rows in groupby(results, key=group_of):
        table = Table(title=group, title_justify="left", expand=True)
        for name, ratio in VALIDATION_TABLE:
            table.add_column(name, ratio=ratio)
        for r in rows:
            published = f"{r.target.value} {r.target.unit}"
            table.add_row(r.target.id, r.target.condition, published, number(r.computed), r.verdict, r.needed)
        yield table


@app.command()
def study(
    spec: Annotated[Path, typer.Argument(help="Study file (TOML).")],
    out: Annotated[Path, typer.Option(help="Folder for chunks and summary.")],
    workers: Annotated[int, typer.Option(help="Processes on this machine.")] = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", "--dask", metavar="ADDRESS", help="Dask scheduler, tcp://HOST:PORT."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a study of many people; started again it goes on where it stopped."""
    from loadshare.body.study import read_study, run_study
    from loadshare.cli.study import cluster_at, keep_to_one_model

    with _plain_errors():
        wanted = read_study(spec)
        with nullcontext() if cluster is None else cluster_at(cluster), _progress("chunks") as tick:
            keep_to_one_model(out)
            summary = run_study(wanted, out, workers=workers, dask=cluster, progress=tick)
    if as_json:
        _print_json(summary)
        return
    table = Table("case / task", "L5/S1 (N) 5%", "50%", "95%", "can hold")
    for name, result in summary["results"].items():
        q = result["quantiles"]["l5s1_compression_n"]
        table.add_row(name, f"{q[0]:.0f}", f"{q[2]:.0f}", f"{q[4]:.0f}", f"{result['can_hold_pct']:.1f} %")
    Console().print(table)


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it JSON goes to standard output.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this exercise; may be repeated.")] = None,
    dataset: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Open data instead: tables, drawings and what they are."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that is there.")] = False,
) -> None:
    """Geometry, joints, muscle paths, movements and loads as compact JSON for a viewer, or as open data."""
    from loadshare.body.export import export_body

    with _plain_errors():
        if dataset and not dataset.parent.is_dir():
            raise BodyError(f"there is no folder {str(dataset.parent)!r} to write into")
        if dataset and dataset.exists() and not force:
            raise BodyError(f"{str(dataset)!r} exists: choose another name, or write into it with --force")
        exported = export_body(Body(), exercises=only)
        if dataset:
            _write_dataset(exported, dataset)
            print(f"Wrote {dataset}.")
            return
        text = json.dumps(exported, separators=(",", ":"))
        if out:
            _write(out, text + "\n")
            print(f"Wrote {out}.")
        else:
            print(text)


def _write_dataset(exported: dict[str, Any], folder: Path) -> None:
    from loadshare.interop import open_data
    from loadshare.interop.stills.paper import drawings_of
    from loadshare.knowledge import load_knowledge

    exercises = load_knowledge().exercises
    moves = exported["movements"]
    stills = {name: text for one in moves for name, text in drawings_of(one).items()}
    names = {one: exercises[one].name for one in moves if one in exercises}
    try:
        open_data.write_movements(exported, folder, names=names, stills=stills)
    except OSError as error:
        raise BodyError(f"cannot write to {str(folder)!r}: {error.strerror}") from error


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        work = bar.add_task(what, total=None)

        def tick(done: int, total: int) -> None:
            bar.update(work, completed=done, total=total)

        yield tick
