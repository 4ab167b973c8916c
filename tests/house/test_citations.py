"""Whatever cites a source cites one that the knowledge holds, and nothing cites a paper of the workshop."""

import csv
import re
from pathlib import Path

from loadshare.knowledge import load_knowledge

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"`([a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:\d{4}[a-z0-9-]*|judgement|measured|body-model))`")
"""A key in prose: a name with a year, or one of our own."""
IN_CODE = re.compile(r"\b(?:source|JUDGED)\s*[=:]\s*\"([^\"]+)\"")
IN_PROSE = re.compile(r"\b[Ss]ources?(?: keys?)?: ((?:`[^`]+`(?:, | and )?)+)")
WORKSHOP = re.compile(
    r"\b(?:CE|ME)[ -]\d|clinical[- ]evidence|measurement[- ]evidence|biomechanics[- ]evidence"
)
WRITTEN = {".py", ".ts", ".toml", ".md", ".html", ".csv", ".json"}
NOT_OURS = {"node_modules", "dist", "__pycache__", ".venv"}
ANATOMY = ROOT / "src" / "loadshare" / "body" / "anatomy"


def written(*folders: str) -> list[tuple[str, str]]:
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in WRITTEN and not NOT_OURS & set(path.parts) and path != Path(__file__).resolve():
                found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
    return found


def test_every_cited_key_is_a_source() -> None:
    known, cited = set(load_knowledge().sources), {}
    for name, text in written("src", "frontend/src", "docs/decisions", "docs/guide", "docs/safety"):
        keys = set(KEY.findall(text))
        if name.endswith((".py", ".ts")):
            keys |= set(IN_CODE.findall(text))
            keys |= {key for group in IN_PROSE.findall(text) for key in re.findall(r"`([^`]+)`", group)}
        cited |= {f"{name}: {key}": key for key in keys}
    assert len(cited) > 60, "the pattern finds no citations any more"
    assert [place for place, key in cited.items() if key not in known] == []


def test_every_row_of_anatomy_names_a_source() -> None:
    """A cell may add what was done with the source behind its key; own estimates say so."""
    known = set(load_knowledge().sources) | {"loadshare"}
    for path in sorted(ANATOMY.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = re.split(r"[:;, ]", row["source"])[0]
                assert key in known, f"{path.name}: {row['source']}"


def test_nothing_cites_what_is_not_in_the_repository() -> None:
    places = [
        f"{name}: {found[0]}"
        for name, text in written("src", "frontend/src", "docs", "tests", "tools", "bench")
        for found in [WORKSHOP.search(text)]
        if found
    ]
    assert places == []
