"""`loadshare plan`: one week of the programme that the answers lead to."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from loadshare.care import AnswersError, Programme, ProgrammeItem
from loadshare.care.expectation import Expected
from loadshare.care.programme import describe_dose
from loadshare.care.programme_types import DayKind, ItemSide
from loadshare.cli.answer_file import read_answer_file, refusal
from loadshare.cli.check import print_safety
from loadshare.cli.output import (
    InputError,
    print_json,
    print_points,
    print_section,
    print_text,
    print_title,
)
from loadshare.cli.settings import country
from loadshare.interop.paper import PaperSize
from loadshare.interop.results import EARLIEST_START, LATEST_START, WEEKS, PlanResult, plan_result
from loadshare.knowledge import Knowledge, load_knowledge

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KIND_WORDS = {DayKind.STRENGTH: "strength day", DayKind.MOBILITY: "easy moving day", DayKind.REST: "rest day"}


def plan(
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="answer file, .toml or .json")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON (programme.schema.json)")] = False,
    week: Annotated[int, typer.Option(min=WEEKS[0], max=WEEKS[1], help="week of the block")] = 1,
    starts: Annotated[
        str, typer.Option(metavar="DATE", help="first day of week 1, as 2026-12-07; today if left out")
    ] = "",
    pdf: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="write the week as a PDF to print, and print nothing else"),
    ] = None,
    paper: Annotated[
        PaperSize | None, typer.Option(help="sheet of the PDF; what the country's printers take if left out")
    ] = None,
    large_print: Annotated[bool, typer.Option("--large-print", help="PDF in large print")] = False,
) -> None:
    """Build a week's programme.

    Every item has its reason, and so has everything that is left out. Where no programme may be made yet,
    it says why and what to do instead, with exit code 0: the answers were fine. Answers that cannot be used
    end with exit code 2.
    """
    knowledge, raw = load_knowledge(), read_answer_file(answers)
    first_day = _date(starts)
    try:
        result = plan_result(raw, knowledge=knowledge, country=country(), starts=first_day, week=week)
    except AnswersError as error:
        raise refusal(answers, error, as_json=as_json) from None
    if pdf is not None:
        _write_pdf(pdf, result, knowledge=knowledge, paper=paper, large=large_print)
    elif as_json:
        print_json(result)
    else:
        print_plan(result, knowledge=knowledge)


def print_plan(result: PlanResult, *, knowledge: Knowledge) -> None:
    """Print a programme, or why there is none, for people."""
    print_safety(result.check)
    print()
    if result.programme is not None:
        print_expectation(result.expectation)
        print_programme(result.programme, knowledge)
    elif result.no_programme is not None:
        print_title("No programme for now")
        print_points((result.no_programme.why, result.no_programme.do))
    print(f"\nRules {result.check.rules_version}. Nothing was stored.")


def print_expectation(expected: tuple[Expected, ...]) -> None:
    """Print what to expect, and how sure that is."""
    print_title("What to expect, on average")
    for one in expected:
        print_points((f"{one.text} Evidence: {one.grade}. Not shown: {one.not_said}",))
    print()


def _write_pdf(
    path: Path, result: PlanResult, *, knowledge: Knowledge, paper: PaperSize | None, large: bool
) -> None:
    from loadshare.interop.paper.week import paper_size_of, programme_pdf, programme_sheet

    if result.programme is None:
        print_plan(result, knowledge=knowledge)
        return
    sheet = programme_sheet(
        result.programme,
        knowledge=knowledge,
        country=country(),
        today=result.programme.starts,
        filters=frozenset(active.filter for active in result.check.filters),
    )
    try:
        path.write_bytes(programme_pdf(sheet, size=paper or paper_size_of(country()), large=large))
    except OSError as error:
        raise InputError(f"--pdf = {path}: cannot be written ({error.strerror})") from None
    print(f"Wrote {path}. Nothing else was stored.")


def _date(text: str) -> dt.date:
    if not text:
        return dt.datetime.now().astimezone().date()
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--starts = {text!r}: not a date; allowed: a date such as 2026-12-07") from None
    if not EARLIEST_START <= date <= LATEST_START:
        raise InputError(f"--starts = {text!r}: allowed: {EARLIEST_START} to {LATEST_START}")
    return date


def print_programme(programme: Programme, knowledge: Knowledge) -> None:
    """Print one week, for people."""
    print_title(f"Week {programme.week} of {WEEKS[1]}, from {programme.starts.day} {programme.starts:%B %Y}")
    print_text(programme.headline)
    _print_week(programme, knowledge)
    for item in programme.items:
        _print_item(item, knowledge)
    names = ", ".join(knowledge.exercises[name].name for name in programme.breaks)
    walk = (programme.walk_goal, f"A break about every {programme.break_every_minutes} minutes: {names}.")
    print_section("Move more", walk)
    print_section(
        "On a bad day, two gentle minutes", (_line(item, knowledge) for item in programme.flare_day)
    )
    print_section("Left out, and why", _exclusions(programme, knowledge))
    print_section("New this week", (change.text for change in programme.changes))
    print_section("Good to know", programme.notes)
    print_section("Safety", (programme.safety_net,))


def _print_week(programme: Programme, knowledge: Knowledge) -> None:
    lines = []
    for day in programme.days:
        names = ", ".join(knowledge.exercises[name].name for name in day.items)
        session = f"{names} (about {max(1, round(day.minutes))} min)" if names else KIND_WORDS[day.kind]
        walk = f"; walk {day.walk_minutes} min" if day.walk_minutes else ""
        lines.append(f"{DAYS[day.weekday]}: {session}{walk}")
    print_section("Your week", lines)


def _print_item(item: ProgrammeItem, knowledge: Knowledge) -> None:
    first = f", {item.first_side} side first" if item.first_side is not ItemSide.BOTH else ""
    print_section(f"{_line(item, knowledge)}{first}", (item.why, f"Evidence: {item.grade}"))
    print_points(item.adaptations)
    names = {"Easier": [item.easier], "Harder": [item.harder], "Instead": item.swaps}
    print_points(
        f"{word}: {', '.join(knowledge.exercises[name].name for name in others if name)}"
        for word, others in names.items()
        if any(others)
    )


def _line(item: ProgrammeItem, knowledge: Knowledge) -> str:
    exercise = knowledge.exercises[item.exercise]
    return f"{exercise.name}: {describe_dose(exercise=exercise, dose=item.dose)}"


def _exclusions(programme: Programme, knowledge: Knowledge) -> Iterator[str]:
    for exclusion in programme.exclusions:
        exercise = knowledge.exercises.get(exclusion.what)
        name = exercise.name if exercise else exclusion.what.removeprefix("strand:").capitalize()
        yield f"{name}: {exclusion.reason}"
