"""Reading an answer file, TOML or JSON, and saying in full what is wrong with one."""

import json
import tomllib
from pathlib import Path
from typing import Any

from loadshare.care import AnswersError
from loadshare.cli.output import InputError

MOST_BYTES = 1_000_000
"""A full answer file has about 10 000."""
MOST_MISSING_ALONE = 3
"""Up to so many questions without an answer are told one by one, each with what is allowed."""


def read_answer_file(path: Path) -> dict[str, Any]:
    """What a file holds, not yet checked. Raises `InputError` for a file that cannot be read."""
    text = _read_text(path)
    if not text.strip():
        raise InputError(
            f"{path}: no answers here, the file is empty. Make one with: loadshare questions FILE"
        )
    is_json = path.suffix.lower() == ".json"
    try:
        raw = json.loads(text) if is_json else tomllib.loads(text)
    except RecursionError:
        raise InputError(f"{path}: lists inside lists too deep; write one list for one question") from None
    except ValueError as error:
        kind = "JSON" if is_json else "TOML"
        raise InputError(
            f"{path}: not readable as {kind} ({error}). Correct that place; a file that was cut off "
            "half-way needs its missing end."
        ) from None
    if not isinstance(raw, dict):
        raise InputError(f"{path}: this is not a table of answers; allowed: a table with 'answers'")
    return raw


def refusal(path: Path, error: AnswersError, *, as_json: bool = False) -> InputError:
    """The error to raise for answers that cannot be used; with `as_json` it says every problem in full."""
    if as_json:
        problems = [
            {"key": one.key, "value": one.shown, "message": one.message, "allowed": one.allowed}
            for one in error.problems
        ]
        return InputError(json.dumps({"problems": problems}, indent=2))
    return InputError(problems_text(path, error))


def problems_text(path: Path, error: AnswersError) -> str:
    """Every problem of an answer file, one to a line: the key, its value, and what is allowed.

    Where many questions have no answer yet, their names stand together.
    """
    number = len(error.problems)
    things = "1 thing" if number == 1 else f"{number} things"
    missing = [problem.key for problem in error.problems if problem.is_missing]
    together = len(missing) > MOST_MISSING_ALONE
    alone = (problem for problem in error.problems if not (together and problem.is_missing))
    lines = [f"{path}: {things} to put right", *(f"  {problem}" for problem in alone)]
    if together:
        lines += [
            f"  {len(missing)} questions need an answer: {', '.join(missing)}",
            "  What each allows stands in the empty file: loadshare questions",
        ]
    return "\n".join(lines)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file. Make one with: loadshare questions {path}"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{path}: too large; allowed: {MOST_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: not UTF-8 text (byte {error.start} is {content[error.start]:#04x}). Save it as UTF-8."
        ) from None
