"""Finds what the apps state, and what the models themselves say, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, ForeignKey, Model, UUIDField

from loadshare.server.belongings.rule import Belonging, Trace

PERSON = "selfcare.Person"


def person_model() -> type[Model]:
    """The model of a person."""
    return apps.get_model(PERSON)


@cache
def belongings() -> tuple[Belonging, ...]:
    """Every stated belonging, a table after the tables it refers to."""
    stated = [
        entry for name in _stating_modules() for entry in getattr(import_module(name), "BELONGINGS", ())
    ]
    ordered: list[Belonging] = []
    while stated:
        ready = [one for one in stated if not _waits_for(one, stated)]
        if not ready:
            raise ValueError(f"tables refer to each other in a circle: {[one.model for one in stated]}")
        ordered += ready
        stated = [one for one in stated if one not in ready]
    return tuple(ordered)


@cache
def traces() -> tuple[Trace, ...]:
    """Every other table that says something about a person."""
    return tuple(entry for name in _stating_modules() for entry in getattr(import_module(name), "TRACES", ()))


@cache
def carried() -> tuple[Belonging, ...]:
    """The belongings that are in the copy a person takes along."""
    return tuple(one for one in belongings() if not one.secret)


@cache
def path_to_owner(model: type[Model]) -> tuple[str, type[Model]]:
    """The lookup that leads to the owner, and whether the owner is the person or their account.

    Raises `ValueError` for a model that hangs from neither.
    """
    roots = (person_model(), get_user_model())
    waiting: list[tuple[str, type[Model]]] = [("", model)]
    seen = {model}
    while waiting:
        path, here = waiting.pop(0)
        links = sorted(_links(here), key=lambda link: link[1] not in roots)
        for name, target in links:
            lookup = f"{path}__{name}" if path else name
            if target in roots:
                return lookup, target
            if target not in seen:
                seen.add(target)
                waiting.append((lookup, target))
    raise ValueError(f"{model._meta.label} hangs from nobody")


def hanging_models() -> frozenset[type[Model]]:
    """Every model with a path of foreign keys to a person or their account, found from the models."""
    found: set[type[Model]] = set()
    waiting: list[type[Model]] = [person_model(), get_user_model()]
    while waiting:
        target = waiting.pop()
        for model in apps.get_models():
            if model not in found and any(to is target for _, to in _links(model)):
                found.add(model)
                waiting.append(model)
    return frozenset(found - {person_model(), get_user_model()})


@cache
def link_to_person(model: type[Model]) -> ForeignKey[Model, Model] | None:
    """The model's own foreign key to the person, where it has one."""
    return next((field for field in _foreign_keys(model) if field.related_model is person_model()), None)


@cache
def fields_of(belonging: Belonging) -> tuple[Field[object, object], ...]:
    """The fields of a table that its rows carry: all but the owner and what stays here.

    An id only where it is a UUID.
    """
    owner = link_to_person(belonging.model_class)
    return tuple(
        field
        for field in belonging.model_class._meta.concrete_fields
        if field is not owner
        and field.name not in belonging.stays
        and not (field.primary_key and not isinstance(field, UUIDField))
    )


def key_of(belonging: Belonging) -> tuple[str, ...] | None:
    """The fields that name one row of a person; none where only everything together does.

    An empty tuple says that there is at most one row.
    """
    owner = link_to_person(belonging.model_class)
    if owner is not None and owner.unique:
        return ()
    if belonging.same_by:
        return belonging.same_by
    key = belonging.model_class._meta.pk
    return (key.name,) if isinstance(key, UUIDField) else None


def _stating_modules() -> Iterator[str]:
    for config in apps.get_app_configs():
        name = f"{config.name}.belongings"
        if config.name.startswith("loadshare.") and find_spec(name):
            yield name


def _waits_for(one: Belonging, others: list[Belonging]) -> bool:
    targets = {target for _, target in _links(one.model_class)}
    return any(other is not one and other.model_class in targets for other in others)


def _links(model: type[Model]) -> list[tuple[str, type[Model]]]:
    return [(field.name, field.related_model) for field in _foreign_keys(model)]


def _foreign_keys(model: type[Model]) -> list[ForeignKey[Model, Model]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
