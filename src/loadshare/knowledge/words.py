"""What a person reads, as data: one file per room, keyed by id, with named gaps.

    words = words_of("body")
    words("guide.bend", more="3.0", held="12")

`words/ROOM.toml` is English. Tables make the id (`[guide]` and `bend` are `guide.bend`), gaps are `{name}`,
and a table of plural forms (`one`, `other`) chooses by the gap `n`. `words/LANGUAGE/ROOM.toml` holds the same
ids in another language; what it leaves out is said in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from loadshare.knowledge.reader import KnowledgeError
from loadshare.knowledge.tables import keep_tables, table_of

FOLDER = Path(__file__).with_name("words")
ENGLISH = "en"
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The names that CLDR gives to plural forms; `other` is always there."""
PLURAL_RULES: Mapping[str, Callable[[int], str]] = {}
"""Which form a number takes, for languages that do not simply set one apart from the rest."""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One text, in one or several plural forms, with the gaps that must be filled."""

    forms: Mapping[str, str]
    gaps: frozenset[str]
    language: str

    def fill(self, given: Mapping[str, str | int]) -> str:
        """The text for these gaps. A language lacks the form of a number where it has only `other`."""
        form = "other"
        if len(self.forms) > 1:
            number = given["n"]
            if not isinstance(number, int):
                raise KnowledgeError(
                    f"the gap 'n' chooses the plural form; give a whole number, not {number!r}"
                )
            form = PLURAL_RULES.get(self.language, _one_or_other)(number)
        return self.forms.get(form, self.forms["other"]).format_map(given)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one room in one language. Call it with an id and every gap of that id."""

    room: str
    phrases: Mapping[str, Phrase]

    def __call__(self, key: str, /, **gaps: str | int) -> str:
        """Raises `KnowledgeError` for an unknown id, and for a gap that is missing or not in the text."""
        phrase = self.phrases.get(key)
        if phrase is None:
            raise KnowledgeError(f"words/{self.room}.toml has no {key!r}; write it there, or correct the id")
        if phrase.gaps != gaps.keys():
            wanted, given = (", ".join(sorted(names)) or "none" for names in (phrase.gaps, gaps))
            raise KnowledgeError(
                f"words/{self.room}.toml: {key!r} has the gaps {wanted}, and was given {given}"
            )
        return phrase.fill(gaps)


def words_of(room: str) -> Callable[..., str]:
    """The words of a room, read at the first call, in the language spoken at each call."""

    def words(key: str, /, **gaps: str | int) -> str:
        return load_words(room, spoken() or ENGLISH)(key, **gaps)

    return words


def speak(language: Callable[[], str | None]) -> None:
    """Let every room speak this language from now on. It is asked at every call, as requests differ.

    The rules choose an id and fill its gaps, and know of no language: who shows their words says it, once for
    the whole process. English until then, and where the answer is None.
    """
    global _spoken
    _spoken = language


def spoken() -> str | None:
    """The language that is spoken now."""
    return _held.get() or _spoken()


@contextmanager
def asked_once() -> Iterator[None]:
    """For a page of hundreds of sentences: which language it is, is asked once and holds until it is said."""
    token = _held.set(_spoken())
    try:
        yield
    finally:
        _held.reset(token)


_held: ContextVar[str | None] = ContextVar("language of a page", default=None)


def _english() -> str | None:
    return ENGLISH


_spoken: Callable[[], str | None] = _english


@cache
def load_words(room: str, language: str = ENGLISH) -> Words:
    """The words shipped with the package; `en-gb` is looked for before `en`."""
    words = read_words(FOLDER, room=room, language=language)
    keep_tables()
    return words


def read_words(folder: Path, *, room: str, language: str = ENGLISH) -> Words:
    """Read the words of a room from a folder laid out as `words/`.

    Raises `KnowledgeError` for a file that cannot be read, and for a translation with other ids or gaps.
    """
    phrases = _read(folder / f"{room}.toml", ENGLISH)
    for spoken in dict.fromkeys((language.split("-")[0], language)):
        path = folder / spoken / f"{room}.toml"
        if spoken.replace("-", "").isalnum() and path.exists():
            translated = _read(path, spoken.split("-")[0])
            _check_same(path, phrases, translated)
            phrases |= translated
    return Words(room=room, phrases=MappingProxyType(phrases))


def _check_same(path: Path, english: Mapping[str, Phrase], translated: Mapping[str, Phrase]) -> None:
    for key, phrase in translated.items():
        if key not in english:
            raise KnowledgeError(f"{path}: {key!r} is not among the English words; correct or remove it")
        if phrase.gaps != english[key].gaps:
            wanted = ", ".join(sorted(english[key].gaps)) or "none"
            raise KnowledgeError(f"{path}: {key!r} must have the gaps of the English text: {wanted}")


def _read(path: Path, language: str) -> dict[str, Phrase]:
    try:
        rows = table_of(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnowledgeError(f"{path}: the file is missing; restore it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: not readable as TOML ({error}); correct that line") from None
    return {key: _phrase(path, key, forms, language) for key, forms in _flat(path, rows)}


def _flat(path: Path, rows: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every id with its forms: a text by itself, or a table that holds nothing but plural forms."""
    for name, value in rows.items():
        key = f"{start}{name}"
        if isinstance(value, str):
            yield key, {"other": value}
        elif not isinstance(value, dict):
            raise KnowledgeError(f"{path}: {key!r} must be a text or a table of texts")
        elif "other" in value and value.keys() <= PLURALS and all(isinstance(v, str) for v in value.values()):
            yield key, dict(value)
        else:
            yield from _flat(path, value, f"{key}.")


def _phrase(path: Path, key: str, forms: dict[str, str], language: str) -> Phrase:
    gaps = set[str]()
    for text in forms.values():
        if not text.strip():
            raise KnowledgeError(f"{path}: {key!r} is empty; write its text")
        gaps |= _gaps(path, key, text)
    if len(forms) > 1 and "n" not in gaps:
        raise KnowledgeError(f"{path}: {key!r} has plural forms, so it needs the gap {{n}}")
    return Phrase(forms=MappingProxyType(forms), gaps=frozenset(gaps), language=language)


def _gaps(path: Path, key: str, text: str) -> set[str]:
    """Names alone: how a number is written is not for the text, and no gap may reach into a value."""
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise KnowledgeError(
            f"{path}: {key!r}: {error}; write a brace that is meant as {{{{ or }}}}"
        ) from None
    for name, spec, conversion in parts:
        if spec or conversion or not str(name).isidentifier():
            raise KnowledgeError(f"{path}: {key!r}: a gap is a name in braces, not {name!r}")
    return {str(name) for name, *_ in parts}


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"
