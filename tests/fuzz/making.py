"""Makes damaged and twisted inputs out of good ones: of bytes, and of what JSON in them means."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

ODD_BYTES = (
    b"",
    b"\0",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7f" * 4,
    b"\xff" * 4,
)
ODD_TEXT = (
    '"', "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", "\n", "\r", "\t", ";", "#", "=", "NaN",
    "-Infinity", "1e999", "-0", "1_0", "9" * 30, "١٢", "\u202e", "é", "\x07", "null", "true", " ", "%", "+",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**25, 0.5, -1e308, 1e308, 5e-324, "", "x", "yes",
    "none", "not-sure", "0", "-1", "1e9", "x" * 5000, "\x00", "\ud800", "\u202e", "2026-02-30", "0001-01-01",
    "9999-12-31T23:59:59Z", "2026-11-23T10:00:00", "2026-11-23T10:00:00+23:59", [], {},
    [[]], [None], {"": {}},
)  # fmt: skip


def made_from(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One input."""
    seed = chance.choice(seeds)
    if chance.random() < 0.6 and (twisted := _twisted(seed, chance)) is not None:
        return twisted
    return _damaged(seed, chance.choice(seeds), chance)


def _damaged(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    content = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(content) + 1)
        size = chance.choice((1, 2, 4, 16, 200))
        match chance.randrange(8):
            case 0:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case 1 if content:
                content[at % len(content)] ^= 1 << chance.randrange(8)
            case 2:
                del content[at : at + size]
            case 3:
                content[at:at] = content[at : at + size] * chance.choice((1, 2, 50))
            case 4:
                content[at:at] = chance.choice(ODD_BYTES)
            case 5:
                content[at : at + chance.choice((0, 1))] = chance.choice(ODD_TEXT).encode()
            case 6:
                there = chance.randrange(len(other) + 1)
                content[at : at + size] = other[there : there + size]
            case 7:
                del content[at:]
    return bytes(content)


def _twisted(seed: bytes, chance: random.Random) -> bytes | None:
    """The same JSON with values changed, moved or gone; None for what is no JSON."""
    try:
        value = json.loads(seed)
    except (ValueError, RecursionError):
        return None
    places = list(_places(value))
    if not places:
        return None
    value = copy.deepcopy(value)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        _change(value, chance.choice(places), places, chance)
    return json.dumps(value).encode()


def _change(value: Any, path: tuple[Any, ...], places: list[tuple[Any, ...]], chance: random.Random) -> None:
    try:
        inside = _at(value, path[:-1])
        old = inside[path[-1]]
        match chance.randrange(6):
            case 0:
                del inside[path[-1]]
            case 1:
                inside[path[-1]] = copy.deepcopy(_at(value, chance.choice(places)))
            case 2 if isinstance(old, int | float):
                inside[path[-1]] = old + chance.choice((-1, 1, 0.5, 100, -1000))
            case 3 if isinstance(inside, dict):
                inside[chance.choice(("x", "id", "", "kind", "at"))] = old
            case 4 if isinstance(inside, list):
                inside.insert(0, old)
            case _:
                inside[path[-1]] = chance.choice(ODD_VALUES)
    except (KeyError, IndexError, TypeError):
        pass  # an earlier change took it away


def _places(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*before, key)
            yield from _places(inner, (*before, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value
