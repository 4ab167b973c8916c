"""A Loadshare with a data folder and a database of its own, used as from a shell."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-c", "from loadshare.cli.main import main; main()")
LEFT_OUT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    said: str


@dataclass(frozen=True)
class Place:
    """A data folder, and what is set in the environment."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "loadshare.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        return {**inherited, "LOADSHARE_HOME": str(self.home), **self.settings}

    def with_tables(self) -> "Place":
        """With the database that `loadshare migrate` makes; where it is made is not what is tested."""
        put_tables(self.home)
        return self

    def loadshare(self, *arguments: object, umask: int = -1) -> Ended:
        """Run a verb."""
        return self._run([*PROGRAM, *map(str, arguments)], umask)

    def manage(self, *arguments: str, umask: int = -1) -> Ended:
        """Run a command of Django's."""
        return self._run([sys.executable, "-m", "loadshare.server", *arguments], umask)

    def _run(self, command: list[str], umask: int) -> Ended:
        ended = subprocess.run(
            command,
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            umask=umask,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout + ended.stderr)


def put_tables(home: Path) -> None:
    """Put the database of a new installation into a data folder, as far as its tables go."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_tables(), home / "loadshare.sqlite3")


@cache
def _tables() -> Path:
    """Made once a process: it takes two seconds, and a hundred tests begin with it."""
    place = Place(Path(tempfile.mkdtemp(prefix="loadshare-tests-")))
    assert place.manage("migrate", "--verbosity", "0").code == 0
    return place.database


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
