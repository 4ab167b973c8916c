"""`loadshare`: every verb in one place."""

import io
import sys

import typer

from loadshare.cli import check, doctor, knowledge, plan, questions, serve
from loadshare.cli.output import InputError

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
app.command("questions")(questions.questions)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.add_typer(knowledge.app, name="knowledge")


def main() -> None:
    """Run the command line; a problem with the input ends with exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal gets a ? rather than a traceback
    try:
        app(prog_name="loadshare")
    except InputError as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(2) from None
