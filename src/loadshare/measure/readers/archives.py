"""Zips of recordings, however they were packed again: which files count, and what they say of the phone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from zipfile import ZipFile, ZipInfo

from loadshare.measure.readers.sources import NamedBytes, of_member
from loadshare.measure.recording import RecordingError, unreadable

_ENDINGS = (
    ".csv",
    ".txt",
    ".tsv",
    ".json",
    ".jsonl",
    ".ndjson",
    ".dat",
    ".log",
    ".xls",
    ".xlsx",
    ".gz",
    ".zip",
)
_DESCRIPTIONS = ("metadata.", "annotation", "readme", "device.", "licen", "notes.")


def files_in(archive: ZipFile, *, most_bytes: int) -> tuple[list[NamedBytes], dict[str, str]]:
    """Return the files of an open zip that may be recordings, and what its description says.

    What a Mac or Windows adds when it packs is passed over. No more than `most_bytes` comes out of all.
    """
    used: dict[str, int] = {}

    def counted(member: ZipInfo) -> NamedBytes:
        source = of_member(archive, member, most_bytes=most_bytes)

        def blocks() -> Iterator[bytes]:
            count = 0
            for block in source.blocks():
                count += len(block)
                used[source.name] = max(used.get(source.name, 0), count)
                if sum(used.values()) > most_bytes:
                    raise unreadable("zip-too-large")
                yield block

        return replace(source, blocks=blocks)

    files = [counted(member) for member in archive.infolist() if _is_wanted(member)]
    about = next((_described(file) for file in files if _base(file.name).startswith("metadata.csv")), {})
    recordings = [file for file in files if not _is_description(file.name) and file.checked().head().strip()]
    return recordings, about


def stem_of(name: str) -> str:
    """The name of a file without its folder and endings; what follows another dot is part of the name."""
    base = name.rpartition("/")[2]
    while base.lower().endswith(_ENDINGS) and base.rpartition(".")[0]:
        base = base.rpartition(".")[0]
    return base


def _base(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _is_wanted(member: ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not is_hidden and parts[-1].lower().endswith(_ENDINGS)


def _is_description(name: str) -> bool:
    return _base(name).startswith(_DESCRIPTIONS) or "meta" in name.lower().split("/")[:-1]


def _described(file: NamedBytes) -> dict[str, str]:
    try:
        text = "\n".join(line for line, _ in zip(file.lines(), range(20), strict=False))
        rows = list(csv.reader(io.StringIO(text[:20_000])))
    except (RecordingError, csv.Error):
        return {}
    if len(rows) < 2:
        return {}
    return {key.strip().lower(): value.strip() for key, value in zip(rows[0], rows[1], strict=False)}
