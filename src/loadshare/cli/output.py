"""How the command line prints results and problems."""

import shutil
import textwrap
from collections.abc import Iterable

import typer
from pydantic import BaseModel

from loadshare.ending import PlainError

NARROWEST, WIDEST = 40, 80


class InputError(PlainError):
    """Something in the input must be put right; the message says what and how."""


def print_json(value: BaseModel) -> None:
    """Print a result in its stable form, described in docs/reference."""
    print(value.model_dump_json(indent=2, by_alias=True, ensure_ascii=True))


def print_title(title: str) -> None:
    """Print the first line of a result; bold where the terminal can."""
    typer.secho(wrapped(title), bold=True)


def print_text(text: str, *, indent: int = 0) -> None:
    """Print a paragraph, wrapped to the terminal and to 80 columns at most; nothing where it is empty."""
    if text:
        print(wrapped(text, indent=indent))


def print_section(title: str, lines: Iterable[str]) -> None:
    """Print a title and a list, or nothing when the list is empty."""
    lines = list(lines)
    if lines:
        typer.secho(f"\n{wrapped(title)}", bold=True)
        print_points(lines)


def print_points(lines: Iterable[str], *, indent: int = 2) -> None:
    """Print a list, one point to a line, further lines of a point set in."""
    for line in lines:
        print(wrapped(line, indent=indent, mark="- "))


def wrapped(text: str, *, indent: int = 0, mark: str = "", width: int | None = None) -> str:
    """The text in lines of `width`; left out, 80 columns, or fewer on a narrow terminal."""
    return textwrap.fill(
        text,
        width=width or min(WIDEST, max(NARROWEST, shutil.get_terminal_size((WIDEST, 24)).columns)),
        initial_indent=" " * indent + mark,
        subsequent_indent=" " * (indent + len(mark)),
        break_long_words=False,
        break_on_hyphens=False,
    )
