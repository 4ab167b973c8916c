"""A person's resources as transactions for a clinic's server: sent twice, nothing is there twice.

Each entry is created only where the server has none with our identifier; what has changed since it was sent
is updated by that identifier. So an answer that was lost does no harm.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from loadshare.interop.fhir.parts import OWN, Resource

IDENTIFIER = f"{OWN}export"
MOST_ENTRIES = 8
"""Of one transaction, with what it refers to: servers allow few where each entry has a condition."""
MOST_BYTES = 512 * 1024
"""Of one transaction; a paper alone may be larger."""
ONE_IDENTIFIER = frozenset({"QuestionnaireResponse"})
"""Kinds that have one identifier and no list."""
NO_IDENTIFIER = frozenset({"AuditEvent", "Provenance"})
"""Kinds that have none in R4: a server could not find them again."""


def identified(resource: Resource) -> Resource:
    """The same with our identifier, by which a server finds it again. Its own id is the server's to give.

    Raises `ValueError` for a kind that has none.
    """
    if resource["resourceType"] in NO_IDENTIFIER:
        raise ValueError(resource["resourceType"])
    name = {"system": IDENTIFIER, "value": resource["id"]}
    kept = {key: value for key, value in resource.items() if key != "id"}
    return kept | {"identifier": name if resource["resourceType"] in ONE_IDENTIFIER else [name]}


def digest_of(resource: Resource) -> str:
    """Changes with what a resource says."""
    return hashlib.sha256(json.dumps(resource, sort_keys=True).encode()).hexdigest()[:32]


def transactions(
    resources: Sequence[Resource], *, sent: Mapping[str, str]
) -> Iterator[tuple[Resource, dict[str, str]]]:
    """What is new or other than what was `sent` (digests by id), in transactions.

    With each the digests of what it brings. What its entries refer to is in it too, to be found, not changed.
    """
    known = {one["id"]: one for one in resources}
    waiting = [one for one in resources if sent.get(one["id"]) != digest_of(one)]
    part: list[Resource] = []
    for one in waiting:
        longer = [*part, one]
        is_full = len({*_needed(longer, known), *(each["id"] for each in longer)}) > MOST_ENTRIES
        if part and (is_full or len(json.dumps(longer)) > MOST_BYTES):
            yield _transaction(part, known, sent)
            longer = [one]
        part = longer
    if part:
        yield _transaction(part, known, sent)


def _transaction(
    part: list[Resource], known: Mapping[str, Resource], sent: Mapping[str, str]
) -> tuple[Resource, dict[str, str]]:
    names = {one["id"] for one in part}
    needed = [known[name] for name in _needed(part, known) if name not in names]
    entries = [_entry(one, is_changed=one["id"] in names and one["id"] in sent) for one in (*needed, *part)]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    return bundle, {one["id"]: digest_of(one) for one in part}


def _entry(resource: Resource, *, is_changed: bool) -> Resource:
    kind = resource["resourceType"]
    by = f"identifier={IDENTIFIER}|{resource['id']}"
    request = (
        {"method": "PUT", "url": f"{kind}?{by}"}
        if is_changed
        else {"method": "POST", "url": kind, "ifNoneExist": by}
    )
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": identified(resource), "request": request}


def _needed(part: Iterable[Resource], known: Mapping[str, Resource]) -> list[str]:
    """What is referred to, however far."""
    found: dict[str, None] = {}
    waiting = list(part)
    while waiting:
        for name in _references(waiting.pop()):
            if name not in found and name in known:
                found[name] = None
                waiting.append(known[name])
    return list(found)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        said = value.get("reference")
        if isinstance(said, str) and said.startswith("urn:uuid:"):
            yield said.removeprefix("urn:uuid:")
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
