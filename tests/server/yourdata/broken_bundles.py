"""Bundles broken in every way, and what becomes of one: all of it comes in, or nothing does."""

from __future__ import annotations

import base64
import copy
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from loadshare.interop.fhir.parts import COPY
from loadshare.server.belongings.bringing import bring
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.reading import read_copy
from loadshare.server.belongings.register import belongings, person_model
from loadshare.server.yourdata.from_fhir import read_if_fhir, sealed, unsealed
from tests.server.yourdata.changed_copies import ODD, changed, paths_in

Change = Callable[[dict[str, Any], random.Random], bytes]


def broken(whole: bytes, number: int) -> tuple[str, bytes]:
    """The same Bundle with one to three faults; the same for the same number."""
    chance = random.Random(number)
    name, change = chance.choice(list(CHANGES.items()))
    return name, change(json.loads(whole), chance)


def _cut(bundle: dict[str, Any], chance: random.Random) -> bytes:
    text = _text(bundle)
    return text[: chance.randrange(len(text))]


def _flipped(bundle: dict[str, Any], chance: random.Random) -> bytes:
    text = bytearray(_text(bundle))
    for _ in range(chance.randint(1, 3)):
        text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
    return bytes(text)


def _odd(bundle: dict[str, Any], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        *before, last = chance.choice(list(paths_in(bundle)))
        inside: Any = bundle
        for step in before:
            inside = inside[step]
        if chance.random() < 0.3:
            del inside[last]
        else:
            inside[last] = copy.deepcopy(chance.choice(ODD))
    return _text(bundle)


def _doubled(bundle: dict[str, Any], chance: random.Random) -> bytes:
    entries = bundle["entry"]
    entries.insert(chance.randrange(len(entries)), copy.deepcopy(chance.choice(entries)))
    return _text(bundle)


def _lost(bundle: dict[str, Any], chance: random.Random) -> bytes:
    entries = bundle["entry"]
    for _ in range(chance.randint(1, min(3, len(entries)))):
        entries.pop(chance.randrange(len(entries)))
    return _text(bundle)


def _mixed(bundle: dict[str, Any], chance: random.Random) -> bytes:
    """The content of one entry under the kind of another."""
    one, other = (chance.choice(bundle["entry"])["resource"] for _ in range(2))
    one["resourceType"] = other["resourceType"]
    return _text(bundle)


def _copy_bytes(bundle: dict[str, Any], chance: random.Random) -> bytes:
    """The copy inside, cut or with other signs, so that it is no base64 or no copy."""
    for attachment in _copies(bundle):
        data = attachment["data"]
        place = chance.randrange(len(data))
        attachment["data"] = chance.choice((data[:place], data[:place] + "!" + data[place:], data[4:], ""))
    return _text(bundle)


def _copy_rows(bundle: dict[str, Any], chance: random.Random) -> bytes:
    """The copy inside with one to three values changed, each somewhere in its tables."""
    for attachment in _copies(bundle):
        data = json.loads(base64.b64decode(attachment["data"]))
        for _ in range(chance.randint(1, 3)):
            data = changed(data, chance, among=list(paths_in(data)))[1]
        attachment["data"] = base64.b64encode(json.dumps(data).encode()).decode()
    return _text(bundle)


def _foreign(bundle: dict[str, Any], chance: random.Random) -> bytes:
    """Without our copy: what others could have sent."""
    bundle["entry"] = [
        one for one in bundle["entry"] if one["resource"]["resourceType"] != "DocumentReference"
    ]
    return _odd(bundle, chance)


CHANGES: dict[str, Change] = {
    "cut": _cut, "flipped": _flipped, "odd": _odd, "doubled": _doubled, "lost": _lost, "mixed": _mixed,
    "copy-bytes": _copy_bytes, "copy-rows": _copy_rows, "foreign": _foreign,
}  # fmt: skip


def take(content: bytes, known: set[bytes] | None = None) -> str:
    """Bring it as the page does, to nobody first: `refused`, `nothing` or `whole`. Nothing of it stays.

    Fails where a file that was refused left something, or one that was taken has more to bring.
    `known`: copies that came in before; a Bundle that still holds one whole is not brought again.
    """
    with transaction.atomic():
        before = _rows()
        try:
            outcome = _take(content, set() if known is None else known)
        except FileRefusedError as refusal:
            outcome = "refused" if str(refusal) else "refused without a word"
        if outcome != "whole":
            assert _rows() == before, "in part"
        transaction.set_rollback(True)
    return outcome


def _take(content: bytes, known: set[bytes]) -> str:
    reading = read_if_fhir(io.BytesIO(content))
    if reading is None:
        file: Any = io.BytesIO(content)
    elif reading.copy is not None:
        file = io.BytesIO(reading.copy)
    elif reading.pain:
        file = unsealed(sealed(reading))
    else:
        return "nothing"
    if file.getvalue() in known:
        return "whole"
    person, _ = bring(read_copy(file))
    file.seek(0)
    again, more = bring(read_copy(file), to=person)
    assert (again.pk, more) == (person.pk, 0), "taken in part: the same file brings more"
    known.add(file.getvalue())
    return "whole"


def take_many(whole: bytes, numbers: range) -> Counter[tuple[str, str]]:
    """How many of each fault became what."""
    found: Counter[tuple[str, str]] = Counter()
    known: set[bytes] = set()
    for number in numbers:
        name, content = broken(whole, number)
        try:
            found[name, take(content, known)] += 1
        except Exception as error:
            raise AssertionError(f"number {number} ({name}): {type(error).__name__}: {error}") from error
    return found


def _rows() -> dict[str, int]:
    models = [person_model(), *(one.model_class for one in belongings())]
    return {model._meta.label: model._default_manager.count() for model in models}


def _copies(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in bundle["entry"]:
        coding = entry["resource"].get("type", {})
        if isinstance(coding, dict) and coding.get("coding", [{}])[0].get("code") == COPY:
            yield entry["resource"]["content"][0]["attachment"]


def _text(bundle: dict[str, Any]) -> bytes:
    return json.dumps(bundle).encode("utf-8", "surrogatepass")
