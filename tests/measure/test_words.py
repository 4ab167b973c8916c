"""Each sentence stands once in the words, is said somewhere, and reaches the screen filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loadshare.measure import words
from loadshare.measure.quality import refusal
from loadshare.measure.recording import unreadable

_SAID = re.compile(r'(?:(refusal|unreadable)\(|(CONCERNS|ASSUMED)\[)\s*"([a-z.-]+)"')
_BOOK = {"refusal": words.REFUSALS, "unreadable": words.UNREADABLE}


def _sources():
    folders = (Path(words.__file__).parent, Path(words.__file__).parents[1] / "cli")
    paths = (path for folder in folders for path in folder.rglob("*.py") if path.name != "words.py")
    return [path.read_text(encoding="utf-8") for path in paths]


def _said():
    for text in _sources():
        for call, table, key in _SAID.findall(text):
            yield call or table, key


def test_every_key_that_is_said_is_there_and_every_one_there_is_said():
    said, sources = set(_said()), "".join(_sources())
    for name in ("refusal", "unreadable", "CONCERNS", "ASSUMED"):
        book = _BOOK[name] if name in _BOOK else getattr(words, name)
        assert {key for spoken, key in said if spoken == name} <= set(book)
        assert [
            key for key in book if f'"{key}"' not in sources
        ] == []  # some are chosen before they are said


@pytest.mark.parametrize("key", words.REFUSALS)
def test_the_code_is_the_key_up_to_the_dot(key):
    error = refusal(key, rate="12", axis="x")
    assert error.code == key.split(".")[0]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert "{" not in str(error)


def test_values_are_filled_in():
    assert "axis z" in str(unreadable("dead-axis", channel="acceleration", axis="z"))


@pytest.mark.parametrize("book", [words.REFUSALS, words.CONCERNS, words.ASSUMED, words.UNREADABLE])
def test_no_sentence_stands_twice(book):
    assert len(set(book.values())) == len(book)
    assert all(sentence.endswith(".") for sentence in book.values())
