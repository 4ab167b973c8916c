"""Reads a long JSON text a piece at a time, and never holds more of it than one value of a known size."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

MOST_CHARACTERS = 2 * 1024 * 1024
"""Of one value. The longest there is holds the recordings of a measurement."""
MOST_PARTS = 50_000
"""Commas and brackets of one value: small parts fill the memory, long texts do not."""
MOST_DEPTH = 20
_SIGN = re.compile(r'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_PLAIN_END = re.compile(r"[\s,\]}]")
_BLANK = re.compile(r"[ \t\r\n]*")
_LARGEST = 2**63


class JsonStreamError(ValueError):
    """The text is no JSON."""


class TooMuchError(JsonStreamError):
    """It may be JSON, and is larger or deeper somewhere than it may be."""


class JsonStream:
    """A cursor over a JSON text: each value is read (`value`) or walked (`members`, `items`) as it is met."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text = ""
        self._at = 0

    def members(self) -> Iterator[str]:
        """The keys of the object here; the value of each is read before the next one is asked for."""
        for _item in self._parts("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                raise JsonStreamError
            self._take(":")
            yield key

    def items(self) -> Iterator[None]:
        """The items of the list here; each is read before the next one is asked for."""
        yield from self._parts("[", "]")

    def value(self) -> Any:
        """The value here, whole."""
        return self.text_and_value()[1]

    def text_and_value(self) -> tuple[str, Any]:
        """The value here, and how it is written."""
        text = self.text()
        if text.count(",") + text.count("[") + text.count("{") > MOST_PARTS:
            raise TooMuchError
        return text, json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_small)

    def text(self) -> str:
        """The text of the value here, looked at only for where it ends."""
        self._skip_blank()
        while (end := self._end()) is None:
            if not self._grow():
                raise JsonStreamError
        found = self._text[self._at : end]
        self._at = end
        return found

    def end(self) -> None:
        """Nothing follows."""
        if self._peek():
            raise JsonStreamError

    def _parts(self, opening: str, closing: str) -> Iterator[None]:
        self._take(opening)
        if self._peek() == closing:
            self._take(closing)
            return
        while True:
            yield
            if self._peek() != ",":
                break
            self._take(",")
        self._take(closing)

    def _end(self) -> int | None:
        """Where the value here ends; None where that is not known yet."""
        first = self._text[self._at : self._at + 1]
        if first and first not in '[{"':
            found = _PLAIN_END.search(self._text, self._at)
            return found.start() if found else None
        depth = 0
        for sign in _SIGN.finditer(self._text, self._at):
            match sign[0][0]:
                case "{" | "[":
                    depth += 1
                case "}" | "]":
                    depth -= 1
                case _ if sign.end() == len(self._text) and not _is_closed(sign[0]):
                    return None
            if depth > MOST_DEPTH:
                raise TooMuchError
            if depth <= 0:
                return sign.end()
        return None

    def _grow(self) -> bool:
        """Read on until twice as much lies here, so that a long value is not looked through too often."""
        here = len(self._text) - self._at
        if here > MOST_CHARACTERS:
            raise TooMuchError
        pieces, wanted = [self._text[self._at :]], max(2 * here, 1)
        while wanted > here and (block := next(self._blocks, "")):
            pieces.append(block)
            here += len(block)
        self._text, self._at = "".join(pieces), 0
        return len(pieces) > 1

    def _skip_blank(self) -> None:
        while True:
            found = _BLANK.match(self._text, self._at)
            assert found is not None
            self._at = found.end()
            if self._at < len(self._text) or not self._grow():
                return

    def _peek(self) -> str:
        self._skip_blank()
        return self._text[self._at : self._at + 1]

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise JsonStreamError
        self._at += 1


def _is_closed(string: str) -> bool:
    """Whether what stands at its end is the quote that closes it."""
    if len(string) == 1 or not string.endswith('"'):
        return False
    before = string[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _no_number(name: str) -> None:
    raise JsonStreamError(f"{name} is no number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise JsonStreamError
    return value


def _small(digits: str) -> int:
    if len(digits) > 20 or abs(value := int(digits)) > _LARGEST:
        raise JsonStreamError
    return value
