"""`loadshare check`: the safety level, what the answers relate to and why."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from loadshare.care import AnswersError, CheckResult, Explanation, explain, facts_of, read_answers
from loadshare.care.explain import IdeaExplanation
from loadshare.care.older_rules import notes_on_older
from loadshare.cli.answer_file import read_answer_file, refusal
from loadshare.cli.output import (
    print_json,
    print_points,
    print_section,
    print_text,
    print_title,
)
from loadshare.cli.settings import country
from loadshare.interop.results import check_result, fill_in
from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge.safety import HELP_FIRST, Level

AnswerFile = Annotated[Path, typer.Argument(metavar="ANSWERS", help="answer file, .toml or .json")]

LEVEL_WORDS = {
    Level.EMERGENCY: "E: please get help now",
    Level.SAME_DAY: "S: please be seen today",
    Level.DAYS: "D: please have this looked at in the next days or weeks",
    Level.CARE_CHANGED: "C+: you can look after this yourself, with some changes to the plan",
    Level.CARE: "C: you can look after this yourself",
}


def check(
    answers: AnswerFile,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON (check.schema.json)")] = False,
) -> None:
    """Check an answer file.

    Says the safety level with every reason for it, which of three ideas fit and why, and what looks alike.
    A finished check ends with exit code 0 at every level. Answers that cannot be used end with exit code 2.
    """
    knowledge, raw = load_knowledge(), read_answer_file(answers)
    try:
        result = check_result(raw, knowledge=knowledge, country=country())
    except AnswersError as error:
        raise refusal(answers, error, as_json=as_json) from None
    if as_json:
        print_json(result)
    else:
        print_check(result, explained=_explained(raw, result, knowledge), knowledge=knowledge)
        _print_retired(raw, knowledge)


def _print_retired(raw: dict[str, Any], knowledge: Knowledge) -> None:
    """Say which answers of an older file nobody asks for any more."""
    answers = read_answers(raw, knowledge=knowledge, complete=False)
    for note in notes_on_older(answers=answers, knowledge=knowledge):
        print_text(note)
    retired = answers.retired
    if retired:
        names = ", ".join(f"{name} ({knowledge.retired[name].why})" for name in retired)
        print_text(f"Not asked any more, so left out: {names}.")


def print_check(result: CheckResult, *, explained: Explanation, knowledge: Knowledge) -> None:
    """Print a check for people."""
    print_safety(result)
    if result.safety.level not in HELP_FIRST:
        _print_findings(result, explained=explained, knowledge=knowledge)
    print(f"\nRules {result.rules_version}. Nothing was stored.")


def _print_findings(result: CheckResult, *, explained: Explanation, knowledge: Knowledge) -> None:
    print()
    print_text(explained.headline)
    for idea in explained.ideas:
        _print_idea(idea)
    for look_alike in explained.look_alikes:
        doubt = "" if look_alike.certain else " (you were not sure)"
        print_section(
            f"Looks like: {look_alike.name}{doubt}",
            (look_alike.clues, look_alike.meaning, look_alike.plan_effect),
        )
    print_section("The plan is chosen around", _filters(result, knowledge))
    print_section("Tests that were not counted", explained.unused_tests)
    print_section("What this cannot tell", (limit.text for limit in explained.limits))


def print_safety(result: CheckResult) -> None:
    """Print the level and its reasons, most urgent first; while help comes first, no others."""
    print_title(f"Level {LEVEL_WORDS[result.safety.level]}")
    shown = [
        reason
        for reason in result.safety.reasons
        if result.safety.level not in HELP_FIRST or reason.level is result.safety.level
    ]
    for (level, do), group in groupby(shown, key=lambda reason: (reason.level, reason.do)):
        reasons = tuple(group)
        told = dict.fromkeys(text for reason in reasons for text in reason.told or (reason.name,))
        names = "; ".join(told)
        print_section(f"{level}  {names}", dict.fromkeys((do, *(reason.say for reason in reasons))))


def _explained(raw: dict[str, Any], result: CheckResult, knowledge: Knowledge) -> Explanation:
    facts = facts_of(answers=read_answers(raw, knowledge=knowledge, complete=False), knowledge=knowledge)
    return fill_in(explain(check=result, facts=facts, knowledge=knowledge), country=country())


def _print_idea(idea: IdeaExplanation) -> None:
    leads = ", and it leads the plan" if idea.leads else ""
    print_section(f"{idea.name}: {idea.fit}{leads}", (idea.fit_sentence,))
    print_points((f"For: {reason}" for reason in idea.speaks_for), indent=4)
    print_points((f"Against: {reason}" for reason in idea.speaks_against), indent=4)
    print_points(idea.findings, indent=4)
    print_text(idea.note, indent=4)
    print_points((f"Evidence ({idea.evidence.grade}): {idea.evidence.verdict}",))
    names = ", ".join(test.self_test for test in idea.tests)
    if names:
        print_points((f"Tests that would tell more: {names}",))


def _filters(result: CheckResult, knowledge: Knowledge) -> Iterator[str]:
    for active in result.filters:
        known = knowledge.filters.get(active.filter)
        name = known.name if known else active.filter
        advice = f". {known.advice}" if known and known.advice else ""
        yield f"{name}{advice}"
