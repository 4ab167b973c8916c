"""The reader of words: strict about ids and gaps, and English where a translation is silent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.knowledge import KnowledgeError
from loadshare.knowledge import words as module
from loadshare.knowledge.words import FOLDER, Words, load_words, read_words, speak, words_of

ENGLISH = """
hello = "Hello"
[back]
more = "The back bends {degrees} more, of {all}."
[back.days]
one = "one day"
other = "{n} days"
"""


def words(folder: Path, english: str = ENGLISH, language: str = "en", **others: str) -> Words:
    (folder / "body.toml").write_text(english, encoding="utf-8")
    for name, text in others.items():
        (folder / name).mkdir()
        (folder / name / "body.toml").write_text(text, encoding="utf-8")
    return read_words(folder, room="body", language=language)


def test_gaps_are_filled(tmp_path: Path) -> None:
    say = words(tmp_path)
    assert say("hello") == "Hello"
    assert say("back.more", degrees="3.0", all=40) == "The back bends 3.0 more, of 40."


@pytest.mark.parametrize(("n", "text"), [(0, "0 days"), (1, "one day"), (2, "2 days"), (21, "21 days")])
def test_a_number_chooses_its_form(tmp_path: Path, n: int, text: str) -> None:
    assert words(tmp_path)("back.days", n=n) == text


def test_a_plural_wants_a_whole_number(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="whole number"):
        words(tmp_path)("back.days", n="2")


@pytest.mark.parametrize(
    ("key", "gaps", "told"),
    [
        ("back.les", {}, "no 'back.les'"),
        ("back", {}, "no 'back'"),
        ("back.more", {"degrees": 1}, "has the gaps all, degrees, and was given degrees"),
        ("hello", {"name": "you"}, "has the gaps none, and was given name"),
    ],
)
def test_a_wrong_use_is_an_error_that_names_the_file(
    tmp_path: Path, key: str, gaps: dict[str, str | int], told: str
) -> None:
    with pytest.raises(KnowledgeError, match=told) as caught:
        words(tmp_path)(key, **gaps)
    assert "words/body.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('a = "{n:.2f} m"', "name in braces"),
        ('a = "{n!r}"', "name in braces"),
        ('a = "{n.real}"', "name in braces"),
        ('a = "{0}"', "name in braces"),
        ('a = "{}"', "name in braces"),
        ('a = "{n"', "write a brace"),
        ('a = " "', "is empty"),
        ("a = 3", "must be a text"),
        ("a = ", "not readable as TOML"),
        ('[a]\none = "a"\nother = "b"', "needs the gap"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(KnowledgeError, match=told):
        words(tmp_path, text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="restore it"):
        read_words(tmp_path, room="body")


def test_another_language_falls_back_to_english(tmp_path: Path) -> None:
    say = words(tmp_path, language="cy-gb", cy='hello = "Helo"')
    assert say("hello") == "Helo"
    assert say("back.days", n=1) == "one day"


def test_a_region_comes_before_its_language(tmp_path: Path) -> None:
    english = 'a = "colour"\nb = "lift"'
    say = words(tmp_path, english, language="en-us", **{"en-us": 'a = "color"'})
    assert (say("a"), say("b")) == ("color", "lift")


@pytest.mark.parametrize(
    ("text", "told"),
    [('helo = "Helo"', "not among the English"), ('[back]\nmore = "Mwy {degrees}"', "gaps of the English")],
)
def test_a_translation_has_the_ids_and_gaps_of_the_english(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(KnowledgeError, match=told):
        words(tmp_path, language="cy", cy=text)


@pytest.mark.parametrize("language", ["../../etc", "", "en", "xx", "en-gb"])
def test_an_unknown_language_is_english(tmp_path: Path, language: str) -> None:
    assert words(tmp_path, language=language)("hello") == "Hello"


def test_the_language_is_asked_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_spoken", None)
    languages = iter(("en", "en-gb", None))
    speak(lambda: next(languages))
    say = words_of("connection")
    assert say("side.left") == say("side.left") == say("side.left") == "left"
    assert next(languages, "asked three times") == "asked three times"
    assert load_words("connection") is load_words("connection")


@given(st.text())
def test_what_fills_a_gap_is_never_read_as_a_gap(text: str) -> None:
    assert load_words("connection")("list.muscle", name=text) == f"the {text}"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.toml")), ids=lambda p: p.stem)
def test_every_file_of_words_is_read(path: Path) -> None:
    language = path.parent.name if path.parent != FOLDER else "en"
    assert read_words(FOLDER, room=path.stem, language=language).phrases
