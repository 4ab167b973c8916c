"""`loadshare`: every verb in one place."""

import gc
import io
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from loadshare import __version__
from loadshare.ending import run_to_end

HELP = (
    "How hips and low back share the load: a check, a programme and guided sessions. "
    "Education for looking after yourself; it does not replace being seen by somebody."
)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Loadshare {__version__}")
        raise typer.Exit


@app.callback(help=HELP)
def _all_verbs(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which release this is.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Without this, one verb alone is taken for the whole program."""


VERBS = {
    "check": "check",
    "plan": "plan",
    "review": "review",
    "questions": "questions",
    "export": "export",
    "migrate": "migrate",
    "serve": "serve",
    "work": "work",
    "nudge": "nudge",
    "breaks": "breaks",
    "doctor": "doctor",
    "evidence": "evidence",
    "backup": "backup",
    "restore": "backup",
}
"""The module of `loadshare.cli` that holds each verb. Only the one that is wanted is imported."""

GROUPS = ("knowledge", "body", "measure", "bench", "demo", "programs")
"""Modules that hold verbs of their own."""


def add_verbs(names: Iterable[str] = (*VERBS, *GROUPS)) -> typer.Typer:
    """The app with these verbs and groups added, each at most once, and listed in one order."""
    present = {verb.name for verb in app.registered_commands} | {
        group.name for group in app.registered_groups
    }
    for name in names:
        if name in present:
            continue
        module = import_module(f"loadshare.cli.{VERBS.get(name, name)}")
        if name in VERBS:
            app.command(name)(getattr(module, name))
        else:
            app.add_typer(module.app, name=name)
    app.registered_commands.sort(key=lambda verb: [*VERBS].index(str(verb.name)))
    app.registered_groups.sort(key=lambda group: GROUPS.index(str(group.name)))
    return app


def main() -> None:
    """Run the command line; a problem with the input ends with exit code 2, any other with 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal gets a ? rather than a traceback
    os.environ |= {"PYDANTIC_DISABLE_PLUGINS": "true"}  # none is used, and looking for one takes time
    raise SystemExit(run_to_end(lambda: _imported(_wanted(sys.argv[1:]))(prog_name="loadshare")))


def _imported(names: tuple[str, ...]) -> typer.Typer:
    """The app with its verbs. What is imported stays to the end: searching it for garbage is time lost."""
    gc.disable()
    try:
        return add_verbs(names)
    finally:
        gc.freeze()
        gc.enable()


def _wanted(arguments: list[str]) -> tuple[str, ...]:
    """The verb named; all of them where their list may be shown."""
    everything = (*VERBS, *GROUPS)
    verb = arguments[0] if arguments else ""
    if verb == "--version":
        return ()
    return (verb,) if verb in everything else everything
