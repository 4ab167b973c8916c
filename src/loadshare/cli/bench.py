"""`loadshare bench`: an open benchmark of triage for sore backs, for any tool."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from loadshare.cli.output import InputError, print_json, print_text, print_title
from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge._base import Entry
from loadshare.triage import (
    BASELINES,
    Agreement,
    LawResult,
    TriageScore,
    VignetteSet,
    agreement_of,
    command,
    laws_kept,
    loadshare,
    published,
    rating_form,
    read_ratings,
    read_set,
    score_of,
    variants_of,
)
from loadshare.triage.score import Share
from loadshare.triage.tools import Tool

app = typer.Typer(
    help="Score any tool that says how soon a sore back should be seen.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
CaseFolder = Annotated[
    Path | None, typer.Option("--cases", help="folder of a benchmark; left out, the published one")
]
SHOWN = 5
"""So many broken variants of a law are named."""


class ToolResult(Entry):
    """What one tool reached."""

    tool: str
    scores: tuple[TriageScore, ...]
    laws: tuple[LawResult, ...]


class BenchResult(Entry):
    """All tools, for `--json`."""

    cases: int
    rated_by_clinicians: bool = False
    tools: tuple[ToolResult, ...]


@app.callback()
def callback() -> None:
    """Score any tool that says how soon a sore back should be seen."""


@app.command("triage")
def triage(
    line: Annotated[
        str, typer.Option("--command", help="a program to score: reads cases as JSON lines, prints urgencies")
    ] = "",
    folder: CaseFolder = None,
    with_laws: Annotated[
        bool, typer.Option("--laws/--no-laws", help="also test some 10,000 changed cases")
    ] = True,
    seconds: Annotated[float, typer.Option(min=1, help="how long the program may take for one pass")] = 600.0,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Score Loadshare, two baselines and any program on the cases.

    Agreement, under-triage and over-triage with 95 % Wilson intervals, by difficulty and by severity, and
    laws that hold for everybody: a warning sign never lowers the urgency, "not sure" is never below "no".
    """
    knowledge = load_knowledge()
    cases = read_set(folder or published(), knowledge=knowledge)
    tools: dict[str, Tool] = {"Loadshare": loadshare(knowledge=knowledge)}
    tools |= {name: make(cases) for name, make in BASELINES.items()}
    if line:
        tools[line] = command(line, seconds=seconds)
    results = tuple(
        _result(name, tool, cases, knowledge=knowledge if with_laws else None) for name, tool in tools.items()
    )
    if as_json:
        print_json(BenchResult(cases=len(cases.cases), tools=results))
        return
    print_title(f"{len(cases.cases)} cases. Author consensus, not yet rated by clinicians.")
    for result in results:
        _print_result(result)


@app.command("form")
def form(folder: CaseFolder = None) -> None:
    """Print a form to rate the cases, as one HTML page for a screen or for paper."""
    print(rating_form(read_set(folder or published(), knowledge=load_knowledge())), end="")


@app.command("agreement")
def agreement(
    files: Annotated[
        list[Path], typer.Argument(metavar="RATINGS...", help="what the form saved, one a rater")
    ],
    folder: CaseFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Say how well people who rated the cases agree, with each other and with what is accepted."""
    cases = read_set(folder or published(), knowledge=load_knowledge())
    found = agreement_of([read_ratings(path, cases=cases) for path in files], cases=cases)
    if not found.cases:
        raise InputError("No case was rated by all of them. Rate the same cases, then compare.")
    if as_json:
        print_json(AgreementResult(agreement=found))
    else:
        _print_agreement(found, files)


class AgreementResult(Entry):
    """For `--json`."""

    agreement: Agreement


def _result(name: str, tool: Tool, cases: VignetteSet, *, knowledge: Knowledge | None) -> ToolResult:
    variants = list(variants_of(cases, knowledge=knowledge)) if knowledge else []
    said = tool([*cases.cases, *{one.case.name: one.case for one in variants}.values()])
    return ToolResult(tool=name, scores=score_of(cases.cases, said), laws=laws_kept(variants, said))


def _print_result(result: ToolResult) -> None:
    print(f"\n{result.tool}")
    print(f"  {'':<18}{'agrees':>16}{'under':>16}{'over':>16}")
    for score in result.scores:
        cells = "".join(f"{_percent(share):>16}" for share in (score.agrees, score.under, score.over))
        silent = f"  no answer: {score.silent}" if score.silent else ""
        print(f"  {score.group:<18}{cells}{silent}")
    for law in result.laws:
        broken = f"  {', '.join(law.broken[:SHOWN])}" if law.broken else ""
        print(f"  {law.law:<26}{law.kept.count:>8} of {law.kept.of}{broken}")


def _percent(share: Share) -> str:
    low, high = share.interval
    return f"{share.count}/{share.of} ({low:.0%}-{high:.0%})"


def _print_agreement(found: Agreement, files: Iterable[Path]) -> None:
    print_title(f"{found.raters} raters, {found.cases} cases that all of them rated")
    for name, value in (("Fleiss' kappa", found.kappa), ("Cohen's kappa, squared weights", found.weighted)):
        print_text(f"{name}: {'cannot be computed' if value is None else format(value, '.2f')}")
    for path, share in zip(files, found.accepted, strict=True):
        print_text(f"{path.name}: accepted {_percent(share)}")
    if found.disputed:
        print_text(f"Disputed: {', '.join(found.disputed)}")
