"""What may change places in a session where its order is tried: said for each kind of exercise, as data."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.exercise import Exercise, Strand

PATH = Path(__file__).with_name("session_order.toml")


class OrderPlace(StrEnum):
    """Where an exercise stands."""

    START = "start"
    """Before both, whatever is tried."""
    STRETCH = "stretch"
    STRENGTH = "strength"


class KindPlace(Entry):
    """Where the exercises of one kind stand."""

    strand: Strand
    gentle: bool
    place: OrderPlace
    why: Text


class SessionOrder(Entry):
    """All kinds."""

    sources: tuple[Id, ...] = Field(min_length=1)
    kinds: tuple[KindPlace, ...]


@cache
def session_order() -> SessionOrder:
    """As it is kept."""
    return SessionOrder.model_validate(tomllib.loads(PATH.read_text(encoding="utf-8")))


@cache
def _places() -> Mapping[tuple[Strand, bool], OrderPlace]:
    return {(kind.strand, kind.gentle): kind.place for kind in session_order().kinds}


def place_in_order(exercise: Exercise) -> OrderPlace:
    """Where an exercise stands. Every kind there is has its row."""
    return _places()[exercise.strand, exercise.gentle]
