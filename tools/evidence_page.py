"""Writes the tables of docs/guide/evidence.md from the knowledge, so that page and rules cannot differ.

Run as `python tools/evidence_page.py`; a test fails while the page is out of date.
"""

from collections.abc import Iterator
from pathlib import Path

from loadshare.knowledge import Knowledge, load_knowledge
from loadshare.knowledge.mechanism import Basis

PAGE = Path(__file__).parents[1] / "docs" / "guide" / "evidence.md"


def verdicts(knowledge: Knowledge) -> Iterator[str]:
    """One row for each claim, in the order of the article."""
    yield "| | The claim | Grade | What the evidence says | What it does not say | Sources |"
    yield "|---|---|---|---|---|---|"
    order = ("A", "B", "M1", "M2", "M3", "S1", "S2", "S3", "S4", "S5", "R1", "R2", "R3", "R3b", "R4", "R4b")
    codes = (*order, "F", "G", "X1", "X2")
    for entry in sorted(knowledge.statements.values(), key=lambda statement: codes.index(statement.code)):
        keys = ", ".join(f"`{source}`" for source in entry.sources)
        cells = (entry.code, entry.claim, entry.grade, entry.verdict, entry.not_said, keys)
        yield f"| {' | '.join(cells)} |"


def points(knowledge: Knowledge) -> Iterator[str]:
    """One row for each evidence point, with its weight for each idea."""
    ideas = list(knowledge.mechanisms.values())
    yield "| Point | From | " + " | ".join(f"{idea.code} {idea.name}" for idea in ideas) + " |"
    yield "|---|---|" + "---|" * len(ideas)
    rows: dict[tuple[str, Basis], dict[str, int]] = {}
    for idea in ideas:
        for point in idea.points:
            rows.setdefault((point.says, point.basis), {})[idea.id] = point.weight
    for (says, basis), weights in rows.items():
        marks = " | ".join("+" * weights.get(idea.id, 0) for idea in ideas)
        yield f"| {says} | {basis} | {marks} |"


def tests(knowledge: Knowledge) -> Iterator[str]:
    """One row for each self-test."""
    yield "| Test | What it can and cannot show | How big a change must be | Left out for |"
    yield "|---|---|---|---|"
    for test in knowledge.self_tests.values():
        names = ", ".join(knowledge.filters[name].name.lower() for name in test.not_for) or "nobody"
        yield f"| {test.name} (`{test.id}`) | {test.validity} | {test.detectable_change} | {names} |"


def sources(knowledge: Knowledge) -> Iterator[str]:
    """Every source, with how far it was read."""
    for source in knowledge.sources.values():
        parts = [
            source.title,
            str(source.year or ""),
            source.where or "",
            f"doi {source.doi}" if source.doi else "",
        ]
        read = "read" if source.read else "**from memory**"
        note = f" {source.note}" if source.note else ""
        yield f"- `{source.id}` ({read}): {'. '.join(part.rstrip('.') for part in parts if part)}.{note}"


def filled(page: str, knowledge: Knowledge) -> str:
    """The page with every part between `<!-- name -->` and `<!-- end -->` written anew."""
    for name, write in (("verdicts", verdicts), ("points", points), ("tests", tests), ("sources", sources)):
        start, end = f"<!-- {name} -->\n", "<!-- end -->"
        before, found, rest = page.partition(start)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"{PAGE}: write the lines <!-- {name} --> and <!-- end --> once each")
        page = before + start + "\n".join(write(knowledge)) + "\n" + end + after
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), load_knowledge()), encoding="utf-8")
