"""The small parts that resources are made of: ids, codes, quantities, references and narrative."""

from __future__ import annotations

import html
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import loadshare.knowledge
from loadshare.knowledge.tables import table_of

Resource = dict[str, Any]

OWN = "urn:loadshare:"
"""Begins the names of our own code systems, forms and identifiers: no host that might go away."""
COPY = "copy"
"""Our code of the document that holds the same data without loss."""
_SPACE = uuid.UUID("5d6b1f2e-8a34-5c1b-9f07-2f6f0c9d4e11")


@cache
def codes() -> dict[str, Any]:
    """`knowledge/codes.toml`: the codes of other systems."""
    path = Path(loadshare.knowledge.__file__).with_name("codes.toml")
    return table_of(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose the resources are. Ids follow from what they are about: a second export updates the first."""

    started_at: str
    """When the person first came, as in the copy: stays the same, and is no number of the database."""

    def id_of(self, kind: str, *key: object) -> str:
        """The id of a resource: the same for the same thing each time."""
        return str(uuid.uuid5(_SPACE, "\n".join((self.started_at, kind, *map(str, key)))))

    @property
    def subject(self) -> Resource:
        """Refers to the person."""
        return reference("Patient", self.id_of("Patient"))


def reference(kind: str, identifier: str) -> Resource:
    """Refers to another entry of the Bundle."""
    return {"reference": f"urn:uuid:{identifier}", "type": kind}


def as_stored(resource: Resource) -> Resource:
    """The same as a server gives it: references name the kind and the id, as addresses do."""

    def turned(value: Any) -> Any:
        if isinstance(value, list):
            return [turned(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = {key: turned(one) for key, one in value.items()}
        if str(made.get("reference", "")).startswith("urn:uuid:") and "type" in made:
            made["reference"] = f"{made['type']}/{made['reference'].removeprefix('urn:uuid:')}"
        return made

    stored: Resource = turned(resource)
    return stored


def text_of(value: object) -> str:
    """Text as FHIR takes it: no control characters, and never empty."""
    kept = "".join(sign for sign in str(value) if sign >= " " or sign in "\t\r\n").strip()
    return kept or "-"


def own_code(system: str, code: str, text: object) -> Resource:
    """A concept of ours: our code, and what it means in words."""
    words = text_of(text)
    return {"coding": [{"system": f"{OWN}{system}", "code": code, "display": words}], "text": words}


def pain_code(text: object) -> Resource:
    """Pain from 0 to 10 as LOINC knows it."""
    loinc = codes()["loinc"]
    return {"coding": [{"system": loinc["system"], **loinc["pain"]}], "text": text_of(text)}


def category(code: str) -> list[Resource]:
    """One of HL7's kinds of observation."""
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return [{"coding": [{"system": system, "code": code}]}]


def quantity(value: float, unit: str) -> Resource:
    """A number with its unit; with the code of UCUM where that knows the unit."""
    ucum = codes()["ucum"]
    if unit not in ucum or unit == "system":
        return {"value": value, "unit": text_of(unit)}
    return {"value": value, "unit": unit, "system": ucum["system"], "code": ucum[unit]}


def narrative(*lines: object) -> Resource:
    """Our own text about a resource, escaped."""
    inner = "".join(f"<p>{html.escape(text_of(line))}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}
