"""Clinical cases kept outside the project: the level each leads to, beside the one a clinician would want.

`CASES=FOLDER python -m bench cases`. The folder holds one answer file a case, and a README.md whose table has
the expected levels. A case whose words hold something that older questions could not say is completed first.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench._timing import print_row
from loadshare.care.answers import read_answers
from loadshare.care.check import CheckResult, run_check
from loadshare.knowledge import load_knowledge

NEIGHBOUR = Path(__file__).parent.parent.parent / "shared" / "cases" / "clinical"

COMPLETED: Mapping[str, Mapping[str, Any]] = {
    "H04": {"emergency-legs": ["leg-weak-weeks"]},
    "H08": {"pregnancy-signs": "none"},
    "H10b": {"start-signs": ["small-lift"]},
    "H12": {"conditions": ["high-blood-pressure", "aneurysm"]},
    "H14b": {"hip-replacement-when": "under-12-weeks"},
    "H18b": {"bone-load-signs": ["load-jump", "low-energy", "missed-periods"]},
    "H31": {"cancer-history": "skin-only"},
    "H37": {
        "nerve-symptoms-when": "years-before",
        "walking-legs": "both",
        "walking-eased-by": "sitting-or-leaning",
    },
    "O01b": {"start-signs": ["small-lift"]},
    "O09": {"nerve-symptoms-when": "years-before"},
    "X09": {"nerve-symptoms-when": "years-before"},
}
"""What the words of a case say, in answers that the rules of 2026.1 did not know."""


def expected_levels(text: str) -> dict[str, frozenset[str]]:
    """The levels of the table, by case; alternatives after "or" and in brackets count."""
    found = {}
    for row in re.findall(r"^\| (\w+) \|[^|]*\| ([^|]*) \|", text, re.MULTILINE):
        name, words = row
        lead, _, bracket = words.partition("(")
        counted = lead + (bracket if "tolerable" in bracket else "")
        found[name] = frozenset(re.findall(r"(?<![\w+])(C\+|[ESDC])(?![\w+])", counted))
    return {name: levels for name, levels in found.items() if levels}


def results(folder: Path, *, completed: bool = True) -> Iterator[tuple[str, CheckResult]]:
    """Each case's result, by name."""
    knowledge = load_knowledge()
    for path in sorted(folder.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        if completed:
            raw["answers"] |= COMPLETED.get(path.stem, {})
        answers = read_answers(raw, knowledge=knowledge, complete=True)
        yield path.stem, run_check(answers=answers, knowledge=knowledge)


def run() -> None:
    """Print every case that is not at its level, and the count."""
    folder = Path(os.environ.get("CASES", NEIGHBOUR))
    if not (folder / "README.md").exists():
        print_row("no cases here", str(folder))
        return
    expected = expected_levels((folder / "README.md").read_text(encoding="utf-8"))
    met = 0
    for name, result in results(folder):
        level = result.safety.level.value
        why = ", ".join(f"{reason.item} {reason.level.value}" for reason in result.safety.reasons)
        if level in expected.get(name, frozenset()):
            met += 1
        else:
            print_row(name, level, f"wanted {sorted(expected.get(name, ()))}", why or "-")
    print_row("cases at their level", f"{met} of {len(expected)}")


if __name__ == "__main__":
    run()
