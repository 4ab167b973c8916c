"""The words of this page: `knowledge/words/connection.toml`."""

from __future__ import annotations

from loadshare.knowledge.words import words_of

words = words_of("connection")
