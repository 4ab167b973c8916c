"""What happened to whose data, and when. No answers, no results: only that something happened."""

from django.db import models

from loadshare.server.audit.events import Event


class AuditEvent(models.Model):
    """One thing that happened. It outlives the person's data, so it holds no link to it."""

    at = models.DateTimeField(auto_now_add=True)
    event = models.CharField(max_length=40, choices=[(event.value, event.name) for event in Event])
    person = models.UUIDField(db_index=True)
    count = models.PositiveIntegerField(default=1)
    receipt = models.CharField(max_length=20, blank=True, db_index=True)
    """The number on the page somebody got when everything about them was deleted."""

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                name="audit_event_is_known",
                condition=models.Q(event__in=[event.value for event in Event]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
