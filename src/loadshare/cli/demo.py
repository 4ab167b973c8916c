"""`loadshare demo`: made-up people to look at, in a home of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from loadshare.cli.installation import set_up_server
from loadshare.cli.output import InputError

app = typer.Typer(help="Made-up people to look at, in a new home of their own.", no_args_is_help=True)
app.callback()(lambda: None)  # else one verb alone takes the place of the group


@app.command()
def clinic(
    folder: Annotated[Path, typer.Argument(help="A new folder. One that holds anything is left alone.")],
) -> None:
    """A practitioner who follows twenty people for twelve weeks, with something to find in most of them."""
    if os.environ.get("DATABASE_URL"):
        raise InputError("DATABASE_URL names a database. A demonstration has its own: unset it first.")
    home = folder.expanduser().absolute()
    _make_new(home)
    os.environ["LOADSHARE_HOME"] = str(home)
    try:
        set_up_server()
        from django.core.management import call_command
        from django.db import DatabaseError

        from loadshare.server.running.demo import fill_with_a_clinic

        try:
            call_command("migrate", interactive=False, verbosity=0)
            given = fill_with_a_clinic()
        except DatabaseError as problem:
            raise InputError(f"The demonstration could not be made: {str(problem).strip()}") from None
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)  # it was new, and half of it is of no use
        raise
    print(f"Twenty made-up people are in {home}.")
    print(f"Start:    LOADSHARE_HOME={home} loadshare serve")
    print("Open:     /clinic/")
    print(f"Sign in:  {given.username}")
    print(f"Password: {given.password}")


def _make_new(home: Path) -> None:
    """Raises `InputError` where there is anything already: an existing home is never filled."""
    try:
        home.mkdir(exist_ok=True, mode=0o700)
        is_empty = not any(home.iterdir())
    except OSError as error:
        raise InputError(f"{home} cannot be made ({error.strerror}). Name a new folder of yours.") from None
    if not is_empty:
        raise InputError(f"{home} holds something already and was left alone. Name a new folder.")
