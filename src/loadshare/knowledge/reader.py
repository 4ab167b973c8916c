"""Reads the knowledge files and refuses a broken one, naming file, key and what to do."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from loadshare.knowledge.evidence import Source, Statement
from loadshare.knowledge.exercise import Exercise
from loadshare.knowledge.expectation import Expectation
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.load_advice import LoadAdvice
from loadshare.knowledge.mechanism import Mechanism, Sign
from loadshare.knowledge.need import Need, Start
from loadshare.knowledge.outcome import Outcome
from loadshare.knowledge.question import MadeUpPerson, Page, Question, Retired, Section
from loadshare.knowledge.readout import Readout
from loadshare.knowledge.safety import Filter, LookAlike, SafetyItem
from loadshare.knowledge.self_test import SelfTest
from loadshare.knowledge.stop import Stop
from loadshare.knowledge.story import Story
from loadshare.knowledge.tables import keep_tables, table_of
from loadshare.knowledge.template import Template

HERE = Path(__file__).parent

Model = TypeVar("Model", bound=BaseModel)


class KnowledgeError(ValueError):
    """A knowledge file is broken; the message names the file, the key and what to do."""


@cache
def load_knowledge() -> Knowledge:
    """The library shipped with the package; read once and kept."""
    knowledge = read_knowledge(HERE)
    keep_tables()
    return knowledge


def read_knowledge(folder: Path) -> Knowledge:
    """Read a library from a folder laid out like this package.

    Raises `KnowledgeError` for the first file that cannot be read.
    """
    sections = tuple(Section)
    return Knowledge(
        sources=_keyed(_read_lists(folder / "sources", "sources", Source)),
        filters=_keyed(_read_list(folder / "filters.toml", "filters", Filter)),
        signs=_keyed(_read_list(folder / "signs.toml", "signs", Sign)),
        statements=_keyed(_read_folder(folder / "statements", Statement)),
        mechanisms=_keyed(_read_folder(folder / "mechanisms", Mechanism), key=lambda m: m.code),
        pages=_keyed(_read_list(folder / "pages.toml", "pages", Page)),
        questions=_keyed(
            _read_folder(folder / "questions", Question),
            key=lambda q: (sections.index(q.section), q.order, q.id),
        ),
        retired=_keyed(_read_list(folder / "retired.toml", "retired", Retired)),
        people=_keyed(_read_list(folder / "people.toml", "people", MadeUpPerson)),
        usual=_read_toml(folder / "people.toml").get("usual", {}),
        safety=_keyed(_read_folder(folder / "safety", SafetyItem)),
        look_alikes=_keyed(_read_folder(folder / "look_alikes", LookAlike)),
        self_tests=_keyed(_read_folder(folder / "self_tests", SelfTest)),
        exercises=_keyed(
            _read_folder(folder / "exercises", Exercise),
            key=lambda e: ("RSCB".index(e.code[0]), int(e.code[1:])),
        ),
        templates=_keyed(_read_folder(folder / "templates", Template), key=lambda t: (t.rank, t.id)),
        needs=_keyed(_read_list(folder / "needs.toml", "needs", Need)),
        starts=_keyed(_read_list(folder / "starts.toml", "starts", Start)),
        load_advice=_keyed(_read_list(folder / "load_advice.toml", "load_advice", LoadAdvice)),
        expectations=_keyed(_read_list(folder / "expectations.toml", "expectations", Expectation)),
        stops=_keyed(_read_lists(folder / "stops", "stops", Stop), key=lambda s: s.order),
        outcomes=_keyed(_read_folder(folder / "outcomes", Outcome)),
        stories=_keyed(_read_folder(folder / "stories", Story)),
        readouts=_keyed(_read_folder(folder / "readouts", Readout)),
    )


def _keyed(entries: Iterator[Model], key: Callable[[Any], Any] | None = None) -> Mapping[str, Model]:
    ordered = list(entries) if key is None else sorted(entries, key=key)
    return {entry.id: entry for entry in ordered}  # type: ignore[attr-defined]


def _read_folder(folder: Path, model: type[Model]) -> Iterator[Model]:
    for path in sorted(folder.glob("*.toml")):
        entry = _validate(path, _read_toml(path), model)
        if getattr(entry, "id", None) != path.stem:
            raise KnowledgeError(f"{path}: key 'id' is {entry.id!r}; make it {path.stem!r}, like the file")  # type: ignore[attr-defined]
        yield entry


def _read_lists(folder: Path, key: str, model: type[Model]) -> Iterator[Model]:
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        for entry in _read_list(path, key, model):
            identifier = str(entry.id)  # type: ignore[attr-defined]
            if identifier in seen:
                raise KnowledgeError(f"{path}: id {identifier!r} is already in {seen[identifier]}; keep one")
            seen[identifier] = path
            yield entry


def _read_list(path: Path, key: str, model: type[Model]) -> Iterator[Model]:
    rows = _read_toml(path).get(key)
    if not isinstance(rows, list) or not rows:
        raise KnowledgeError(f"{path}: write at least one [[{key}]] table")
    seen: set[str] = set()
    for row in rows:
        entry = _validate(path, row, model)
        identifier = str(entry.id)  # type: ignore[attr-defined]
        if identifier in seen:
            raise KnowledgeError(f"{path}: id {identifier!r} is used twice; rename one")
        seen.add(identifier)
        yield entry


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return table_of(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnowledgeError(f"{path}: the file is missing; restore it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: not readable as TOML ({error}); correct that line") from None


def _validate(path: Path, row: Mapping[str, Any], model: type[Model]) -> Model:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(file)"
        name = f" of {row['id']!r}" if "id" in row else ""
        raise KnowledgeError(f"{path}: key {key!r}{name}: {first['msg']}; correct it") from None
