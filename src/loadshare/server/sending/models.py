"""What is kept of a clinic's server: where it is, the token sealed, and what it has said it holds."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from loadshare.server.records.models import Person


class ClinicServer(models.Model):
    """The one server a person sends to."""

    MOST_ADDRESS = 300

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="clinic_server")
    address = models.CharField(max_length=MOST_ADDRESS)
    """Of the FHIR base, without a slash at its end."""
    sealed_token = models.TextField()
    """Only this installation can open it (`sealing`)."""
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    """When it last said that it has something."""
    busy_since = models.DateTimeField(null=True, blank=True)
    """Since when one press is being worked on."""

    def __str__(self) -> str:
        return f"server {self.pk}"


class SentEntry(models.Model):
    """One resource that the server said it has."""

    server = models.ForeignKey(ClinicServer, on_delete=models.CASCADE, related_name="sent")
    resource = models.UUIDField()
    digest = models.CharField(max_length=32)
    """Of what it said then."""

    class Meta:
        constraints = (models.UniqueConstraint(name="sent_once", fields=("server", "resource")),)

    def __str__(self) -> str:
        return str(self.resource)
