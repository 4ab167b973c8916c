"""Running the command line as a person does, in this process."""

import sys
from dataclasses import dataclass

import pytest

from loadshare.cli.main import main


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """What was printed, on one line, so that a line break does not hide a phrase."""
        return " ".join(self.out.split())


@dataclass(frozen=True, kw_only=True)
class Command:
    """`command("check", path)` is `loadshare check path`."""

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Ended:
        with self.patch.context() as patch:
            patch.setattr(sys, "argv", ["loadshare", *map(str, arguments)])
            code = _run()
        captured = self.capture.readouterr()
        return Ended(code=code, out=captured.out, err=captured.err)


def _run() -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
