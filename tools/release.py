"""Builds the wheel and the source package of this version: `python tools/release.py [folder]`.

What is built is looked into before it counts: the front end is made by set-up and never committed, and a
package without it would serve pages without style.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from setup import BIN, ROOT

from loadshare import __version__

NEEDED = (
    "loadshare/server/static/dist/manifest.json",
    "loadshare/knowledge/exercises/glute-bridge.toml",
    "loadshare/body/anatomy/paths.csv",
    "loadshare/body/daily/tables/everyday.json",
    "loadshare/server/templates/base.html",
)
NEVER = (".venv", "node_modules", "__pycache__", "/var/")


def main(arguments: list[str]) -> int:
    """Build both into the folder (`dist/` unless named), and say what was built."""
    folder = Path(arguments[0]) if arguments else ROOT / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [str(BIN / "hatchling"), "build", "--directory", str(folder.resolve())],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": _last_change()},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wheel = folder / f"loadshare-{__version__}-py3-none-any.whl"
    source = folder / f"loadshare-{__version__}.tar.gz"
    with zipfile.ZipFile(wheel) as opened:
        _look_into(wheel, opened.namelist())
    with tarfile.open(source) as packed:
        _look_into(source, packed.getnames())
    for built in (wheel, source):
        print(f"{built}  {built.stat().st_size / 1e6:.1f} MB")
    return 0


def _look_into(built: Path, names: Iterable[str]) -> None:
    names = list(names)
    missing = [needed for needed in NEEDED if not any(name.endswith(needed) for name in names)]
    strays = [name for name in names if any(stray in name for stray in NEVER)]
    if missing or strays:
        raise SystemExit(f"{built.name} is not fit to release: missing {missing}, not wanted {strays[:5]}")


def _last_change() -> str:
    """The time of the last commit, so that the same commit gives the same bytes."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "315532800"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
