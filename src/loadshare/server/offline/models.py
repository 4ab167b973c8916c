"""What arrived from devices. It hangs from `Person` and dies with it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from loadshare.server.records.models import Person


class Receipt(models.Model):
    """One thing done on a device, and what became of it. Sent again, it is found here and changes nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="receipts")
    entry = models.UUIDField()
    """The number the device gave it."""
    kind = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    is_kept = models.BooleanField()
    words = models.CharField(max_length=400, blank=True)
    """Why it was refused."""
    stop = models.CharField(max_length=60, blank=True)
    """Why a session was stopped, where that became known too late to ask at once."""
    is_stop_open = models.BooleanField(default=False)
    """Whether the person has still to be asked about it."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="entry_received_once", fields=("person", "entry")),
            models.CheckConstraint(
                name="refused_with_words", condition=models.Q(is_kept=True) | ~models.Q(words="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_at:%Y-%m-%d %H:%M}"


class FormerName(models.Model):
    """The name a device knew this person by before a guest's history became an account's."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=32, unique=True)
    guest = models.UUIDField(null=True, blank=True)
    """That guest's random number: when the person is deleted, an older backup must not bring it back."""

    def __str__(self) -> str:
        return self.name
