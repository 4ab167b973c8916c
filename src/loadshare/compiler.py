"""Compiles loops that are too slow in Python, and keeps the result between runs where there is a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[Function], Function]:
    """Numba's `njit`. On an installation that nobody may write to, it compiles anew at every start."""

    def compile_one(function: Function) -> Function:
        try:
            out: Function = numba.njit(cache=True, **options)(function)
        except RuntimeError:  # "cannot cache function": neither the package nor the home can be written to
            out = numba.njit(**options)(function)
        return out

    return compile_one
