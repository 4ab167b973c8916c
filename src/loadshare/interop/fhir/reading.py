"""What a FHIR file that somebody sends holds for us: our own copy, or days of pain; all else is named.

Nothing is fetched from anywhere, and no text of the file is ever shown: neither its narrative nor its names.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loadshare.interop.fhir.parts import COPY, OWN, codes
from loadshare.knowledge.words import words_of

MOST_BYTES = 32 * 1024 * 1024
"""Of the whole file: a person's copy with a few recordings in it."""
MOST_ENTRIES = 20_000
"""Ten years of sessions and days of pain."""
MOST_DEPTH = 30
EARLIEST = dt.date(1900, 1, 1)
FINAL = frozenset({"final", "amended", "corrected"})
TAKEN_FROM = frozenset({"collection", "document", "searchset"})
KNOWN = re.compile(r"[A-Z][A-Za-z]{2,40}")
_OTHER_VERSIONS = (
    ("STU3", re.compile(r"^3\.0|hl7\.org/fhir/(STU3|3\.0)\b")),
    ("R5", re.compile(r"^5\.0|hl7\.org/fhir/5\.0\b")),
)
_ONLY_R5 = {
    "Bundle": {"issues"},
    "Consent": {"controller", "grantor", "manager"},
    "DocumentReference": {"attester", "bodySite", "modality"},
    "Observation": {"triggeredBy", "bodyStructure", "instantiatesCanonical"},
}
_ONLY_STU3 = {
    "Observation": {"context", "comment", "related"},
    "CarePlan": {"context", "definition"},
    "QuestionnaireResponse": {"context", "parent"},
}
words = words_of("interop")


class FhirRefusedError(ValueError):
    """Nothing of the file can be used. The message says what was found and what to do."""


@dataclass(frozen=True, kw_only=True)
class PainRead:
    """Pain of one day, from 0 to 10."""

    on: dt.date
    pain: int


@dataclass(frozen=True, kw_only=True)
class ReadBundle:
    """What was found."""

    copy: bytes | None
    """Our own copy as it was written, if the file is one of ours. Then nothing else of it counts."""
    pain: tuple[PainRead, ...] = ()
    left_out: tuple[str, ...] = ()
    """What is not taken and why, in words."""


