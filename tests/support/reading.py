"""How hard a text is to read: the Flesch-Kincaid school grade, with a plain syllable count.

Grade g is about reading age g + 5, so a reading age of 9 to 11 is grade 4 to 6.
"""

import re

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"(?<![aeiouyl])e(?:s|d)?$")


def words_in(text: str) -> list[str]:
    """The words of a text, numbers and signs left out."""
    return _WORD.findall(text)


def sentences_in(text: str) -> list[str]:
    """The parts between full stops, colons and semicolons."""
    return [part for part in _SENTENCE_END.split(text) if words_in(part)]


def syllables_in(word: str) -> int:
    """Groups of vowels, a silent e at the end left out; at least one."""
    return max(1, len(_VOWELS.findall(_SILENT_E.sub("", word.lower()))))


def grade_of(text: str) -> float:
    """The Flesch-Kincaid grade; 0 for a text without words."""
    words, sentences = words_in(text), sentences_in(text)
    if not words:
        return 0.0
    syllables = sum(map(syllables_in, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def flesch_of(text: str) -> float:
    """The Flesch reading ease; 100 for a text without words. Higher is easier: 80 is plain talk."""
    words, sentences = words_in(text), sentences_in(text)
    if not words:
        return 100.0
    syllables = sum(map(syllables_in, words))
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)
