"""What every test of the command line needs."""

import pytest

from tests.support.command import Command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("COUNTRY", raising=False)
    return Command(patch=monkeypatch, capture=capsys)