def is_fhir(head: bytes) -> bool:
    """Whether a file may be FHIR, from its first few thousand bytes."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"<" or (text[:1] == b"{" and b'"resourceType"' in text)


def read_fhir(content: bytes, *, today: dt.date) -> ReadBundle:
    """Look at a whole file. Raises `FhirRefusedError` with words for the person."""
    root = _parsed(content)
    entries = [*_resources_of(root)]
    copies = [one for one in entries if _is_copy(one)]
    if len(copies) > 1:
        raise FhirRefusedError(words("fhir.refused.copies"))
    if copies:
        return ReadBundle(copy=_attached(copies[0]))
    for one in (root, *entries):
        _check_version(one)
    return _foreign(entries, today)


def _parsed(content: bytes) -> Mapping[str, Any]:
    if len(content) > MOST_BYTES:
        raise FhirRefusedError(words("fhir.refused.large", most=MOST_BYTES // (1024 * 1024)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FhirRefusedError(words("fhir.refused.text")) from None
    if text.lstrip().startswith("<"):
        raise FhirRefusedError(words("fhir.refused.xml"))
    try:
        root = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise FhirRefusedError(words("fhir.refused.deep", most=MOST_DEPTH)) from None
    except ValueError:
        first, _, rest = text.strip().partition("\n")
        is_lines = bool(rest) and _is_object(first)
        raise FhirRefusedError(words("fhir.refused.lines" if is_lines else "fhir.refused.broken")) from None
    if not isinstance(root, dict) or not isinstance(root.get("resourceType"), str):
        raise FhirRefusedError(words("fhir.refused.other"))
    if _is_deeper(root, MOST_DEPTH):
        raise FhirRefusedError(words("fhir.refused.deep", most=MOST_DEPTH))
    return root


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_deeper(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in level)


def _resources_of(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if root["resourceType"] != "Bundle":
        yield root
        return
    entries = root.get("entry", [])
    if not isinstance(entries, list):
        raise FhirRefusedError(words("fhir.refused.broken"))
    if len(entries) > MOST_ENTRIES:
        raise FhirRefusedError(words("fhir.refused.entries", most=f"{MOST_ENTRIES:,}"))
    if _text(root.get("type")) not in TAKEN_FROM:
        raise FhirRefusedError(words("fhir.refused.type"))
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise FhirRefusedError(words("fhir.refused.broken"))
        yield resource


def _check_version(resource: Mapping[str, Any]) -> None:
    kind = resource["resourceType"]
    said = [resource.get("fhirVersion"), *_list(_table(resource.get("meta")).get("profile"))]
    for name, pattern in _OTHER_VERSIONS:
        if any(isinstance(one, str) and pattern.search(one) for one in said):
            raise FhirRefusedError(words("fhir.refused.version", version=name))
    for name, only in (("R5", _ONLY_R5), ("STU3", _ONLY_STU3)):
        if only.get(kind, set()) & resource.keys():
            raise FhirRefusedError(words("fhir.refused.version", version=name))


def _is_copy(resource: Mapping[str, Any]) -> bool:
    return resource["resourceType"] == "DocumentReference" and any(
        coding.get("system") == f"{OWN}document" and coding.get("code") == COPY
        for coding in _codings(resource.get("type"))
    )


def _attached(document: Mapping[str, Any]) -> bytes:
    content = _list(document.get("content"))
    data = _table(_table(content[0] if content else None).get("attachment")).get("data")
    try:
        return base64.b64decode(data if isinstance(data, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raise FhirRefusedError(words("fhir.refused.copy")) from None


def _foreign(entries: Sequence[Mapping[str, Any]], today: dt.date) -> ReadBundle:
    pain: dict[dt.date, int] = {}
    reasons: Counter[tuple[str, str]] = Counter()
    for one in entries:
        kind = one["resourceType"] if KNOWN.fullmatch(one["resourceType"]) else words("fhir.unknown")
        found = _pain_in(one, today) if kind == "Observation" else "kind"
        if isinstance(found, str):
            reasons[kind, found] += 1
        elif found.on in pain:
            reasons[kind, "twice"] += 1
        else:
            pain[found.on] = found.pain
    left_out = tuple(
        words("fhir.left-out", kind=kind, n=n, reason=words(f"fhir.reason.{reason}"))
        for (kind, reason), n in reasons.items()
    )
    days = tuple(PainRead(on=on, pain=pain[on]) for on in sorted(pain))
    return ReadBundle(copy=None, pain=days, left_out=left_out)


def _pain_in(resource: Mapping[str, Any], today: dt.date) -> PainRead | str:
    """Pain from 0 to 10 on a day, or which reason there is not to take it."""
    loinc = codes()["loinc"]
    wanted = {loinc["pain"]["code"], *loinc["pain_too"]}
    asked = _codings(resource.get("code"))
    if not any(one.get("system") == loinc["system"] and _text(one.get("code")) in wanted for one in asked):
        return "not-pain"
    if _text(resource.get("status")) not in FINAL:
        return "not-final"
    said = _table(resource.get("valueQuantity"))
    value = said["value"] if "value" in said else resource.get("valueInteger")
    if said.get("code", said.get("unit", "{score}")) not in ("{score}", "1", "/10", "points"):
        return "unit"
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in range(11):
        return "value"
    try:
        on = dt.date.fromisoformat(_text(resource.get("effectiveDateTime"))[:10])
    except ValueError:
        return "day"
    return PainRead(on=on, pain=int(value)) if EARLIEST <= on <= today else "day"


def _codings(concept: Any) -> list[Mapping[str, Any]]:
    return [one for one in _list(_table(concept).get("coding")) if isinstance(one, dict)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
