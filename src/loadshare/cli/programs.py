"""`loadshare programs`: which programs of others may ask people to let them read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from loadshare.cli.installation import set_up_database
from loadshare.cli.output import InputError

app = typer.Typer(help="Programs of others that may ask people to let them read.", no_args_is_help=True)


class MayRead(StrEnum):
    """The same words as the room's."""

    ANSWERS = "answers"
    COURSE = "course"
    PROGRAMME = "programme"
    PAPERS = "papers"
    ALL = "all"


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="what people read when it asks")],
    redirect: Annotated[
        list[str], typer.Option(metavar="ADDRESS", help="where it takes people back, letter by letter")
    ],
    reads: Annotated[
        list[MayRead] | None, typer.Option(help="the most it may ask for; everything unless given")
    ] = None,
    secret: Annotated[
        bool, typer.Option("--secret", help="it runs on a server that can keep a secret")
    ] = False,
) -> None:
    """Let a program ask: people then see its name, and say what it may read and for how long.

    An address begins with https; that of a program on the person's own machine with http://127.0.0.1, of an
    app on a phone with its maker's name turned round, as org.example.diary:/. Whatever a program asks for,
    each person decides for themselves.
    """
    set_up_database()
    from loadshare.interop.fhir.scopes import ReadPart
    from loadshare.server.tokens.registered import RegistrationError, register

    parts = [ReadPart(part.value) for part in reads or [MayRead.ALL]]
    try:
        client, kept = register(name=name, redirects=redirect, parts=parts, with_secret=secret)
    except RegistrationError as problem:
        raise InputError(str(problem)) from None
    print(f"{client.name} may ask.")
    print(f"client_id:     {client.pk}")
    if kept:
        print(f"client_secret: {kept}  (shown only now)")
    print("It finds the rest at /fhir/R4/.well-known/smart-configuration.")


@app.command("list")
def listed() -> None:
    """Name those that may ask, with what they may ask for and where they take people back."""
    set_up_database()
    from loadshare.interop.fhir.scopes import ReadPart, parts_of
    from loadshare.server.tokens.registered import registered

    rows = registered()
    if not rows:
        print("None. Nobody can be asked.")
    for client in rows:
        parts = parts_of(" ".join(client.get_scopes()))
        words = "all" if ReadPart.ALL in parts else ", ".join(parts)
        kind = "with a secret" if client.type == client.Type.CONFIDENTIAL else "without a secret"
        print(f"{client.pk}  {client.name}  ({words}; {kind})")
        for address in client.get_redirect_uris():
            print(f"    {address}")


@app.command()
def remove(program: Annotated[str, typer.Argument(help="its name or its client_id")]) -> None:
    """End a program: it may ask no more, and reads nothing from now on."""
    set_up_database()
    from loadshare.server.tokens import registered

    gone = registered.remove(program)
    if gone is None:
        raise InputError(f"No program is called {program}. See: loadshare programs list")
    name, tokens = gone
    print(f"{name} may ask no more. {tokens} {'token' if tokens == 1 else 'tokens'} ended.")
