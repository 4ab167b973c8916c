"""Each sentence of measuring stands once, is said somewhere, and reaches the screen filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loadshare.knowledge.words import load_words
from loadshare.measure import words
from loadshare.measure.quality import refusal
from loadshare.measure.recording import unreadable

PHRASES = load_words("measure").phrases
_SAID = re.compile(r'(refusal|unreadable)\(\s*"([a-z.-]+)"')


def _keys(kind):
    return [key.partition(".")[2] for key in PHRASES if key.startswith(f"{kind}.")]


def _sources():
    folders = (Path(words.__file__).parent, Path(words.__file__).parents[1] / "cli")
    return "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))


@pytest.mark.parametrize("kind", ["refusal", "unreadable", "concern"])
def test_every_key_that_is_said_is_there_and_every_one_there_is_said(kind):
    sources = _sources()
    assert {key for spoken, key in _SAID.findall(sources) if spoken == kind} <= set(_keys(kind))
    # Some are chosen before they are said.
    assert [
        key for key in _keys(kind) if f'"{key}"' not in sources and f'"{kind}.{key}"' not in sources
    ] == []


@pytest.mark.parametrize("key", _keys("refusal"))
def test_the_code_is_the_key_up_to_the_dot(key):
    error = refusal(key, **dict.fromkeys(PHRASES[f"refusal.{key}"].gaps, "12"))
    assert error.code == key.split(".")[0]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert "{" not in str(error)


def test_values_are_filled_in():
    assert "axis z" in str(unreadable("dead-axis", channel="acceleration", axis="z"))


@pytest.mark.parametrize("kind", ["refusal", "concern", "assumed", "unreadable"])
def test_no_sentence_stands_twice(kind):
    sentences = [PHRASES[f"{kind}.{key}"].forms["other"] for key in _keys(kind)]
    assert len(set(sentences)) == len(sentences) > 15
    assert all(sentence.endswith(".") for sentence in sentences)
