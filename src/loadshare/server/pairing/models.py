"""What is kept of a pairing: whose it is, for how long, and a fingerprint of the code, never the code."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from loadshare.server.records.models import Person


class PhoneLink(models.Model):
    """One code shown on one screen. Opened by at most one phone, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phone_links")
    code_hash = models.CharField(max_length=64, unique=True)
    test = models.SlugField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    opens_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    measures_until = models.DateTimeField(null=True, blank=True)
    results = models.PositiveSmallIntegerField(default=0)
    """How many results the phone has sent."""

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                name="phone_link_opened_is_whole",
                condition=Q(opened_at__isnull=True, measures_until__isnull=True)
                | Q(opened_at__isnull=False, measures_until__gte=F("opened_at")),
            ),
        )

    def __str__(self) -> str:
        return f"phone link {self.id}"
