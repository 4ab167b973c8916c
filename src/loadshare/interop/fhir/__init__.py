"""FHIR R4 (4.0.1): a person's copy as one Bundle, and what a Bundle holds for us. Plain data, no models."""

from loadshare.interop.fhir.bundle import TABLES_OF, bundle_around, bundle_of, resources_of
from loadshare.interop.fhir.reading import FhirRefusedError, ReadBundle, read_fhir

__all__ = [
    "TABLES_OF",
    "FhirRefusedError",
    "ReadBundle",
    "bundle_around",
    "bundle_of",
    "read_fhir",
    "resources_of",
]
