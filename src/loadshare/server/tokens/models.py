"""What is kept of a token: whose it is, what it may read, until when, and a fingerprint, never the token."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

CLOCKS_DIFFER = dt.timedelta(minutes=1)


class OwnToken(models.Model):
    """One token of one account. Stopping it deletes the row."""

    MOST_NAME = 60

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_tokens")
    name = models.CharField(max_length=MOST_NAME)
    """What the person calls the program, or what the keeper called one that asked by itself."""
    program = models.ForeignKey(
        "allauth_idp_oidc.Client", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    """Which program asked for it. None: the person made it and pasted it in."""
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=500)
    """In the form of SMART, separated by spaces."""
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    """To half an hour."""

    class Meta:
        ordering = ("made_at",)
        constraints = (
            models.CheckConstraint(name="token_ends_after_its_start", condition=Q(until__gt=F("made_at"))),
        )

    def __str__(self) -> str:
        return f"token {self.id}"

    def holds(self, now: dt.datetime) -> bool:
        """Whether it may be used: one that began later than now was made by a clock that was ahead."""
        return self.made_at - CLOCKS_DIFFER <= now < self.until
