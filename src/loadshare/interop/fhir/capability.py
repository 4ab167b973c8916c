"""What the read API can do, said as FHIR wants it: a CapabilityStatement and OperationOutcomes."""

from __future__ import annotations

from loadshare import __version__
from loadshare.interop.fhir.parts import Resource, text_of
from loadshare.interop.fhir.searching import PARAMETERS
from loadshare.knowledge.words import words_of

words = words_of("interop")
FHIR_VERSION = "4.0.1"
SINCE = "2026-11-30"
"""When this statement last changed."""


def capability_statement(base: str) -> Resource:
    """Of the server at this address."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": {"name": "Loadshare", "version": __version__},
        "implementation": {"description": words("fhir.server"), "url": base},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": words("fhir.security")},
                "resource": [
                    {
                        "type": kind,
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [{"name": name, "type": one.kind} for name, one in parameters.items()],
                    }
                    for kind, parameters in PARAMETERS.items()
                ],
            }
        ],
    }


def said(reason: str, **gaps: str | int) -> str:
    """Why a request is not answered, in words."""
    return words(f"fhir.api.{reason}", **gaps)


def outcome(code: str, text: str, *, severity: str = "error") -> Resource:
    """What went wrong, for a program."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "details": {"text": text_of(text)}}],
    }
