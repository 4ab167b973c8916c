"""`loadshare`: every verb in one place."""

import io
import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from loadshare.cli import (
    backup,
    breaks,
    check,
    doctor,
    knowledge,
    migrate,
    nudge,
    plan,
    questions,
    review,
    serve,
)
from loadshare.ending import run_to_end

app = typer.Typer(
    help="How hips and low back share the load: a check, a programme and guided sessions. "
    "Education for looking after yourself; it does not replace being seen by somebody.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("review")(review.review)
app.command("questions")(questions.questions)
app.command("migrate")(migrate.migrate)
app.command("serve")(serve.serve)
app.command("nudge")(nudge.nudge)
app.command("breaks")(breaks.breaks)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(knowledge.app, name="knowledge")

COMPUTING_ROOMS = ("body", "measure")
"""Verbs whose imports take a second; they are added only when one of them is wanted."""


def add_rooms(names: Iterable[str] = COMPUTING_ROOMS) -> typer.Typer:
    """The app with these computing rooms added, each at most once."""
    present = {group.name for group in app.registered_groups}
    for name in names:
        if name not in present:
            app.add_typer(import_module(f"loadshare.cli.{name}").app, name=name)
    return app


def main() -> None:
    """Run the command line; a problem with the input ends with exit code 2, any other with 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal gets a ? rather than a traceback
    raise SystemExit(run_to_end(lambda: add_rooms(_rooms_wanted(sys.argv[1:]))(prog_name="loadshare")))


def _rooms_wanted(arguments: list[str]) -> tuple[str, ...]:
    """The room named; all of them where the list of verbs may be shown; none for any other verb."""
    verb = arguments[0] if arguments else ""
    if verb in COMPUTING_ROOMS:
        return (verb,)
    known = {command.name for command in app.registered_commands} | {"knowledge"}
    return () if verb in known else COMPUTING_ROOMS
