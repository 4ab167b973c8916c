"""`loadshare export`: a person's copy in the form of others."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import typer

from loadshare.cli.installation import set_up_server
from loadshare.cli.output import InputError

KEEP = "It holds the answers; keep it where letters from a doctor are kept."

Read = TypeVar("Read")


def export(
    copy: Annotated[
        Path,
        typer.Argument(metavar="COPY", help="the zip from Your data, its data.json, or FHIR of ours"),
    ],
    fhir: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write one Bundle of FHIR R4 (4.0.1) here, as JSON")
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="write every table here as CSV, and all of them as tables.xlsx"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="replace what is there")] = False,
) -> None:
    """Write a person's copy as FHIR, to hand to a clinic's computer, or as tables for a spreadsheet.

    The copy is checked whole first. Ids are the same each time, so a newer Bundle updates an older one.
    It also holds the copy itself: Import a copy in Your data takes it back without loss. Nothing is stored or
    sent.
    """
    if fhir is None and tables is None:
        raise InputError("Say what to write: --fhir FILE, --tables FOLDER, or both.")
    if fhir is not None and fhir.exists() and not force:
        raise InputError(f"{fhir} exists. Choose another name, or replace it with --force.")
    if tables is not None and tables.exists() and not force:
        raise InputError(f"{tables} exists. Choose another name, or write into it with --force.")
    if fhir is not None:
        _write_fhir(copy, to=fhir)
    if tables is not None:
        _write_tables(copy, to=tables)


def _write_fhir(copy: Path, *, to: Path) -> None:
    set_up_server()
    from loadshare.server.yourdata.from_fhir import bundle_from

    text, count = _read(copy, bundle_from)
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--fhir = {to}: cannot be written ({error.strerror})") from None
    print(f"Wrote {to}: {count} entries. {KEEP}")


def _write_tables(copy: Path, *, to: Path) -> None:
    set_up_server()
    from loadshare.interop.workbook import files_of, tables_as_files
    from loadshare.server.belongings.register import carried
    from loadshare.server.yourdata.from_fhir import copy_in

    data = _read(copy, copy_in)
    made_at = dt.datetime.fromisoformat(data["made_at"])
    try:
        files = tables_as_files(data["tables"], made_at=made_at)
        to.mkdir(exist_ok=True)
        for name in files_of([*data["tables"], *(one.table for one in carried())]):
            (to / name).unlink(missing_ok=True)  # an earlier copy may be of somebody else
        for name, content in files.items():
            (to / name).write_bytes(content)
    except OSError as error:
        raise InputError(f"--tables = {to}: cannot be written ({error.strerror})") from None
    print(f"Wrote {len(files)} files into {to}. {KEEP}")


def _read(copy: Path, read: Callable[[BinaryIO], Read]) -> Read:
    from loadshare.server.belongings.older import FileRefusedError

    try:
        with copy.open("rb") as file:
            return read(file)
    except OSError as error:
        raise InputError(f"{copy}: cannot be read ({error.strerror})") from None
    except FileRefusedError as refusal:
        raise InputError(f"{copy}: {refusal}") from None
