"""The words of the command line: calm, British, and never a label or a promise."""

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
