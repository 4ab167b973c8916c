"""The language of a page is the language of its rules: their sentences follow the choice of who reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loadshare.knowledge import words
from tests.server.cast import Visitor

ROOMS = tuple(path.stem for path in words.FOLDER.glob("*.toml"))
"""Rooms whose sentences the made-up language says."""


def in_marks(room: str) -> str:
    """The words of a room, every sentence between the marks of the room: a language that nobody speaks."""
    lines = []
    for key, phrase in words.load_words(room).phrases.items():
        forms = {form: f"«{room} {text} {room}»" for form, text in phrase.forms.items()}
        name = ".".join(f'"{part}"' for part in key.split("."))
        if len(forms) == 1:
            lines.append(f"{name} = {quoted(forms['other'])}")
        else:
            lines.append(f"{name} = {{ {', '.join(f'{f} = {quoted(t)}' for f, t in forms.items())} }}")
    return "\n".join(lines)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.fixture
def welsh(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A second language of the pages, with words between marks."""
    (tmp_path / "cy").mkdir()
    for room in ROOMS:
        (tmp_path / f"{room}.toml").write_bytes((words.FOLDER / f"{room}.toml").read_bytes())
        (tmp_path / "cy" / f"{room}.toml").write_text(in_marks(room), encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    words.load_words.cache_clear()
    yield "cy"
    words.load_words.cache_clear()


def page(visitor: Visitor, address: str, language: str) -> str:
    answer = visitor.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "room"), [("/connection/?task=bend&hip=20&glutes=30", "connection"), ("/programme/", "care")]
)
def test_the_sentences_of_the_rules_follow_the_reader(
    guest: Visitor, welsh: str, address: str, room: str
) -> None:
    guest.with_check()
    guest.post("/programme/build/", headers={"Accept-Language": welsh})
    assert f"«{room} " in page(guest, address, welsh)


def test_a_page_in_english_says_nothing_else(guest: Visitor, welsh: str) -> None:
    guest.with_programme()
    for address in ("/connection/?task=bend&hip=20&glutes=30", "/programme/"):
        page(guest, address, welsh)
        assert "«" not in page(guest, address, "en-gb")


def test_a_refused_recording_is_refused_in_the_readers_words(guest: Visitor, welsh: str) -> None:
    guest.with_check()
    for language, is_spoken in ((welsh, True), ("en-gb", False)):
        file = SimpleUploadedFile("walk.csv", b"t,ax,ay,az\n0,0,0,9.81\n0.01,0,0,9.81\n", "text/csv")
        answer = guest.post("/measure/walking/file/", {"first": file}, headers={"Accept-Language": language})
        assert ("«measure " in answer.content.decode()) is is_spoken
