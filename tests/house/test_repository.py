"""The repository is about the product, and its modules stay small."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 600
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_module_is_too_long() -> None:
    modules = tracked("src/*.py", "frontend/src/*.ts", "frontend/src/**/*.ts")
    assert modules
    lengths = {str(module.relative_to(ROOT)): len(module.read_text().splitlines()) for module in modules}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in tracked("src/*.py") if VAGUE_NAMES & {path.stem, path.parent.name}] == []


def test_nothing_calls_a_content_network() -> None:
    pages = tracked("src/*.html", "frontend/src/*.ts", "frontend/styles/*.css")
    outside = re.compile(r"""(?:src|href|action)=["']https?://|url\(["']?https?://|fetch\(["'`]https?://""")
    assert [(path.name, hit) for path in pages for hit in outside.findall(path.read_text())] == []


def test_decisions_are_numbered_once_and_dated() -> None:
    decisions = [path for path in tracked("docs/decisions/*.md") if re.match(r"\d{4}-", path.name)]
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))
    undated = [path.name for path in decisions if not re.search(r"20\d\d-\d\d-\d\d", path.read_text())]
    assert undated == []
