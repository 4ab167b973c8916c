"""The events that are recorded."""

from enum import StrEnum
from uuid import UUID


class Event(StrEnum):
    """A kind of event."""

    GUEST_STARTED = "guest-started"
    PLAN_KEPT = "plan-kept"
    HISTORY_MOVED = "history-moved"
    CHECK_FINISHED = "check-finished"
    LOCK_SET = "lock-set"
    LOCK_CLEARED = "lock-cleared"
    DATA_TAKEN = "data-taken"
    DATA_DELETED = "data-deleted"
    DATA_BROUGHT = "data-brought"
    GUEST_EXPIRED = "guest-expired"
    ACCOUNT_EXPIRED = "account-expired"
    REVIEW_SETTLED = "review-settled"
    CALENDAR_MADE = "calendar-made"
    CALENDAR_ENDED = "calendar-ended"
    PUSH_ALLOWED = "push-allowed"
    PUSH_ENDED = "push-ended"
    PHONE_PAIRED = "phone-paired"
    MEASUREMENT_KEPT = "measurement-kept"


def record(event: Event, *, person: UUID, count: int = 1, receipt: str = "") -> None:
    """Write one event down, with the number of the receipt where one was given out."""
    from loadshare.server.audit.models import AuditEvent

    AuditEvent.objects.create(event=event.value, person=person, count=count, receipt=receipt)
