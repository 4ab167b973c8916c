"""How the command line prints results and problems."""

from collections.abc import Iterable

from pydantic import BaseModel


class UsageProblem(Exception):
    """Something in the input must be put right; the message says what and how."""


def print_json(value: BaseModel) -> None:
    """Print a result in its stable form, described in docs/reference."""
    print(value.model_dump_json(indent=2))


def print_section(title: str, lines: Iterable[str]) -> None:
    """Print a title and its lines, or nothing when there are none."""
    lines = list(lines)
    if lines:
        print(f"\n{title}")
        for line in lines:
            print(f"  {line}")
