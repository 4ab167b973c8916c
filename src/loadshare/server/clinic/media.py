"""A picture or a short film of an exercise: told by what is in the file, and written anew without the rest.

A picture keeps what draws it and the way up, a film its picture and sound. Where, when and with what it was
taken, words and whatever else a file may carry stay behind. What is not whole, or of another kind, is
refused.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from loadshare.server.requests.upload import MOST_FILM_BYTES

MOST_PICTURE_BYTES = 3 * 2**20
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 8_000
DEEPEST, MOST_PARTS = 8, 4_000
"""Parts within parts of a film, and all of them."""

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_DRAWS = _FRAMES | {0xC4, 0xDA, 0xDB, 0xDD}
_EXIF, _ADOBE = 0xE1, 0xEE
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_DRAWS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_ORIENTATION = 0x0112
_FILM_KINDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "})
_FILM_PARTS = frozenset({b"ftyp", b"moov", b"mdat"})
_HOLDS_PARTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_MOVIE_PARTS = (_HOLDS_PARTS - {b"moov"}) | _TIMED | frozenset(
    b"hdlr vmhd smhd elst dref stsd stts stss stsh stps stsc stsz stz2 stco co64 ctts cslg sdtp sgpd sbgp "
    b"subs padb tref tapt".split()
)  # fmt: skip
_IN_PIECES = frozenset({b"mvex", b"moof"})
"""Of a film whose tracks are not told in one place."""
_SHOWN_TRACKS = frozenset({b"vide", b"soun"})
"""Some cameras keep a track of places beside them."""


class MediaError(ValueError):
    """The file cannot be used; `args[0]` is the key of the words that say why."""


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file as it is kept."""

    data: bytes
    type: str


def read_media(data: bytes) -> Media:
    """The file, checked and written anew. Raises `MediaError`."""
    try:
        if data.startswith(_JPEG_START):
            return Media(data=_limited(_jpeg(data), MOST_PICTURE_BYTES), type="image/jpeg")
        if data.startswith(_PNG_START):
            return Media(data=_limited(_png(data), MOST_PICTURE_BYTES), type="image/png")
        if data[4:8] == b"ftyp":
            return Media(data=_limited(_film(data), MOST_FILM_BYTES), type="video/mp4")
    except (struct.error, IndexError):
        raise MediaError("broken") from None
    raise MediaError("kind")


def _limited(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise MediaError("large")
    return data


def _sized(width: int, height: int) -> None:
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE) or width * height > MOST_PIXELS:
        raise MediaError("large")


def _jpeg(data: bytes) -> bytes:
    kept, way_up, has_frame = bytearray(_JPEG_START), 1, False
    at = 2
    while data[at : at + 2] != _JPEG_END:
        if data[at] != 0xFF:
            raise MediaError("broken")
        mark, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        end = at + 2 + length
        body = data[at + 4 : end]
        if len(body) != length - 2:
            raise MediaError("broken")
        if mark == _EXIF:
            way_up = _way_up(body) or way_up
        elif mark in _DRAWS or (mark == _ADOBE and body.startswith(b"Adobe")):
            if mark in _FRAMES:
                height, width = struct.unpack_from(">HH", body, 1)
                _sized(width, height)
                has_frame = True
            drawn = _drawn_until(data, end) if mark == 0xDA else end
            kept += data[at:drawn]
            end = drawn
        elif not 0xE0 <= mark <= 0xEF and mark != 0xFE:
            raise MediaError("broken")
        at = end
    if not has_frame:
        raise MediaError("broken")
    return bytes(kept[:2] + _only_way_up(way_up) + kept[2:] + _JPEG_END)


def _drawn_until(data: bytes, start: int) -> int:
    """Where the drawn part ends: at the first mark that is neither a restart nor a stuffed byte."""
    found = _NEXT_MARK.search(data, start)
    if found is None:
        raise MediaError("broken")
    return found.start()


def _way_up(body: bytes) -> int | None:
    """How a phone was held, of all that it noted."""
    if not body.startswith(b"Exif\0\0"):
        return None
    told = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(told[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", told, 4)
        (number,) = struct.unpack_from(f"{order}H", told, first)
        for place in range(min(number, 64)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", told, first + 2 + 12 * place)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _only_way_up(value: int) -> bytes:
    if value == 1:
        return b""
    told = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + told
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    kept, at = bytearray(_PNG_START), len(_PNG_START)
    kinds: list[bytes] = []
    while not kinds or kinds[-1] != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        whole = data[at:end]
        if len(whole) != 12 + length:
            raise MediaError("broken")
        if struct.unpack_from(">I", whole, 8 + length)[0] != zlib.crc32(whole[4 : 8 + length]):
            raise MediaError("broken")
        if not kinds and kind == b"IHDR":
            _sized(*struct.unpack_from(">II", whole, 8))
        elif not kinds:
            raise MediaError("broken")
        kinds.append(kind)
        if kind in _PNG_DRAWS:
            kept += whole
        at = end
    if b"IDAT" not in kinds or kinds.count(b"IHDR") != 1:
        raise MediaError("broken")
    return bytes(kept)


def _film(data: bytes) -> bytes:
    """The same film, and no place in it moves: what tells of where, when and with what is emptied."""
    if data[8:12] not in _FILM_KINDS:
        raise MediaError("kind")
    kept, kinds, tracks = bytearray(data), set(), set()
    for number, (kind, at, body, end) in enumerate(_parts(kept, 0, len(kept), known=_FILM_PARTS)):
        if number >= MOST_PARTS or kind in _IN_PIECES:
            raise MediaError("broken")
        kinds.add(kind)
        if kind in _TIMED:
            _cleared(kept, body + 4, body + 4 + (16 if kept[body] == 1 else 8), end)
        elif kind == b"hdlr":
            tracks.add(bytes(kept[body + 8 : body + 12]))
            _cleared(kept, body + 24, end, end)
        elif kind not in _FILM_PARTS | _MOVIE_PARTS:
            kept[at + 4 : at + 8] = b"free"
            _cleared(kept, body, end, end)
    if b"vide" not in tracks:
        raise MediaError("kind")
    if not {b"moov", b"mdat"} <= kinds:
        raise MediaError("broken")
    if not tracks <= _SHOWN_TRACKS:
        raise MediaError("tracks")
    return bytes(kept)


def _cleared(kept: bytearray, start: int, until: int, end: int) -> None:
    if not start <= until <= end:
        raise MediaError("broken")
    kept[start:until] = bytes(until - start)


def _parts(
    data: bytearray, start: int, end: int, *, known: frozenset[bytes], deepest: int = DEEPEST
) -> Iterator[tuple[bytes, int, int, int]]:
    """Each part of a film and those within it: its kind (none where it does not belong there), where it
    begins, where its head ends, and where it ends."""
    if deepest == 0:
        raise MediaError("broken")
    at = start
    while at < end:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            body = at + 16
        elif size == 0:
            size = end - at
        if at + size < body or at + size > end:
            raise MediaError("broken")
        yield kind if kind in known | _IN_PIECES else b"", at, body, at + size
        if kind in known & _HOLDS_PARTS:
            yield from _parts(data, body, at + size, known=_MOVIE_PARTS, deepest=deepest - 1)
        at += size
