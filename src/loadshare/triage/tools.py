"""The tools that are scored: Loadshare itself, two baselines, and any command."""

import json
import shlex
import subprocess
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from loadshare.care.check import run_check
from loadshare.knowledge import Knowledge
from loadshare.knowledge.safety import Level
from loadshare.triage.cases import (
    BenchmarkError,
    RedFlag,
    RedFlagList,
    Urgency,
    Vignette,
    VignetteSet,
    answers_of,
)

URGENCIES = {
    Level.EMERGENCY: Urgency.EMERGENCY,
    Level.SAME_DAY: Urgency.SAME_DAY,
    Level.DAYS: Urgency.SOON,
    Level.CARE_CHANGED: Urgency.SELF_CARE,
    Level.CARE: Urgency.SELF_CARE,
}
Tool = Callable[[Iterable[Vignette]], dict[str, Urgency | None]]


def loadshare(*, knowledge: Knowledge) -> Tool:
    """The check of Loadshare, from the answers of a case."""

    def says(cases: Iterable[Vignette]) -> dict[str, Urgency | None]:
        return {
            case.name: URGENCIES[
                run_check(answers=answers_of(case, knowledge=knowledge), knowledge=knowledge).safety.level
            ]
            for case in cases
        }

    return says


def everyone_soon(cases: Iterable[Vignette]) -> dict[str, Urgency | None]:
    """Send everybody to a doctor."""
    return {case.name: Urgency.SOON for case in cases}


def red_flag_list(listed: RedFlagList) -> Tool:
    """Send to a doctor whoever has one sign of a published list, at once where the list says so."""

    def says(cases: Iterable[Vignette]) -> dict[str, Urgency | None]:
        return {
            case.name: max(
                (flag.urgency for flag in listed.flags if _has(case.answers, flag)),
                default=Urgency.SELF_CARE,
            )
            for case in cases
        }

    return says


BASELINES: dict[str, Callable[[VignetteSet], Tool]] = {
    "everyone sees a doctor": lambda _: everyone_soon,
    "a red-flag list": lambda cases: red_flag_list(cases.red_flags),
}


def command(line: str, *, seconds: float = 600.0) -> Tool:
    """Any program: one case as JSON in a line of its input, one urgency in a line of its output.

    A line it prints is a word, or JSON with `level`. Whatever is no urgency counts as no answer. Raises
    `BenchmarkError` where the program cannot be run, fails, takes too long or leaves lines out.
    """

    def says(cases: Iterable[Vignette]) -> dict[str, Urgency | None]:
        asked = list(cases)
        given = "".join(json.dumps(case.plain(), ensure_ascii=False) + "\n" for case in asked)
        lines = _run(line, given, seconds).splitlines()
        if len(lines) != len(asked):
            raise BenchmarkError(
                f"{line}: {len(asked)} cases were asked and {len(lines)} lines came back. Print one line "
                "for each line that is read, in the same order."
            )
        return {case.name: _word(said) for case, said in zip(asked, lines, strict=True)}

    return says


def _run(line: str, given: str, seconds: float) -> str:
    try:
        done = subprocess.run(
            shlex.split(line),
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{line}: cannot be run ({error})") from None
    except subprocess.TimeoutExpired:
        raise BenchmarkError(f"{line}: no end after {seconds:.0f} s; allow more with --seconds") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchmarkError(f"{line}: ended with exit code {done.returncode} ({last})")
    return done.stdout


def _word(line: str) -> Urgency | None:
    text: Any = line.strip()
    if text.startswith("{"):
        try:
            text = json.loads(text).get("level", "")
        except (ValueError, RecursionError):
            return None
    try:
        return Urgency.of(str(text).strip('"').lower())
    except ValueError:
        return None


def _has(answers: Mapping[str, Any], flag: RedFlag) -> bool:
    age = float(answers["age"])
    if flag.first_time_only and answers.get("pain-new") != "first-time":
        return False
    if flag.age_over is not None and age > flag.age_over:
        return True
    if flag.age_under is not None and age < flag.age_under:
        return True
    return any(_said(answers, question, values) for question, values in flag.any_of.items())


def _said(answers: Mapping[str, Any], question: str, values: tuple[str, ...]) -> bool:
    said = answers.get(question, "none")
    listed = said if isinstance(said, list) else [said]
    return any(value in listed or answers.get(value) == "yes" for value in values)
