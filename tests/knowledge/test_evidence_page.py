"""The evidence page says what the rules say."""

import pytest

from loadshare.knowledge import load_knowledge
from tools.evidence_page import PAGE, filled

KNOWLEDGE = load_knowledge()


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, KNOWLEDGE), "run `make docs` (or python tools/evidence_page.py)"


def test_the_page_holds_every_verdict_and_every_source() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for statement in KNOWLEDGE.statements.values():
        assert statement.verdict in page
    for source in KNOWLEDGE.sources:
        assert f"`{source}`" in page


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="<!-- verdicts -->"):
        filled("# Evidence", KNOWLEDGE)
