"""The words people read: plain, calm, British, and never a label or a promise."""

import re
from statistics import median

import pytest

from loadshare.knowledge import load_knowledge
from tests.support.reading import grade_of, sentences_in, words_in
from tests.support.shown_texts import shown_texts

KNOWLEDGE = load_knowledge()
TEXTS = list(shown_texts(KNOWLEDGE))

FORBIDDEN = re.compile(
    r"\b(diagnos\w*|treat|treats|treated|treating|treatments?|cure[sd]?|curing|switch(?:ed)? off|unstable|"
    r"instability|damag\w*|wear|wearing|worn|degenerat\w*|dysfunction\w*|misalign\w*|out of alignment|"
    r"weak glutes|weak muscles?|crumbl\w*|slipped)\b",
    re.IGNORECASE,
)
"""Words that frighten, promise, or put a label on somebody."""

ALLOWED = ("cancer treatment",)
"""The plain name of what somebody had."""

DEVICE_CLAIM = re.compile(
    r"\b(assess\w*|detect\w*|therap(?:y|ies)|triage|clinically proven|proven to|relieve your|guarantee\w*)\b",
    re.IGNORECASE,
)
"""Words that would claim what the intended purpose does not (docs/safety/intended-purpose.md)."""

AMERICAN = re.compile(
    r"\b(center|color|personaliz|stabiliz|favorite|gray\b|fiber|behavior|minimiz|favor\b|meters?\b)",
    re.IGNORECASE,
)

LONGEST_SENTENCE = 32
HARDEST_TEXT = 11.0
HARDEST_PAGE = 7.0
MIDDLE_TEXT = 5.0
"""School grades; reading age 9 to 11 is grade 4 to 6. Names of illnesses may lift a line, not a page."""


@pytest.mark.parametrize(
    "words", ["a diagnosis", "treats", "wear and tear", "unstable", "switched off", "weak glutes"]
)
def test_the_search_for_forbidden_words_finds_them(words: str) -> None:
    assert FORBIDDEN.search(f"This is {words} here.")


def test_no_shown_text_frightens_or_promises() -> None:
    assert len(TEXTS) > 1000
    for place, text in TEXTS:
        said = text
        for phrase in ALLOWED:
            said = said.replace(phrase, "")
        assert FORBIDDEN.findall(said) == [], f"{place}: {text}"
        assert "!" not in text, f"{place} has an exclamation mark: {text}"


def test_no_shown_text_claims_what_the_purpose_does_not() -> None:
    for place, text in TEXTS:
        assert DEVICE_CLAIM.findall(text) == [], f"{place}: {text}"


def test_shown_texts_are_british() -> None:
    for place, text in TEXTS:
        assert not AMERICAN.search(text), f"{place}: {text}"


def test_texts_are_short_and_plain() -> None:
    for place, text in TEXTS:
        for sentence in sentences_in(text):
            assert len(words_in(sentence)) <= LONGEST_SENTENCE, f"{place} has a long sentence: {sentence}"
        if len(words_in(text)) >= 10:
            assert grade_of(text) <= HARDEST_TEXT, f"{place} is hard to read ({grade_of(text):.1f}): {text}"
    assert median(grade_of(text) for _, text in TEXTS) <= MIDDLE_TEXT


def test_each_page_of_knowledge_reads_easily_as_a_whole() -> None:
    pages: dict[str, list[str]] = {}
    for place, text in TEXTS:
        pages.setdefault(re.split(r"[.\[]", place)[0], []).append(text.rstrip(".?") + ".")
    for page, texts in pages.items():
        if sum(len(words_in(text)) for text in texts) >= 30:
            assert grade_of(" ".join(texts)) <= HARDEST_PAGE, f"{page}: {grade_of(' '.join(texts)):.1f}"


def test_reasons_speak_to_the_person() -> None:
    for mechanism in KNOWLEDGE.mechanisms.values():
        for point in mechanism.points:
            assert point.says.startswith("You "), (mechanism.id, point.id)
            assert not point.against or point.against.startswith("You "), (mechanism.id, point.id)


@pytest.mark.parametrize(
    ("text", "grade"),
    [("The cat sat on the mat.", (-3, 1)), ("Lumbopelvic instability necessitates evaluation.", (20, 60))],
)
def test_the_grade_tells_plain_from_hard(text: str, grade: tuple[float, float]) -> None:
    assert grade[0] <= grade_of(text) <= grade[1]
