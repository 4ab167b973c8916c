"""A person's data on its way in: checked as a whole, then added to what is here, each row at most once.

A row that is here already stays as it is, so sending a file twice changes nothing the second time. Ids that
somebody else uses here are renewed, the same way each time.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import ForeignKey, Model, UUIDField
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from loadshare.server.belongings.file_form import document_model, has_number
from loadshare.server.belongings.leaving import rows_owned_by
from loadshare.server.belongings.moving import give_way
from loadshare.server.belongings.older import FileRefusedError, brought_up_to_date
from loadshare.server.belongings.register import carried, fields_of, key_of, link_to_person, person_model
from loadshare.server.belongings.rule import Belonging

LEFT_OUT = object()
"""Stands for a row of the file that did not come in, because another one stands."""


MOST_VALUES = 4_000_000
"""Most commas and brackets of a file: many small values fill the memory, long ones do not."""


def read_document(text: bytes) -> BaseModel:
    """The checked content of a data.json. Raises `FileRefusedError`; nothing is stored."""
    if sum(text.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise FileRefusedError(_("The data in this file is larger than any copy can be."))
    try:
        raw = json.loads(text, parse_constant=_no_such_number)
        current = brought_up_to_date(raw)
        if "\\u0000" in (clean := json.dumps(current)):
            raise FileRefusedError(_("This copy holds signs that cannot be stored."))
        return document_model().model_validate_json(clean)
    except ValidationError as error:
        raise FileRefusedError(_words(error)) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(
            _("The data in this file cannot be read; part of it may be missing.")
        ) from None


def bring(document: BaseModel, *, to: Model) -> int:
    """Add everything of a checked document to a person; how many rows were new.

    All or nothing: raises `FileRefusedError` with the database as it was.
    """
    try:
        with transaction.atomic():
            owner = person_model()._default_manager.select_for_update().get(pk=to.pk)
            return _Bringing(owner=owner, document=document).run()
    except (IntegrityError, DataError) as error:
        raise FileRefusedError(_("Some entries of this copy contradict each other.")) from error


def _no_such_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _words(error: ValidationError) -> str:
    first = error.errors()[0]
    place = " → ".join(str(step) for step in first["loc"])
    return _("This copy does not have the form it should have, at %(place)s.") % {"place": place}


@dataclass(kw_only=True)
class _Bringing:
    """One file on its way to one person."""

    owner: Any
    document: Any
    places: dict[tuple[type[Model], Any], Any] = field(default_factory=dict)
    """By table and id in the file: the id it has here."""
    added: int = 0

    def run(self) -> int:
        if self.document.person.started_at < self.owner.started_at:
            self.owner.started_at = self.document.person.started_at
            self.owner.save(update_fields=["started_at"])
        for belonging in carried():
            self._bring_table(belonging, getattr(self.document.tables, belonging.table))
        return self.added

    def _bring_table(self, belonging: Belonging, rows: list[BaseModel]) -> None:
        here = self._rows_here(belonging)
        waiting: list[tuple[Any, Any]] = []
        taken = self._taken_ids(belonging, rows)
        for row in rows:
            named, made = self._made(belonging, row, taken)
            if made is None:
                continue
            known = here[self._key(belonging, made)]
            if known:
                self.places[belonging.model_class, named] = known.pop()
            elif self._may_stand(belonging, made):
                self._store(belonging, made, named, waiting)
            else:
                self.places[belonging.model_class, named] = LEFT_OUT
        self._flush(belonging, waiting)

    def _store(self, belonging: Belonging, made: Any, named: Any, waiting: list[tuple[Any, Any]]) -> None:
        if belonging.check is not None:
            try:
                belonging.check(made)
            except ValueError as error:
                raise FileRefusedError(str(error)) from None
        waiting.append((named, made))
        if belonging.standing is not None:  # the next row has to see this one
            self._flush(belonging, waiting)

    def _flush(self, belonging: Belonging, waiting: list[tuple[Any, Any]]) -> None:
        manager = belonging.model_class._default_manager
        stored = manager.bulk_create([made for _, made in waiting], batch_size=500)
        for (named, _made), row in zip(waiting, stored, strict=True):
            self.places[belonging.model_class, named] = row.pk
        self.added += len(stored)
        waiting.clear()

    def _made(self, belonging: Belonging, row: BaseModel, taken: set[uuid.UUID]) -> tuple[Any, Any]:
        """What the row is called in the file, and the row as it would be here.

        None for a row that hangs from one that was left out.
        """
        model = belonging.model_class
        values = {one.attname: self._value(one, row) for one in fields_of(belonging)}
        link, key = link_to_person(model), model._meta.pk
        if link is not None:
            values[link.attname] = self.owner.pk
        named = row.number if has_number(belonging) else values[key.attname]  # type: ignore[attr-defined]
        if LEFT_OUT in values.values():
            self.places[model, named] = LEFT_OUT
            return named, None
        if named in taken:
            values[key.attname] = uuid.uuid5(self.owner.pk, str(named))
        return named, model(**values)

    def _value(self, one: Any, row: BaseModel) -> Any:
        value = getattr(row, one.name)
        if isinstance(one, ForeignKey) and value is not None:
            try:
                place = self.places[one.related_model, value]
            except KeyError:
                raise FileRefusedError(
                    _("Something in this copy refers to an entry that is missing.")
                ) from None
            return None if place is LEFT_OUT and one.null else place
        return value

    def _taken_ids(self, belonging: Belonging, rows: list[BaseModel]) -> set[uuid.UUID]:
        """Ids of the file that somebody else has here."""
        key = belonging.model_class._meta.pk
        if not isinstance(key, UUIDField):
            return set()
        named = [getattr(row, key.name) for row in rows]
        theirs = set(belonging.model_class._default_manager.filter(pk__in=named).values_list("pk", flat=True))
        return theirs - set(rows_owned_by(belonging, self.owner).values_list("pk", flat=True))

    def _rows_here(self, belonging: Belonging) -> Mapping[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for row in rows_owned_by(belonging, self.owner).order_by("-pk").iterator():
            found[self._key(belonging, row)].append(row.pk)
        return found

    def _key(self, belonging: Belonging, row: Any) -> str:
        names = key_of(belonging)
        fields = fields_of(belonging)
        if names is not None:
            fields = tuple(row._meta.get_field(name) for name in names)
        values = [getattr(row, one.attname) for one in fields]
        return json.dumps(values, sort_keys=True, default=str)

    def _may_stand(self, belonging: Belonging, made: Any) -> bool:
        """Whether a brought row comes in where only one may stand; what is here stays unless ranked lower."""
        standing = belonging.standing
        if standing is None or any(getattr(made, name) != value for name, value in standing.when.items()):
            return True
        here = rows_owned_by(belonging, self.owner).filter(**standing.when).first()
        if here is None:
            return True
        if standing.rank is not None and standing.rank(made) < standing.rank(here):
            give_way(here, standing, to=made)
            return True
        if standing.join is not None:
            standing.join(here, made)
            here.save()
        for name, value in (standing.gives_way or {}).items():
            setattr(made, name, value)
        return standing.gives_way is not None
