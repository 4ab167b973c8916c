"""What happened to whose data, and when. No answers, no results: only that something happened."""

from enum import StrEnum

from django.db import models


class Event(StrEnum):
    """A kind of event that is recorded."""

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
    SHARING_BEGUN = "sharing-begun"
    SHARING_ENDED = "sharing-ended"
    PERSON_VIEWED = "person-viewed"
    PROGRAMME_CHANGED = "programme-changed"
    TOKEN_MADE = "token-made"
    TOKEN_USED = "token-used"
    TOKEN_ENDED = "token-ended"
    DATA_SENT = "data-sent"


class AuditEvent(models.Model):
    """One thing that happened. It outlives the person's data, so it holds no link to it."""

    at = models.DateTimeField(auto_now_add=True)
    event = models.CharField(max_length=40, choices=[(event.value, event.name) for event in Event])
    person = models.UUIDField(db_index=True)
    count = models.PositiveIntegerField(default=1)
    receipt = models.CharField(max_length=20, blank=True, db_index=True)
    """The number on the page somebody got when everything about them was deleted."""
    actor = models.UUIDField(null=True, blank=True)
    """Who did it, where it was somebody else than the person."""
    actor_words = models.CharField(max_length=170, blank=True, default="", db_default="")
    """Their name and clinic, as they were then."""
    clinic = models.UUIDField(null=True, blank=True)
    section = models.CharField(max_length=20, blank=True, default="", db_default="")
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(name="views_of_a_person", fields=("person", "event", "-at")),)
        constraints = (
            models.CheckConstraint(
                name="audit_event_is_known",
                condition=models.Q(event__in=[event.value for event in Event]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
