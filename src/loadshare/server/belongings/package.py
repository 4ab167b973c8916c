"""The zip a person takes along, and the careful opening of one that somebody sends."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from django.utils.translation import gettext as _

from loadshare.server.belongings.older import FileRefusedError
from loadshare.zips import KNOWN, DamagedZipError, TooManyMembersError, blocks_of, open_zip

DATA = "data.json"
MOST_BYTES = 64 * 1024 * 1024
"""Largest file taken in."""
MOST_BYTES_OPENED = 128 * 1024 * 1024
"""Most that is read out of its data.json: a small file can open into a very large one."""
_BLOCK = 64 * 1024
_LOCKED = 0x1
_OF_A_MAC = "__MACOSX"
"""The folder in which a Mac packs a second file beside each."""


def pack(files: Mapping[str, bytes], *, made_at: dt.datetime) -> bytes:
    """One zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def text_in(file: BinaryIO) -> Iterator[str]:
    """The text of the data.json in a zip, or of the file itself where it is one, a block at a time.

    A zip may have been unpacked and packed again by another program. Nothing else in it is opened, and
    nothing is written. Raises `FileRefusedError`.
    """
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise FileRefusedError(
            _("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // (1024 * 1024)}
        )
    file.seek(0)
    is_text = _looks_like_json(file.read(1024))
    file.seek(0)
    try:
        yield from _decoded(iter(lambda: file.read(_BLOCK), b"") if is_text else _data_in(file))
    except TooManyMembersError:
        raise FileRefusedError(_("This zip is not a copy that Loadshare made.")) from None
    except DamagedZipError:
        raise FileRefusedError(_("This is not a zip file, or it is broken.")) from None


def _looks_like_json(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def _data_in(file: BinaryIO) -> Iterator[bytes]:
    with open_zip(file) as archive:
        yield from blocks_of(archive, _data_member(archive))


def _data_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The only data.json, whatever folder it was packed in."""
    found = {}
    for member in archive.infolist():
        folders, name = _split(member.filename)
        if name.casefold() == DATA and _OF_A_MAC not in folders:
            # One path twice is a zip that was brought up to date: the later one counts.
            found[member.filename] = member
    if not found:
        raise FileRefusedError(_("This zip is not a copy that Loadshare made."))
    if len(found) > 1:
        raise FileRefusedError(_("This zip holds more than one data.json. Send the right one alone."))
    member = next(iter(found.values()))
    if member.flag_bits & _LOCKED:
        raise FileRefusedError(
            _("This zip is locked with a password. Pack it again without one, or send its data.json alone.")
        )
    if member.compress_type not in KNOWN:
        raise FileRefusedError(
            _("This zip is packed in a way that is not read here. Send its data.json alone.")
        )
    return member


def _split(path: str) -> tuple[list[str], str]:
    *folders, name = path.replace("\\", "/").split("/")
    return folders, name


def _decoded(blocks: Iterator[bytes]) -> Iterator[str]:
    decoder: codecs.IncrementalDecoder | None = None
    budget = MOST_BYTES_OPENED
    try:
        for block in blocks:
            budget -= len(block)
            if budget < 0:
                raise FileRefusedError(_("The data in this file is larger than any copy can be."))
            if decoder is None:
                decoder = codecs.getincrementaldecoder(_encoding(block))()
            if text := decoder.decode(block):
                yield text
        if decoder is not None and (text := decoder.decode(b"", final=True)):
            yield text
    except UnicodeDecodeError:
        raise FileRefusedError(_("The data in this file is not text that can be read.")) from None


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
