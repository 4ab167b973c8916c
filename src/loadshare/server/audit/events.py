"""Writing down what happened."""

from uuid import UUID

from loadshare.server.audit.models import AuditEvent, Event

__all__ = ["Event", "record"]


def record(event: Event, *, person: UUID, count: int = 1, receipt: str = "") -> None:
    """Write one event down, with the number of the receipt where one was given out."""
    AuditEvent.objects.create(event=event.value, person=person, count=count, receipt=receipt)
