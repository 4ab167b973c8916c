"""Writes every generated page of docs/, the example of a week to review and the sentences of the browser from
the product itself, so that they cannot differ.

`python tools/docs.py` writes them; with `--check` it writes nothing and names the pages that are stale.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import six_weeks  # noqa: E402
from tools import (  # noqa: E402
    evidence_page,
    example_review,
    licence_pages,
    measure_limits,
    measure_types,
    measure_words,
    reference_pages,
    reference_schemas,
    triage_page,
    trials_page,
)

REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Every generated page with the text it should have."""
    written = {**reference_pages.pages(), **reference_schemas.pages()}
    if sys.platform == "linux":  # elsewhere other packages are installed, and their licences known
        written |= licence_pages.pages()
    evidence = evidence_page.PAGE.read_text(encoding="utf-8")
    return {
        **{REFERENCE / name: text for name, text in written.items()},
        measure_limits.PAGE: measure_limits.text(),
        measure_types.PAGE: measure_types.text(),
        measure_words.PAGE: measure_words.text(),
        example_review.PAGE: example_review.text(),
        triage_page.PAGE: triage_page.text(),
        trials_page.PAGE: trials_page.text(),
        six_weeks.PAGE: six_weeks.text(),
        evidence_page.PAGE: evidence_page.filled(evidence, evidence_page.load_knowledge()),
    }


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The pages that are missing or say something else."""
    return [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or only say which are stale."""
    wanted = pages()
    changed = stale(wanted)
    if arguments == ["--check"]:
        for path in changed:
            print(f"{path.relative_to(ROOT)} is stale; run: make docs", file=sys.stderr)
        return 1 if changed else 0
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
