"""Sending to a clinic: a person's own data to a FHIR server they name, at their press."""
