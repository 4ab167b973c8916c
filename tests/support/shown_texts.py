"""Every text of the knowledge that a person may read, with the place it stands."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from pydantic import BaseModel

from loadshare.knowledge.evidence import Figure, Source
from loadshare.knowledge.library import Knowledge

_NOT_SHOWN = frozenset({"note", "id", "code", "sources", "figures"})


def shown_texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Pairs of place (`statements/release.verdict`) and text. Titles of papers are not ours to word."""
    kinds = {name: getattr(knowledge, name) for name in knowledge.__dataclass_fields__}
    for kind, entries in kinds.items():
        if kind in {"sources", "rules_version"}:
            continue
        for identifier, entry in entries.items():
            yield from _texts(entry, f"{kind}/{identifier}")


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Source | Figure | Enum):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _NOT_SHOWN:
                yield from _texts(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{place}[{index}]")
    elif isinstance(value, str) and " " in value:
        yield place, value
