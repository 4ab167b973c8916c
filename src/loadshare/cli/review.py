"""`loadshare review`: a week that is over, and the next one with the reason for every change."""

from pathlib import Path
from typing import Annotated

import typer

from loadshare.care import AnswersError
from loadshare.cli.answer_file import read_answer_file, refusal
from loadshare.cli.check import print_safety
from loadshare.cli.output import print_json, print_points, print_section, print_text, print_title
from loadshare.cli.plan import print_programme
from loadshare.cli.settings import country
from loadshare.interop.results import ReviewResult, review_result
from loadshare.knowledge import Knowledge, load_knowledge


def review(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="week to review, .json or .toml")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON (review.schema.json)")] = False,
) -> None:
    """Look back at a week, and make the next one.

    FILE is an answer file, its safety questions answered anew, with the week beside the answers: the
    programme as `plan --json` or `review --json` gave it, the sessions, and what you say of the week
    (review-request.schema.json; examples/review.json is one). Every change of the next week has its reason.
    Where no programme may be made, it says why, with exit code 0.
    """
    knowledge, raw = load_knowledge(), read_answer_file(file)
    try:
        result = review_result(raw, knowledge=knowledge, country=country())
    except AnswersError as error:
        raise refusal(file, error, as_json=as_json) from None
    if as_json:
        print_json(result)
    else:
        print_review(result, knowledge=knowledge)


def print_review(result: ReviewResult, *, knowledge: Knowledge) -> None:
    """Print a review and the week that comes of it, for people."""
    found = result.review
    print_safety(result.check)
    print()
    print_title(f"Your week, looked back at on {found.date.day} {found.date:%B %Y}")
    print_text(found.headline)
    print_points(found.why)
    for advice in found.advice:
        print_section(advice.why, (advice.do,))
    print_section("What you were told before", (f"{one.why} {one.do}" for one in found.reminders))
    if found.proposal is not None:
        print_section("What changes, and why", (change.text for change in found.proposal.changes))
    print()
    if result.programme is not None:
        print_programme(result.programme, knowledge)
    print(f"\nRules {found.rules_version}. Nothing was stored.")
