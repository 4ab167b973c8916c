"""The words of a room in the language of the page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

from loadshare.knowledge.words import ENGLISH, words_of


def page_words(room: str) -> Callable[..., str]:
    """`words_of`, asked anew in every request for the language that Django chose for it."""
    return words_of(room, language=lambda: get_language() or ENGLISH)
