"""The sentences of `loadshare.measure` for the engine in the browser, so that both say the same."""

import json
from pathlib import Path

from loadshare.measure import words

PAGE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "measure" / "engine" / "words.json"


def text() -> str:
    """What the file should say."""
    parts = {
        "refused": words.REFUSALS,
        "concerns": words.CONCERNS,
        "assumed": words.ASSUMED,
        "unreadable": words.UNREADABLE,
    }
    return json.dumps(parts, indent=2, ensure_ascii=False) + "\n"
