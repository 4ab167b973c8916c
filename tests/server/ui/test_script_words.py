"""The words that scripts show come with the page: each side knows the same ones, all can be translated."""

import re
from pathlib import Path

import pytest

from loadshare.server.session.player_words import player_words
from loadshare.server.ui.viewer_words import viewer_words

SCRIPTS = Path(__file__).resolve().parents[3] / "frontend" / "src"
PLACES = [
    ("session/payload.ts", "SessionWords", player_words),
    ("viewer/words.ts", "ViewerWords", viewer_words),
]


@pytest.mark.parametrize(("script", "name", "words"), PLACES, ids=["player", "viewer"])
def test_page_and_script_know_the_same_words(script: str, name: str, words: object) -> None:
    text = (SCRIPTS / script).read_text(encoding="utf-8")
    shape = text.split(f"export interface {name} {{")[1].split("\n}")[0]
    assert set(re.findall(r"readonly (\w+):", shape)) == set(words())  # type: ignore[operator]


def test_the_player_holds_no_words_of_its_own() -> None:
    text = (SCRIPTS / "session" / "view.ts").read_text(encoding="utf-8")
    code = "\n".join(
        line for line in text.splitlines() if "throw new Error" not in line and "/**" not in line
    )
    assert re.findall(r"[\"`][A-Z][a-z]+(?: [a-z]+)*[\"`]", re.sub(r"\bArrow\w+", "", code)) == []
