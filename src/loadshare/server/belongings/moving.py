"""Gives everything of one person to another, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from loadshare.server.belongings.leaving import rows_owned_by
from loadshare.server.belongings.register import belongings, key_of, link_to_person
from loadshare.server.belongings.rows import as_key, key_names
from loadshare.server.belongings.rule import Belonging, OnlyOne


def rows_of(belonging: Belonging, person: Model) -> QuerySet[Any]:
    """The rows of a table that hang directly from this person."""
    link = link_to_person(belonging.model_class)
    if link is None:
        raise ValueError(f"{belonging.model} does not hang directly from a person")
    return belonging.model_class._default_manager.filter(**{link.name: person})


def move_everything(*, stands: Model, yields: Model, to: Model, mixes: bool = False) -> int:
    """Join two people into `to`, which is one of them; call it inside a transaction. How many rows moved.

    Where only one row may be, that of `stands` is kept, unless the table's rule ranks them. `mixes`: also
    where an account's rows stand alone, those of a guest that fit beside them come in.
    """
    other = yields if to == stands else stands
    for belonging in _direct():
        if not mixes and belonging.account_stands and rows_of(belonging, to).exists():
            rows_of(belonging, other).delete()
        make_room(belonging, stands=stands, yields=yields)
    moved: int = sum(rows_owned_by(belonging, other).count() for belonging in belongings())
    for belonging in _direct():
        link = link_to_person(belonging.model_class)
        assert link is not None
        rows_of(belonging, other).update(**{link.name: to})
    return moved


def make_room(belonging: Belonging, *, stands: Model, yields: Model) -> None:
    """Take away what may not be twice."""
    key = key_of(belonging)
    if key is not None and key != (belonging.model_class._meta.pk.name,):  # an id is never twice
        names = key_names(belonging)
        # No names at all say that there is one row at most: every key is the same empty one then.
        theirs = {as_key(values) for _, *values in rows_of(belonging, stands).values_list("pk", *names)}
        found = rows_of(belonging, yields).values_list("pk", *names)
        twice = [pk for pk, *values in found if as_key(values) in theirs]
        rows_of(belonging, yields).filter(pk__in=twice).delete()
    if belonging.standing is not None:
        _let_one_stand(belonging, belonging.standing, stands=stands, yields=yields)


def give_way(row: Any, standing: OnlyOne, *, to: Any) -> None:
    """Make room for the row that stands."""
    if standing.join is not None:
        standing.join(to, row)
    if standing.gives_way is None:
        row.delete()
        return
    for name, value in standing.gives_way.items():
        setattr(row, name, value)
    row.save(update_fields=list(standing.gives_way))


def _let_one_stand(belonging: Belonging, standing: OnlyOne, *, stands: Model, yields: Model) -> None:
    one = rows_of(belonging, stands).filter(**standing.when).first()
    other = rows_of(belonging, yields).filter(**standing.when).first()
    if one is None or other is None:
        return
    if standing.rank and standing.rank(other) < standing.rank(one):
        one, other = other, one
    give_way(other, standing, to=one)
    one.save()


def _direct() -> Iterable[Belonging]:
    return [one for one in belongings() if link_to_person(one.model_class) is not None]
