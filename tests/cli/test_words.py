"""The words of the command line: calm, British, and never a label or a promise."""

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import Command
from tests.knowledge.test_words import AMERICAN, FORBIDDEN
from tests.support.examples import EXAMPLES

PRINTS = [
    ("--help",),
    *((verb, "--help") for verb in ("check", "plan", "questions", "serve", "doctor", "knowledge")),
    ("questions",),
    ("knowledge", "lint"),
    *((verb, path) for verb in ("check", "plan") for path in EXAMPLES),
]
ALLOWED = ("cancer treatment", "--color")


@pytest.mark.parametrize(
    "arguments", PRINTS, ids=lambda parts: " ".join(str(p).split("/")[-1] for p in parts)
)
def test_nothing_printed_frightens_or_promises(command: Command, arguments: tuple[object, ...]) -> None:
    ended = command(*arguments)
    assert ended.code == 0
    said = ended.words
    for phrase in ALLOWED:
        said = said.replace(phrase, "")
    assert FORBIDDEN.findall(said) == []
    assert "triage" not in said.lower()
    assert AMERICAN.findall(said) == []


@pytest.mark.parametrize("verb", ["plan", "questions"])
def test_a_terminal_that_knows_only_ascii_gets_every_line(verb: str) -> None:
    program = [sys.executable, "-c", "from loadshare.cli.main import main; main()"]
    arguments = [verb, *([str(EXAMPLES[0])] if verb == "plan" else [])]
    ended = subprocess.run(
        [*program, *arguments],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) > 50
