"""How much longer each verb takes to start than Python with Loadshare imported and nothing else.

Goal: `check`, `plan` and `review` under 0.4 s more. CPU seconds of whole processes, so that a busy machine
counts less; the median of five.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench._timing import print_row

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [str(Path(sys.executable).with_name("loadshare"))]
BARE = [sys.executable, "-c", "import loadshare"]
VERBS = (
    ("check", "examples/desk-worker.toml"),
    ("plan", "examples/desk-worker.toml"),
    ("review", "examples/review.json"),
    ("questions",),
    ("body", "solve", "--task", "bend"),
)
REPEATS = 5


def run() -> None:
    """Print CPU seconds of each verb, and how many of them it adds."""
    _seconds(BARE)
    bare = _seconds(BARE)
    print_row("process", "CPU s", "more")
    print_row("python -c 'import loadshare'", f"{bare:.2f}", "")
    for verb in VERBS:
        _seconds([*PROGRAM, *verb], repeats=1)
        taken = _seconds([*PROGRAM, *verb])
        print_row(f"loadshare {' '.join(verb)}", f"{taken:.2f}", f"+{taken - bare:.2f}")


def _seconds(command: list[str], *, repeats: int = REPEATS) -> float:
    return statistics.median(_once(command) for _ in range(repeats))


def _once(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    run()
