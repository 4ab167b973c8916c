"""FHIR that somebody brings: our own copy is taken out of it; what others wrote is shown first."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.interop.fhir import FhirRefusedError, ReadBundle, bundle_of, read_fhir
from loadshare.interop.fhir.reading import MOST_BYTES, is_fhir
from loadshare.knowledge import load_knowledge
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.package import text_in
from loadshare.server.belongings.reading import read_copy
from loadshare.server.yourdata.foreign import copy_of

_SALT = "loadshare.from-fhir"
_KEPT_FOR_S = 24 * 60 * 60
_HEAD = 64 * 1024


def read_if_fhir(file: BinaryIO) -> ReadBundle | None:
    """What a file holds if it is FHIR; None for any other. Raises `FileRefusedError`."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not is_fhir(head):
        return None
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    try:
        return read_fhir(content, today=timezone.localdate())
    except FhirRefusedError as refusal:
        raise FileRefusedError(str(refusal)) from None


def sealed(reading: ReadBundle) -> str:
    """What would be taken, to come back unchanged with the person's yes; it is stored nowhere."""
    rows = [[one.on.isoformat(), one.pain] for one in reading.pain]
    return signing.dumps(rows, salt=_SALT, compress=True)


def unsealed(text: str) -> BinaryIO:
    """The same as a copy in our own form. Raises `FileRefusedError`."""
    try:
        rows = signing.loads(text, salt=_SALT, max_age=_KEPT_FOR_S)
    except signing.BadSignature:
        raise FileRefusedError(_("This page is too old. Choose the file once more.")) from None
    pain = [{"number": n, "on": on, "pain": pain} for n, (on, pain) in enumerate(rows, start=1)]
    return io.BytesIO(copy_of({"pain": pain}, made_by="FHIR"))


def bundle_from(file: BinaryIO) -> tuple[str, int]:
    """A copy as a Bundle, and how many entries that has. Raises `FileRefusedError`."""
    bundle = bundle_of(copy_in(file), knowledge=load_knowledge())
    return json.dumps(bundle, ensure_ascii=False), len(bundle["entry"])


def copy_in(file: BinaryIO) -> dict[str, Any]:
    """A copy that was checked whole, also out of our own FHIR. Raises `FileRefusedError`."""
    reading = read_if_fhir(file)
    if reading is not None:
        if reading.copy is None:
            raise FileRefusedError(_("This is FHIR of another program already."))
        file = io.BytesIO(reading.copy)
    read_copy(file)
    copy: dict[str, Any] = json.loads("".join(text_in(file)))
    return copy
