"""The sentences of `loadshare.measure` for the engine in the browser, so that both say the same."""

import json
from collections import defaultdict
from pathlib import Path

from loadshare.knowledge.words import load_words

ENGINE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "measure" / "engine"
PAGE = ENGINE / "words.json"


def text() -> str:
    """What the file should say: those the engine names. A phone reads no files."""
    named = "".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.ts"))
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for key, phrase in load_words("measure").phrases.items():
        kind, _, name = key.partition(".")
        if f'"{name}"' in named:
            parts[kind][name] = phrase.forms["other"]
    return json.dumps(parts, indent=2, ensure_ascii=False) + "\n"
