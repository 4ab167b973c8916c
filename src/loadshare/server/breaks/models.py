"""What is kept about a person's breaks. Everything hangs from `Person` and goes with them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from loadshare.care.nudge_decisions import NotPossible, NudgeForm, NudgeMade
from loadshare.server.records.models import Person

KINDS = ("back", "moved", "started", "done", "skipped", "later", "meeting", "meeting-over", "settings")


class Door(models.TextChoices):
    """Where something was said."""

    PAGE = "page"
    NOTICE = "notice"
    PLAYER = "player"
    SETTINGS = "settings"


class BreakPlan(models.Model):
    """How a person wants their breaks, and when the next one is due: instants, worked out when something is
    said, so that finding everybody who is due is one query."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="break_plan"
    )
    settings: models.JSONField[Any, Any] = models.JSONField()
    """`BreakSettings` of the care room."""
    begins_with: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """The settings before anything was said: the programme's of that time. A new week changes no past."""
    minutes = models.PositiveSmallIntegerField(default=2)
    """About how long a break takes."""
    own: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Exercises the person wants in breaks besides those of the programme."""
    is_chosen = models.BooleanField(default=False)
    """False while nobody has looked at the settings: then the device's time zone is taken over."""
    due_at = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(null=True, blank=True)
    is_short = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    """What the clock said when all this was worked out last."""
    chance_seed = models.PositiveIntegerField(null=True, blank=True)
    """What is drawn from where the person lets chance leave nudges out, from and until these instants."""
    chance_since = models.DateTimeField(null=True, blank=True)
    chance_until = models.DateTimeField(null=True, blank=True)
    chance_short_with = models.FloatField(null=True, blank=True)
    """The chance of the short form; None where no form is drawn."""

    class Meta:
        indexes = (models.Index(name="breaks_due", fields=("due_at",)),)
        constraints = (
            models.CheckConstraint(name="break_1_to_3_minutes", condition=Q(minutes__range=(1, 3))),
            models.CheckConstraint(
                name="break_lapses_after_due",
                condition=Q(due_at=None, lapses_at=None) | Q(lapses_at__gte=F("due_at")),
            ),
        )

    def __str__(self) -> str:
        return f"break plan of {self.person_id}"


class BreakEvent(models.Model):
    """One thing said about breaks. `client_id` comes from the device, so that sending twice saves once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="break_events")
    client_id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    heard_at = models.DateTimeField(default=timezone.now)
    """By the server's clock. In the order of arrival it never goes back, unless the clock did."""
    kind = models.CharField(max_length=12)
    door = models.CharField(max_length=10, choices=Door.choices)
    details: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What else the care room's event of this kind holds: minutes, exercises, settings."""

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(name="breaks_newest", fields=("person", "-at")),)
        constraints = (
            models.UniqueConstraint(name="break_event_saved_once", fields=("person", "client_id")),
            models.CheckConstraint(name="break_event_is_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="break_door_is_known", condition=Q(door__in=Door.values)),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class KeptNudge(models.Model):
    """What was decided when a break was wanted: a nudge or none, in which form, and with what chance."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nudges")
    at = models.DateTimeField()
    made = models.CharField(max_length=12)
    form = models.CharField(max_length=5, blank=True)
    """Empty where none was possible."""
    shown_with = models.FloatField()
    short_with = models.FloatField(null=True, blank=True)
    """With what chance the form was to be short; None where none was possible, and before it was kept."""
    why = models.CharField(max_length=8, blank=True)
    """Why none was possible."""

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(name="one_nudge_an_instant", fields=("person", "at")),
            models.CheckConstraint(
                name="nudge_is_known",
                condition=Q(
                    made__in=[NudgeMade.SHOWN.value, NudgeMade.LEFT_OUT.value],
                    form__in=[*map(str, NudgeForm)],
                    why="",
                    shown_with__range=(0.0, 1.0),
                )
                | Q(
                    made=NudgeMade.NOT_POSSIBLE.value,
                    form="",
                    why__in=[*map(str, NotPossible)],
                    shown_with=0.0,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.made}"


class PushDevice(models.Model):
    """A browser that asked to be nudged while the page is closed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)
    sent_due = models.DateTimeField(null=True, blank=True)
    """The due instant of the last nudge claimed for it. It only grows, unless the clock went back."""
    claimed_by = models.UUIDField(null=True, blank=True)
    """The round that claimed it."""
    sending_until = models.DateTimeField(null=True, blank=True)
    """While a nudge is on its way: until when that is believed. After a try that may be repeated: when."""
    tells_messages = models.BooleanField(default=False, db_default=False)
    """Asked for: that a message waits is told on the closed page too."""
    told_until = models.DateTimeField(null=True, blank=True)
    """The newest message that was told of here."""
    tell_again_at = models.DateTimeField(null=True, blank=True)
    """While that is on its way, or its service was away: when it is tried again."""
    tell_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often that was tried."""

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"push device {self.pk}"


class CalendarFeed(models.Model):
    """A private calendar. The address holds a token of which only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Part of the names of its events, so that a refresh changes them instead of adding more."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    with_breaks = models.BooleanField(default=True)
    says_what = models.BooleanField(default=False)
    """Whether titles say what it is; otherwise they say only that there is something."""
    session_at = models.TimeField(null=True, blank=True)
    """When sessions stand in the calendar; none means all day."""

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"calendar feed {self.id}"
