"""The words of this room: `knowledge/words/clinic.toml`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import lazy

from loadshare.knowledge.words import words_of

words = words_of("clinic")


def said(say: Callable[[], str]) -> Any:
    """Words for what is made once: looked up in the language of the page that shows them."""
    return lazy(say, str)()
