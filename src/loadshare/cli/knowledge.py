"""`loadshare knowledge`: look at what is known, and check a library."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from loadshare.care import AnswersError, read_answers
from loadshare.care.doses import describe_dose
from loadshare.care.length import Length, answers_of_person, length_of
from loadshare.cli.answer_file import read_answer_file, refusal
from loadshare.cli.output import InputError, print_json, print_section, print_text, print_title
from loadshare.cli.settings import country
from loadshare.interop.results import fill_in
from loadshare.knowledge import Knowledge, KnowledgeError, load_knowledge, read_knowledge
from loadshare.knowledge.catalogue import KINDS, CatalogueHit, find_entries, similar_ids, title_of
from loadshare.knowledge.condition_words import condition_words
from loadshare.knowledge.conditions import Condition
from loadshare.knowledge.cross_check import problems_in
from loadshare.knowledge.exercise import Dose, Exercise

app = typer.Typer(
    help="Look at what is known, and check a library.", no_args_is_help=True, rich_markup_mode=None
)

_REST = {"id", "code", "name", "text", "claim", "title", "sources", "figures", "note"}


@app.command("lint")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="folder laid out like the library; left out, the one shipped")
    ] = None,
) -> None:
    """Check that every knowledge file can be read and names only what exists."""
    try:
        knowledge = load_knowledge() if folder is None else read_knowledge(folder)
    except (KnowledgeError, OSError) as error:
        raise InputError(str(error)) from None
    problems = problems_in(knowledge)
    if problems:
        raise InputError("\n".join(problems))
    counts = ", ".join(f"{len(getattr(knowledge, kind.replace('-', '_')))} {kind}" for kind in KINDS)
    print_text(f"All is well: {counts}. Rules {knowledge.rules_version}.")


@app.command("length")
def length(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[ANSWERS]...", help="answer files to measure as well")
    ] = None,
) -> None:
    """Say how long the check is: for ten made-up people, and for the answer files named.

    Screens and words of the questions, words of the look over the answers, taps, and minutes at 238 words a
    minute and 1.5 seconds a tap.
    """
    knowledge = load_knowledge()
    print("screens  words  read back  taps  minutes")
    lengths = []
    for person in knowledge.people.values():
        answers = answers_of_person(person.id, knowledge=knowledge)
        lengths.append(length_of(answers=answers, knowledge=knowledge))
        print(_length_line(lengths[-1], person.name))
    for file in files or ():
        try:
            answers = read_answers(read_answer_file(file), knowledge=knowledge, complete=False)
        except AnswersError as error:
            raise refusal(file, error) from None
        print(_length_line(length_of(answers=answers, knowledge=knowledge), file.name))
    print(f"\nMedian of the ten: {median(one.minutes for one in lengths):.1f} minutes.")


def _length_line(one: Length, name: str) -> str:
    return f"{one.screens:7}  {one.words:5}  {one.read_back:9}  {one.taps:4}  {one.minutes:7.1f}  {name}"


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="an id, a code such as S1, or kind/id")],
    as_json: Annotated[bool, typer.Option("--json", help="print the entry as JSON")] = False,
) -> None:
    """Show an exercise, question, safety item, look-alike, test, statement, source and so on."""
    knowledge = load_knowledge()
    found = tuple(_filled_in(one) for one in find_entries(name, knowledge=knowledge))
    if not found:
        raise InputError(_unknown(name, knowledge))
    if as_json:
        _print_one(name, found)
        return
    for number, one in enumerate(found):
        if number:
            print()
        _print_entry(one, knowledge)


def _filled_in(found: CatalogueHit) -> CatalogueHit:
    return CatalogueHit(kind=found.kind, entry=fill_in(found.entry, country=country()))


def _unknown(name: str, knowledge: Knowledge) -> str:
    close = similar_ids(name, knowledge=knowledge)
    advice = f"Did you mean {' or '.join(close)}?" if close else f"Kinds: {', '.join(KINDS)}."
    return f"{name}: there is no entry with this id. {advice}"


def _print_one(name: str, found: tuple[CatalogueHit, ...]) -> None:
    if len(found) > 1:
        choices = " or ".join(f"{one.kind}/{one.entry.id}" for one in found)
        raise InputError(f"{name}: several entries have this id; name one: {choices}")
    print_json(found[0].entry)


def _print_entry(found: CatalogueHit, knowledge: Knowledge) -> None:
    entry = found.entry
    print_title(title_of(entry))
    code = f", {entry.code}" if getattr(entry, "code", "") else ""
    print_text(f"{KINDS[found.kind]}, {entry.id}{code}")
    print_section("What we hold", _plain_lines(entry))
    for title, lines in _lists(entry):
        print_section(title, lines)
    print_section("Sources", (_source_line(source, knowledge) for source in getattr(entry, "sources", ())))


def _plain_lines(entry: BaseModel) -> Iterator[str]:
    """Every plain value of an entry, its key in words."""
    for key, value in entry:
        if key in _REST or value in (None, "", (), False):
            continue
        words = (
            describe_dose(exercise=entry, dose=value)
            if isinstance(entry, Exercise) and isinstance(value, Dose)
            else _words(value)
        )
        if words:
            yield f"{_key_words(key)}: {words}"


def _lists(entry: BaseModel) -> Iterator[tuple[str, list[str]]]:
    """Every list of texts or of parts of an entry, with its title."""
    for key, value in entry:
        if key in _REST or not isinstance(value, tuple) or not value or _words(value):
            continue
        yield (
            _key_words(key),
            [_part_line(part) if isinstance(part, BaseModel) else str(part) for part in value],
        )


def _part_line(part: BaseModel) -> str:
    said = (f"{_key_words(key)}: {words}" for key, value in part if (words := _words(value)))
    return "; ".join(said)


def _words(value: Any) -> str:
    """A value in a few words; empty for what is shown as a list of its own, or is not there."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        short = all(isinstance(part, str) and " " not in part for part in value)
        return ", ".join(value) if short else ""
    if isinstance(value, BaseModel):
        return condition_words(value) if isinstance(value, Condition) else _part_line(value)
    return str(value)


def _key_words(key: str) -> str:
    return key.rstrip("_").replace("_", " ").capitalize()


def _source_line(name: str, knowledge: Knowledge) -> str:
    source = knowledge.sources.get(name)
    if source is None:
        return name
    year = f" ({source.year})" if source.year else ""
    read = "read" if source.read else "not read by us"
    return f"{name}: {source.title}{year}. {source.where or ''} [{read}]"
