"""`loadshare export`: a person's copy in the form of others."""

import os
from pathlib import Path
from typing import Annotated

import typer

from loadshare.cli.output import InputError


def export(
    copy: Annotated[
        Path,
        typer.Argument(metavar="COPY", help="the zip from Your data, its data.json, or FHIR of ours"),
    ],
    fhir: Annotated[
        Path, typer.Option(metavar="FILE", help="write one Bundle of FHIR R4 (4.0.1) here, as JSON")
    ],
    force: Annotated[bool, typer.Option("--force", help="replace FILE where it exists")] = False,
) -> None:
    """Write a person's copy as FHIR, to hand to a clinic's computer.

    The copy is checked whole first. Ids are the same each time, so a newer Bundle updates an older one.
    It also holds the copy itself: Import a copy in Your data takes it back without loss. Nothing is stored or
    sent.
    """
    if fhir.exists() and not force:
        raise InputError(f"{fhir} exists. Choose another name, or replace it with --force.")
    text, count = _written(copy)
    try:
        fhir.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--fhir = {fhir}: cannot be written ({error.strerror})") from None
    print(
        f"Wrote {fhir}: {count} entries. It holds the answers; keep it where letters from a doctor are kept."
    )


def _written(copy: Path) -> tuple[str, int]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    import django

    django.setup()
    from loadshare.server.belongings.older import FileRefusedError
    from loadshare.server.yourdata.from_fhir import bundle_from

    try:
        with copy.open("rb") as file:
            return bundle_from(file)
    except OSError as error:
        raise InputError(f"{copy}: cannot be read ({error.strerror})") from None
    except FileRefusedError as refusal:
        raise InputError(f"{copy}: {refusal}") from None
