"""Broken Bundles, ours and HL7's: never in part, never a crash. `python -m bench fhir` tries 10,000."""

import json
import os
from pathlib import Path

import pytest
from django.utils import timezone

from loadshare.interop.fhir import FhirRefusedError, bundle_of, read_fhir
from loadshare.knowledge import load_knowledge
from tests.server.yourdata.broken_bundles import CHANGES, broken, take, take_many
from tests.server.yourdata.test_changed_copies import kept_copy

EXAMPLES = os.environ.get("LOADSHARE_FHIR_EXAMPLES", "")
"""A folder with FHIR files of others, such as HL7's own; they are not ours to keep in this repository."""


def whole() -> bytes:
    return json.dumps(bundle_of(kept_copy(), knowledge=load_knowledge())).encode()


@pytest.mark.django_db
def test_two_hundred_broken_bundles_and_none_is_stored_in_part() -> None:
    found = take_many(whole(), range(200))
    assert {name for name, _ in found} == set(CHANGES)
    assert found["cut", "refused"] > 10
    assert found["copy-rows", "refused"] > 0 < found["copy-rows", "whole"]
    assert take(whole()) == "whole"


def examples() -> list[Path]:
    return sorted(Path(EXAMPLES).glob("*.json")) if EXAMPLES else []


@pytest.mark.skipif(not EXAMPLES, reason="LOADSHARE_FHIR_EXAMPLES names no folder with FHIR of others")
def test_examples_of_others_are_read_or_refused_in_words_also_broken() -> None:
    assert len(examples()) > 5
    today = timezone.localdate()
    for path in examples():
        content = path.read_bytes()
        contents = [content]
        if isinstance(json.loads(content).get("entry"), list) and json.loads(content)["entry"]:
            contents += [broken(content, number)[1] for number in range(40)]
        for one in contents:
            try:
                found = read_fhir(one, today=today)
            except FhirRefusedError:
                continue
            assert found.copy is None
            assert all(0 <= day.pain <= 10 and day.on <= today for day in found.pain)
