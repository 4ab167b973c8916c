"""The zip a person takes along, and the careful opening of one that somebody sends."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from django.utils.translation import gettext as _

from loadshare.server.belongings.older import FileRefusedError

DATA = "data.json"
MOST_BYTES = 64 * 1024 * 1024
"""Largest file taken in."""
MOST_BYTES_OPENED = 128 * 1024 * 1024
"""Largest data.json read out of it: a small file can open into a very large one."""
MOST_ENTRIES = 200


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


def unpack_data(file: BinaryIO, *, size: int) -> bytes:
    """The data.json of a zip, or the file itself where it is a data.json.

    Nothing else in the zip is opened, and nothing is written. Raises `FileRefusedError`.
    """
    if size > MOST_BYTES:
        raise FileRefusedError(
            _("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // (1024 * 1024)}
        )
    if file.read(1) == b"{":
        return b"{" + file.read(MOST_BYTES)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _data_in(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise FileRefusedError(_("This is not a zip file, or it is broken.")) from None


def _data_in(archive: zipfile.ZipFile) -> bytes:
    entries = archive.infolist()
    found = [entry for entry in entries if entry.filename == DATA]
    if len(entries) > MOST_ENTRIES or len(found) != 1:
        raise FileRefusedError(_("This zip is not a copy that Loadshare made."))
    with archive.open(found[0]) as opened:
        content = opened.read(MOST_BYTES_OPENED + 1)
    if len(content) > MOST_BYTES_OPENED:
        raise FileRefusedError(_("The data in this file is larger than any copy can be."))
    return content
