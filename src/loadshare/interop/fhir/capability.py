"""What the read API can do, said as FHIR wants it: a CapabilityStatement and OperationOutcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loadshare import __version__
from loadshare.interop.fhir.parts import Resource, text_of
from loadshare.interop.fhir.scopes import FOR_ONE_PERSON, known_scopes
from loadshare.interop.fhir.searching import PARAMETERS
from loadshare.knowledge.words import words_of

words = words_of("interop")
FHIR_VERSION = "4.0.1"
SINCE = "2026-11-30"
"""When this statement last changed."""
_SERVICES = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_OAUTH_NAMES = {"authorize": "authorization", "token": "token", "revoke": "revocation"}


def capability_statement(base: str, endpoints: Mapping[str, str] | None = None) -> Resource:
    """Of the server at this address; with `endpoints`, programs may ask for a token there."""
    security: Resource = {"description": words("fhir.security")}
    if endpoints:
        coding = {"system": _SERVICES, "code": "SMART-on-FHIR"}
        security["service"] = [{"coding": [coding]}]
        security["extension"] = [
            {
                "url": _OAUTH,
                "extension": [
                    {"url": name, "valueUri": endpoints[f"{key}_endpoint"]}
                    for name, key in _OAUTH_NAMES.items()
                ],
            }
        ]
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
                "security": security,
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


def smart_configuration(endpoints: Mapping[str, str], *, issuer: str = "") -> dict[str, Any]:
    """What SMART App Launch 2 wants to know of where programs ask.

    With an `issuer` it is what RFC 8414 wants; SMART leaves that out where nobody signs in with it.
    """
    return {
        **({"issuer": issuer} if issuer else {}),
        **endpoints,
        "authorization_response_iss_parameter_supported": True,
        "grant_types_supported": ["authorization_code"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "scopes_supported": [*FOR_ONE_PERSON, *known_scopes()],
        "capabilities": [
            "launch-standalone",
            "client-public",
            "client-confidential-symmetric",
            "context-standalone-patient",
            "permission-patient",
            "permission-v2",
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
