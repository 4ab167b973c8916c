"""A person's data on its way in: checked as a whole, then added to what is here, each row at most once.

A row that is here already stays as it is, so sending a file twice changes nothing the second time. Ids that
somebody else uses here are renewed, the same way each time.

The rows are written in many small transactions, so that nobody waits for them, and belong to somebody else
meanwhile: a person nobody can be, whom nobody sees. The last transaction joins the two, as a guest joins an
account. Whatever ends before that leaves the person as they were; what it wrote is swept away later.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from loadshare.server.belongings.leaving import rows_owned_by
from loadshare.server.belongings.moving import give_way, move_everything
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.reading import Copy
from loadshare.server.belongings.register import carried, person_model
from loadshare.server.belongings.rows import as_key, key_names, made_from, name_in_file
from loadshare.server.belongings.rule import Belonging

LEFT_OUT = object()
"""Stands for a row of the file that did not come in, because another one stands."""
MOST_AT_ONCE = 500
"""Rows of one transaction: a few hundredths of a second."""


def bring(copy: Copy, *, to: Model | None = None) -> tuple[Any, int]:
    """Add everything of a checked copy to a person, or to a new one; the person, and how many rows were new.

    All or nothing: raises `FileRefusedError` with the person as they were. Call it inside `one_import`.
    """
    sweep()
    arriving: Any = person_model()._default_manager.create(
        started_at=min(copy.head.person.started_at, timezone.now()), arriving=True
    )
    try:
        _Bringing(owner=to or arriving, arriving=arriving).write(copy.rows())
        return (to, _join(arriving, to)) if to else (_begin(arriving), copy.count)
    except (IntegrityError, DataError) as error:
        raise FileRefusedError(_("Some entries of this copy contradict each other.")) from error
    finally:
        sweep()


def sweep() -> int:
    """Remove what came in for nobody, because it was refused or cut off; how many copies. Only while no copy
    is being brought in."""
    left = list(person_model()._default_manager.filter(arriving=True))
    for arriving in left:
        for belonging in reversed(carried()):
            rows = rows_owned_by(belonging, arriving).values_list("pk", flat=True)
            while some := list(rows[:MOST_AT_ONCE]):
                belonging.model_class._default_manager.filter(pk__in=some).delete()
        arriving.delete()
    return len(left)


def _begin(arriving: Any) -> Any:
    """All rows are there: they need not be moved to somebody who has none."""
    arriving.arriving = False
    arriving.save(update_fields=["arriving"])
    return arriving


@transaction.atomic
def _join(arriving: Any, to: Model) -> int:
    owner: Any = person_model()._default_manager.select_for_update().get(pk=to.pk)
    added = move_everything(stands=owner, yields=arriving, to=owner, mixes=True)
    if arriving.started_at < owner.started_at:
        owner.started_at = arriving.started_at
        owner.save(update_fields=["started_at"])
    arriving.delete()
    return added


@dataclass(kw_only=True)
class _Bringing:
    """One file on its way to one person."""

    owner: Any
    arriving: Any
    """Whose the rows are until all of them are there."""
    places: dict[tuple[type[Model], Any], Any] = field(default_factory=dict)
    """By table and name in the file: the id it has here."""

    def write(self, rows: Iterable[tuple[Belonging, BaseModel]]) -> None:
        for belonging, of_table in groupby(rows, key=lambda one: one[0]):
            here = self._rows_here(belonging)
            for some in _in_parts(row for _belonging, row in of_table):
                with transaction.atomic():
                    self._write_part(belonging, some, here)

    def _write_part(self, belonging: Belonging, rows: list[BaseModel], here: Mapping[str, list[Any]]) -> None:
        waiting: list[tuple[Any, Any]] = []
        taken = self._taken_ids(belonging, rows)
        for row in rows:
            named, made = self._made(belonging, row, taken)
            if made is None:
                continue
            known = here.get(as_key(getattr(made, name) for name in key_names(belonging)))
            if known:
                self.places[belonging.model_class, named] = known.pop()
            elif self._may_stand(belonging, made):
                waiting.append((named, made))
                if belonging.standing is not None:  # the next row has to see this one
                    self._flush(belonging, waiting)
            else:
                self.places[belonging.model_class, named] = LEFT_OUT
        self._flush(belonging, waiting)

    def _flush(self, belonging: Belonging, waiting: list[tuple[Any, Any]]) -> None:
        stored = belonging.model_class._default_manager.bulk_create([made for _, made in waiting])
        for (named, _made), row in zip(waiting, stored, strict=True):
            self.places[belonging.model_class, named] = row.pk
        waiting.clear()

    def _made(self, belonging: Belonging, row: BaseModel, taken: set[uuid.UUID]) -> tuple[Any, Any]:
        """What the row is called in the file, and the row as it would be here.

        None for a row that hangs from one that was left out.
        """
        made = made_from(belonging, row, owner=self.arriving.pk, place=self._place)
        named = name_in_file(belonging, row)
        if LEFT_OUT in made.__dict__.values():
            self.places[belonging.model_class, named] = LEFT_OUT
            return named, None
        if named in taken:
            made.pk = uuid.uuid5(self.owner.pk, str(named))
        return named, made

    def _place(self, link: Any, named: Any) -> Any:
        place = self.places[link.related_model, named]
        return None if place is LEFT_OUT and link.null else place

    def _taken_ids(self, belonging: Belonging, rows: list[BaseModel]) -> set[uuid.UUID]:
        """Ids of the file that somebody else has here."""
        key = belonging.model_class._meta.pk
        if not isinstance(key, UUIDField):
            return set()
        named = [getattr(row, key.name) for row in rows]
        theirs = set(belonging.model_class._default_manager.filter(pk__in=named).values_list("pk", flat=True))
        return theirs - set(
            rows_owned_by(belonging, self.owner).filter(pk__in=named).values_list("pk", flat=True)
        )

    def _rows_here(self, belonging: Belonging) -> Mapping[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        rows = rows_owned_by(belonging, self.owner).order_by("-pk")
        for key, *values in rows.values_list("pk", *key_names(belonging)).iterator():
            found[as_key(values)].append(key)
        return found

    def _may_stand(self, belonging: Belonging, made: Any) -> bool:
        """Whether a brought row comes in where only one may stand; what is here stays unless ranked lower."""
        standing = belonging.standing
        if standing is None or any(getattr(made, name) != value for name, value in standing.when.items()):
            return True
        # Where the two are weighed or joined, what is here may change in the last transaction only.
        is_weighed = standing.rank is not None or standing.join is not None
        owners = (self.arriving,) if is_weighed else (self.owner, self.arriving)
        found = (rows_owned_by(belonging, owner).filter(**standing.when).first() for owner in owners)
        here = next((row for row in found if row is not None), None)
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


def _in_parts(rows: Iterator[BaseModel]) -> Iterator[list[BaseModel]]:
    part: list[BaseModel] = []
    for row in rows:
        part.append(row)
        if len(part) == MOST_AT_ONCE:
            yield part
            part = []
    if part:
        yield part
