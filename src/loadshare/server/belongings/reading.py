"""A copy that somebody sends, read row by row: a long one needs no more memory than a short one."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from loadshare.server.belongings.file_form import MOST_ROWS, VERSION, head_model, row_model
from loadshare.server.belongings.json_stream import JsonStream, JsonStreamError, TooMuchError
from loadshare.server.belongings.older import FileRefusedError, brought_up_to_date, version_of
from loadshare.server.belongings.package import text_in
from loadshare.server.belongings.register import carried, link_to_person
from loadshare.server.belongings.rows import as_key, columns, key_names, made_from, name_in_file, parents_of
from loadshare.server.belongings.rule import Belonging

MOST_WITHOUT_A_PAUSE = 200
PAUSE_S = 0.005
"""A thread that computes without a pause lets the others of its process wait at every turn."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy in which every row was checked. Its rows are read again from the file each time."""

    file: BinaryIO
    head: Any
    count: int
    characters: int

    def rows(self) -> Iterator[tuple[Belonging, BaseModel]]:
        """Every row, those of a table after those of the tables it refers to."""
        return _Reading(self.file).rows()


def read_copy(file: BinaryIO) -> Copy:
    """Look at a whole file, and keep nothing of it. Raises `FileRefusedError`."""
    reading, checking = _Reading(file), _Checking()
    for belonging, row in reading.rows():
        checking.take(belonging, row)
    return Copy(file=file, head=reading.head, count=checking.count, characters=reading.characters)


class _Reading:
    """One reading of the file. Tables may stand in any order: who comes too early is read the next time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw: dict[str, Any] = {}
        self._done: set[str] = set()
        self._present: set[str] | None = None
        """The tables of the file; not known before its end."""
        self.head: Any = None
        self.characters = 0

    def rows(self) -> Iterator[tuple[Belonging, BaseModel]]:
        with _in_words():
            while self._present is None or not self._done >= self._present:
                before, is_first = len(self._done), self._present is None
                seen: set[str] = set()
                yield from self._pass(seen)
                self._present = seen
                if not is_first and len(self._done) == before:
                    raise JsonStreamError

    def _pass(self, seen: set[str]) -> Iterator[tuple[Belonging, BaseModel]]:
        """From the first sign of the file to the last."""
        self.characters = 0
        stream = JsonStream(self._counted())
        keys: set[str] = set()
        for key in stream.members():
            if key in keys:
                raise JsonStreamError
            keys.add(key)
            if key == "tables":
                yield from self._tables(stream, seen)
            else:
                self._raw[key] = stream.value()
        stream.end()
        if self.head is None:
            version_of(self._raw)
            self.head = _head_of(self._raw)
        if "tables" not in keys:
            raise JsonStreamError

    def _tables(self, stream: JsonStream, seen: set[str]) -> Iterator[tuple[Belonging, BaseModel]]:
        known = {one.table: one for one in carried()}
        for table in stream.members():
            if table not in known or table in seen:
                raise FileRefusedError(
                    _("This copy does not have the form it should have, at %(place)s.") % {"place": table}
                )
            seen.add(table)
            if table not in self._done and self._may_be_read(known[table]):
                yield from self._rows_of(known[table], stream)
                self._done.add(table)
            else:
                for _item in stream.items():
                    stream.text()

    def _may_be_read(self, belonging: Belonging) -> bool:
        if "version" not in self._raw or "format" not in self._raw:
            return False
        waits = parents_of(belonging) - self._done
        return not waits if self._present is None else waits.isdisjoint(self._present)

    def _rows_of(self, belonging: Belonging, stream: JsonStream) -> Iterator[tuple[Belonging, BaseModel]]:
        version, form = version_of(self._raw), row_model(belonging)
        for number, _item in enumerate(stream.items()):
            if number % MOST_WITHOUT_A_PAUSE == MOST_WITHOUT_A_PAUSE - 1:
                time.sleep(PAUSE_S)
            text, row = stream.text_and_value()
            if version < VERSION:
                text = json.dumps(brought_up_to_date(belonging.table, row, version=version))
            if "\\u0000" in text:
                raise FileRefusedError(_("This copy holds signs that cannot be stored."))
            try:
                yield belonging, form.model_validate_json(text)
            except ValidationError as error:
                raise FileRefusedError(place_in_words(error, "tables", belonging.table, number)) from None

    def _counted(self) -> Iterator[str]:
        for block in text_in(self._file):
            self.characters += len(block)
            yield block


@dataclass
class _Checking:
    """What has to be true of the rows of a copy beside each other."""

    count: int = 0
    _told: dict[type[Any], dict[Any, Any]] = field(default_factory=lambda: defaultdict(dict))
    """By table and name in the file: what the row tells those that refer to it."""
    _keys: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, belonging: Belonging, row: BaseModel) -> None:
        """Raises `FileRefusedError` where it does not go with those before it, or cannot be used here."""
        self.count += 1
        if self.count > MOST_ROWS:
            raise FileRefusedError(_("The data in this file is larger than any copy can be."))
        told, name = self._told[belonging.model_class], name_in_file(belonging, row)
        if name in told:
            raise FileRefusedError(_contradiction())
        beside: dict[str, Any] = {}

        def find(link: Any, value: Any) -> Any:
            beside[link.name] = self._told_by(link.related_model, value)
            return value

        made = made_from(belonging, row, owner=None, place=find)
        for names in _unique_in(belonging):
            values = [getattr(made, column) for column in names]
            if None not in values:
                self._once((belonging.table, *names), as_key(values))
        try:
            if belonging.check is not None:
                belonging.check(made)
            if belonging.check_beside is not None:
                belonging.check_beside(made, beside)
        except ValueError as error:
            raise FileRefusedError(str(error)) from None
        told[name] = belonging.tells(made) if belonging.tells is not None else None

    def _once(self, where: tuple[str, ...], key: str) -> None:
        if key in self._keys[where]:
            raise FileRefusedError(_contradiction())
        self._keys[where].add(key)

    def _told_by(self, model: type[Any], name: Any) -> Any:
        if name not in self._told[model]:
            raise FileRefusedError(_("Something in this copy refers to an entry that is missing."))
        return self._told[model][name]


@cache
def _unique_in(belonging: Belonging) -> tuple[tuple[str, ...], ...]:
    """Every set of columns that no two rows of one person share."""
    model, owner = belonging.model_class, link_to_person(belonging.model_class)
    found = {key_names(belonging)}
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and rule.condition is None:
            found.add(columns(belonging, rule.fields))
    found |= {(one.attname,) for one in model._meta.concrete_fields if one.unique and not one.primary_key}
    mine = owner.attname if owner is not None else ""
    return tuple(sorted({tuple(name for name in names if name != mine) for names in found}))


def _head_of(raw: dict[str, Any]) -> Any:
    try:
        return head_model().model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise FileRefusedError(place_in_words(error)) from None


def place_in_words(error: ValidationError, *before: str | int) -> str:
    """Where the first thing stands that is not as it should be."""
    place = " → ".join(str(step) for step in (*before, *error.errors()[0]["loc"]))
    return _("This copy does not have the form it should have, at %(place)s.") % {"place": place}


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except FileRefusedError:
        raise
    except TooMuchError:
        raise FileRefusedError(_("The data in this file is larger than any copy can be.")) from None
    except (ValueError, RecursionError):
        raise FileRefusedError(
            _("The data in this file cannot be read; part of it may be missing.")
        ) from None


def _contradiction() -> str:
    return _("Some entries of this copy contradict each other.")
