"""The sentences of `loadshare.measure` for the engine in the browser, so that both say the same."""

import json
from collections import defaultdict
from pathlib import Path

from loadshare.knowledge.words import load_words

PAGE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "measure" / "engine" / "words.json"


def text() -> str:
    """What the file should say."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for key, phrase in load_words("measure").phrases.items():
        kind, _, name = key.partition(".")
        parts[kind][name] = phrase.forms["other"]
    return json.dumps(parts, indent=2, ensure_ascii=False) + "\n"
