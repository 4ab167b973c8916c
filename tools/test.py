"""Runs every check that must hold, in order, and says which one failed.

`python tools/test.py` runs all; `python tools/test.py types browser` runs only those named. `days` alone
runs at every moment of `tools/days.py`, in a whole run only at two of them. `hosts` runs by name only: it
makes hosts of this machine, and needs root. So do `engines`, Firefox and WebKitGTK; where they are not here
and cannot be installed (`tools/engines.py`), its tests are skipped with words.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
FRONTEND = ROOT / "frontend"
BY_NAME_ONLY = frozenset({"hosts", "engines"})
"""Left out of a whole run, which has to end within half an hour."""


def _commands(chromium: str, *, is_whole: bool) -> dict[str, tuple[list[str], Path]]:
    pytest = [str(BIN / "python"), "-m", "pytest", "-q"]
    npx = ["npx", "--no-install"]
    ours = ["src", "tests", "tools", "bench"]
    # Some of these tests wait for servers that they started: one more than there are cores fills the gaps,
    # and who has none left takes some of another's, so that no long test is waited for alone.
    side_by_side = [*pytest, "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    return {
        "lint": ([str(BIN / "ruff"), "check", "--quiet", *ours], ROOT),
        "format": ([str(BIN / "ruff"), "format", "--check", "--quiet", *ours], ROOT),
        "imports": ([str(BIN / "lint-imports"), "--no-cache"], ROOT),
        "types": ([str(BIN / "mypy")], ROOT),
        "typescript": (["npm", "run", "--silent", "check"], FRONTEND),
        "vitest": ([*npx, "vitest", "run"], FRONTEND),
        "python": ([*side_by_side, "--ignore=tests/browser", "--ignore=tests/engines", "tests"], ROOT),
        "postgresql": ([*side_by_side, "--database=postgresql", "tests/server"], ROOT),
        "browser": ([*side_by_side, "tests/browser", f"--chromium={chromium}"], ROOT),
        "engines": ([*pytest, "tests/engines"], ROOT),
        "hosts": ([*pytest, "-m", "hosts", "-s", "tests/hosts"], ROOT),
        "days": ([str(BIN / "python"), "tools/days.py", *(["--few"] if is_whole else [])], ROOT),
    }


def main(wanted: list[str]) -> int:
    """Run the named steps, or all of them; stop at the first that fails."""
    chromium = ""
    if not wanted or "browser" in wanted:
        found = subprocess.run(
            [sys.executable, "tools/browser.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
        if found.returncode:
            return found.returncode
        chromium = found.stdout.strip()
    if "engines" in wanted:
        # What cannot be had here is skipped with words.
        subprocess.run([sys.executable, "tools/engines.py"], cwd=ROOT, check=False)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # Each of some hundred short processes would compile all it imports: a start takes three times as long.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    commands = _commands(chromium, is_whole=not wanted)
    unknown = sorted(set(wanted) - set(commands))
    if unknown:
        print(f"unknown step {', '.join(unknown)}; choose from {', '.join(commands)}", file=sys.stderr)
        return 2
    for name in wanted or [name for name in commands if name not in BY_NAME_ONLY]:
        command, folder = commands[name]
        print(f"── {name}", flush=True)
        started = time.monotonic()
        result = subprocess.run(command, cwd=folder, env=environment, check=False)
        print(f"   {name}: {time.monotonic() - started:.1f} s", flush=True)
        if result.returncode:
            print(f"── {name} failed. Run it alone: python tools/test.py {name}", file=sys.stderr)
            return result.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
