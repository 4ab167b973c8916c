"""`loadshare`: every verb in one place."""

import sys

import typer

from loadshare.cli import check, doctor, knowledge, plan, questions, serve
from loadshare.cli.output import UsageProblem

app = typer.Typer(
    help="How hips and low back share the load: a check, a programme and guided sessions. "
    "Self-management education; it does not diagnose.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("questions")(questions.questions)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.add_typer(knowledge.app, name="knowledge")


def main() -> None:
    """Run the command line; a problem with the input ends with exit code 2."""
    try:
        app()
    except UsageProblem as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(2) from None
