"""The words of this page: `knowledge/words/connection.toml`."""

from __future__ import annotations

from loadshare.server.ui.words import page_words

words = page_words("connection")
