"""Cases of the benchmark: what a person says, what they answer, and which urgencies are accepted.

A set is a folder: `cases/NAME.toml`, `unmentioned.toml` (the answers to whatever a case does not mention),
`laws.toml` (signs that must be seen) and `red-flags.toml` (a published list, scored beside the tools).
"""

import tomllib
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from loadshare.care import AnswersError
from loadshare.care.answers import Answers, read_answers
from loadshare.ending import PlainError
from loadshare.knowledge import Knowledge
from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.question import Kind

ANSWER_VALUE = str | float | bool | list[str]


class BenchmarkError(PlainError):
    """A file of the benchmark, or what a tool said, cannot be used."""


class Urgency(IntEnum):
    """How soon a person should be seen; a higher number is sooner."""

    SELF_CARE = 0
    SOON = 1
    SAME_DAY = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        """As it is written in files and said by tools."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def of(cls, word: str) -> "Urgency":
        """The urgency a word names. Raises ValueError with the words that are allowed."""
        for urgency in cls:
            if urgency.word == word:
                return urgency
        raise ValueError(f"'{word}' is none of {', '.join(one.word for one in reversed(cls))}")


class Difficulty(StrEnum):
    """What a case is for."""

    ORDINARY = "ordinary"
    HARD = "hard"
    PROBE = "probe"


def _urgency(word: object) -> object:
    return Urgency.of(word) if isinstance(word, str) else word


UrgencyWord = Annotated[Urgency, BeforeValidator(_urgency)]
"""An urgency that a file names by its word."""


class Vignette(Entry):
    """One invented person."""

    name: str
    title: Text
    kind: Difficulty
    accepted: tuple[UrgencyWord, ...] = Field(min_length=1, description="every urgency a clinician may want")
    why: Text
    story: Text
    retold: str = Field(default="", description="the same person in other words")
    answers: Mapping[str, Any] = Field(description="in the questions of Loadshare")
    tests: Mapping[str, Any] = {}

    @property
    def severity(self) -> Urgency:
        """The lowest urgency that is accepted: below it is under-triage."""
        return min(self.accepted)

    def plain(self) -> dict[str, Any]:
        """What a tool is told of the case, ready for JSON."""
        return {
            "id": self.name,
            "story": self.story.strip(),
            "answers": dict(self.answers),
            "tests": dict(self.tests),
        }


class WarningSign(Entry):
    """A warning sign that is added to a case: the urgency must not fall, and reach `at_least`."""

    id: Id
    sentence: Text
    answers: Mapping[str, Any]
    at_least: UrgencyWord


class RedFlag(Entry):
    """One line of a published list, in answers: it is there where one of these is so."""

    text: Text
    urgency: UrgencyWord = Urgency.SOON
    any_of: Mapping[str, tuple[str, ...]] = {}
    age_over: float | None = None
    age_under: float | None = None
    first_time_only: bool = False


class RedFlagList(Entry):
    """A published list of red flags."""

    name: Text
    source: Text
    flags: tuple[RedFlag, ...] = Field(min_length=1)


class VignetteSet(Entry):
    """Everything one folder holds."""

    folder: Path
    cases: tuple[Vignette, ...] = Field(min_length=1)
    signs: tuple[WarningSign, ...]
    red_flags: RedFlagList

    @cached_property
    def by_name(self) -> dict[str, Vignette]:
        """Each case by its name."""
        return {case.name: case for case in self.cases}


def published() -> Path:
    """The folder of the published set: in the package, or in the checkout it is run from."""
    inside = Path(__file__).parent / "published"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "benchmarks" / "triage"


def read_set(folder: Path, *, knowledge: Knowledge) -> VignetteSet:
    """Read a folder. Raises `BenchmarkError` naming the file and what is wrong with it."""
    if not (folder / "cases").is_dir():
        raise BenchmarkError(f"{folder}: no folder 'cases' here. Name the folder of a benchmark.")
    unmentioned = _table(folder / "unmentioned.toml").get("answers", {})
    laws = _table(folder / "laws.toml")
    cases = []
    for path in sorted((folder / "cases").glob("*.toml")):
        raw = {"name": path.stem, **_table(path)}
        raw["answers"] = filled(unmentioned, raw.get("answers", {}), knowledge=knowledge)
        case = _made(Vignette, raw, path)
        answers_of(case, knowledge=knowledge)
        cases.append(case)
    if not cases:
        raise BenchmarkError(f"{folder / 'cases'}: no case here; a case is a file NAME.toml")
    red_flags = folder / "red-flags.toml"
    listed = _made(RedFlagList, _table(red_flags), red_flags)
    if listed.source not in knowledge.sources:
        raise BenchmarkError(f"{red_flags}: no source is called '{listed.source}'")
    return VignetteSet(
        folder=folder,
        cases=tuple(cases),
        signs=tuple(_made(WarningSign, sign, folder / "laws.toml") for sign in laws.get("signs", [])),
        red_flags=listed,
    )


def filled(base: Mapping[str, Any], given: Mapping[str, Any], *, knowledge: Knowledge) -> dict[str, Any]:
    """`given` over `base`. An item of a group that is given by itself leaves the others as they were."""
    merged = {**base, **given}
    for question in knowledge.questions.values():
        items = {option.value for option in question.options}
        if question.kind is Kind.FLAGS and question.id not in given and items & set(given):
            before = merged.pop(question.id, "none")
            said = before if isinstance(before, list) else []
            merged |= {
                item: given.get(item, merged.get(item, "yes" if item in said else "no")) for item in items
            }
    return merged


def answers_of(case: Vignette, *, knowledge: Knowledge) -> Answers:
    """The case's answers, checked. Raises `BenchmarkError` with every problem."""
    try:
        return read_answers(
            {"answers": case.answers, "tests": case.tests}, knowledge=knowledge, complete=True
        )
    except AnswersError as error:
        raise BenchmarkError(f"{case.name}: {error}") from None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BenchmarkError(f"{path}: this file is missing") from None
    except (ValueError, RecursionError) as error:
        raise BenchmarkError(f"{path}: not readable as TOML ({error})") from None


def _made(kind: type[Any], raw: Mapping[str, Any], path: Path) -> Any:
    try:
        return kind(**raw)
    except (ValidationError, TypeError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BenchmarkError(f"{path}: {where}: {first['msg']}") from None
        raise BenchmarkError(f"{path}: {error}") from None
