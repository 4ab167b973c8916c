"""The shapes of outcomes for the engine in the browser, from the values that `loadshare.measure` returns."""

import types
import typing
from dataclasses import fields
from enum import Enum
from pathlib import Path

import numpy as np

from loadshare import measure
from loadshare.measure.bend import BendPart

PAGE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "measure" / "engine" / "outcomes.ts"

SHAPES = (
    measure.Estimate,
    measure.Quality,
    measure.Range,
    measure.HipRotation,
    measure.HipAngle,
    BendPart,
    measure.Bend,
    measure.Pass,
    measure.Turn,
    measure.Bout,
    measure.Strides,
    measure.Pace,
    measure.Walk,
    measure.StanceTrial,
    measure.RepetitionCount,
    measure.HoldTime,
)
_PLAIN = {float: "number", int: "number", bool: "boolean", str: "string", type(None): "null"}


def text() -> str:
    """What the file should say."""
    head = "/** What a measurement says. `make docs` writes it from the values of `loadshare.measure`. */"
    return "\n\n".join([head, *map(_interface, SHAPES)]) + "\n"


def _interface(shape: type) -> str:
    hints = typing.get_type_hints(shape)
    lines = [f"  {field.name}: {_kind(hints[field.name])};" for field in fields(shape)]
    return "\n".join([f"export interface {shape.__name__} {{", *lines, "}"])


def _kind(hint: object) -> str:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in SHAPES:
        return hint.__name__  # type: ignore[union-attr]
    if hint in _PLAIN:
        return _PLAIN[hint]  # type: ignore[index]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " | ".join(f'"{member.value}"' for member in hint)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(_kind(one) for one in inner)
    if origin is np.ndarray:
        return _PLAIN[bool if typing.get_args(inner[1])[0] is np.bool_ else float] + "[]"
    if origin is tuple and inner[-1] is Ellipsis:
        one = _kind(inner[0])
        return f"({one})[]" if " | " in one else f"{one}[]"
    if origin is tuple:
        return f"[{', '.join(_kind(one) for one in inner)}]"
    raise TypeError(f"no shape in the browser for {hint}")
