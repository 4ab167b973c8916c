"""Reads the zip that a person takes along."""

import base64
import gzip
import io
import json
import zipfile
from typing import Any


def measurements_in(package: bytes) -> list[dict[str, Any]]:
    """The measurements in it, their recordings unpacked."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        rows: list[dict[str, Any]] = json.loads(archive.read("data.json"))["tables"]["measurements"]
    return [{**row, "recordings": _unpacked(row["recording"])} for row in rows]


def _unpacked(recording: str | None) -> list[dict[str, Any]]:
    return json.loads(gzip.decompress(base64.b64decode(recording))) if recording else []
