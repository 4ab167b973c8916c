"""Every kind of knowledge by its plural name, and finding an entry by its id."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge

KINDS: Mapping[str, str] = {
    "exercises": "exercise",
    "questions": "question",
    "safety": "safety item",
    "look-alikes": "look-alike",
    "self-tests": "self-test",
    "statements": "statement",
    "mechanisms": "idea",
    "signs": "sign",
    "filters": "filter",
    "templates": "programme outline",
    "needs": "need",
    "starts": "higher start",
    "load-advice": "load outside the sessions",
    "expectations": "thing to expect",
    "stops": "reason to stop",
    "outcomes": "measure of progress",
    "sources": "source",
}
"""Plural name, as in an address, and what one entry is called."""


class CatalogueHit(Entry):
    """An entry and the kind it is of."""

    kind: str
    entry: Any


class IndexEntry(Entry):
    """A line of the index: an id, and the words people see for it."""

    id: str
    name: str


def entries_of(kind: str, *, knowledge: Knowledge) -> Mapping[str, Any]:
    """The entries of a kind by id. Raises `KeyError` for a kind that is not in `KINDS`."""
    if kind not in KINDS:
        raise KeyError(f"{kind} is not a kind of knowledge; use one of {', '.join(KINDS)}")
    entries: Mapping[str, Any] = getattr(knowledge, kind.replace("-", "_"))
    return entries


def find_entries(name: str, *, knowledge: Knowledge) -> tuple[CatalogueHit, ...]:
    """Every entry with this id, this code (`S1`), or the question that asks for this item.

    `kind/id` (`statements/release`) looks in one kind only. Empty when there is none.
    """
    only, _, plain = name.rpartition("/")
    found = tuple(_with_id(plain, only, knowledge))
    if found:
        return found
    asked_by = knowledge.answer_facts.get(plain)
    if asked_by is not None and only in {"", "questions"}:
        return (CatalogueHit(kind="questions", entry=asked_by),)
    return tuple(
        CatalogueHit(kind="exercises", entry=exercise)
        for exercise in knowledge.exercises.values()
        if exercise.code == plain.upper() and only in {"", "exercises"}
    )


def similar_ids(name: str, *, knowledge: Knowledge, kind: str = "") -> tuple[str, ...]:
    """Up to three ids that are written nearly like this one, the nearest first."""
    kinds = [kind] if kind in KINDS else list(KINDS)
    known = {identifier for one in kinds for identifier in entries_of(one, knowledge=knowledge)}
    if kind not in KINDS:
        known |= set(knowledge.answer_facts)
    return tuple(get_close_matches(name.rpartition("/")[2].lower(), sorted(known), n=3, cutoff=0.6))


def index_of(kind: str, *, knowledge: Knowledge) -> tuple[IndexEntry, ...]:
    """Every entry of a kind with the words people see for it, in the order of the library."""
    return tuple(
        IndexEntry(id=identifier, name=title_of(entry))
        for identifier, entry in entries_of(kind, knowledge=knowledge).items()
    )


def title_of(entry: object) -> str:
    """The words people see for an entry: its name, else its question, claim or title."""
    names = ("name", "text", "claim", "title")
    return next(str(getattr(entry, name)) for name in names if hasattr(entry, name))


def _with_id(name: str, only: str, knowledge: Knowledge) -> Iterator[CatalogueHit]:
    for kind in KINDS:
        entry = entries_of(kind, knowledge=knowledge).get(name)
        if entry is not None and only in {"", kind}:
            yield CatalogueHit(kind=kind, entry=entry)
