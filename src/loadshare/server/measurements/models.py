"""What was measured, one side and one test at a time, and what a phone counted day by day."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from loadshare.server.records.models import Person


class Measurement(models.Model):
    """One result of one test. `client_id` comes from the page, so that sending twice saves once."""

    class Side(models.TextChoices):
        """The side that was measured; none where a test has none."""

        NONE = ""
        LEFT = "left"
        RIGHT = "right"

    class Method(models.TextChoices):
        """How it was measured."""

        PHONE = "phone"
        BY_HAND = "by-hand"
        FILE = "file"

    class Verdict(models.TextChoices):
        """How far the figures can be trusted."""

        GOOD = "good"
        FAIR = "fair"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="measurements")
    client_id = models.UUIDField()
    test = models.CharField(max_length=40)
    side = models.CharField(max_length=5, choices=Side.choices, default=Side.NONE, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=10, choices=Method.choices)
    figures: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """By quantity: value, low, high and unit."""
    choices: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What was chosen beside the numbers, for instance the version of a hold."""
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    concerns: models.JSONField[Any, Any] = models.JSONField(default=list)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    stopped_by_pain = models.BooleanField(default=False)
    trials_agree = models.BooleanField(default=True)
    device = models.CharField(max_length=120, blank=True)
    recording = models.BinaryField(null=True, blank=True)
    """The raw recordings as gzipped JSON, only where the person ticked that they be kept."""

    class Meta:
        ordering = ("-taken_at", "-id")
        constraints = (
            models.UniqueConstraint(name="measurement_saved_once", fields=("person", "client_id")),
            models.CheckConstraint(
                name="measurement_side_is_known", condition=Q(side__in=["", "left", "right"])
            ),
            models.CheckConstraint(
                name="measurement_method_is_known", condition=Q(method__in=["phone", "by-hand", "file"])
            ),
            models.CheckConstraint(
                name="measurement_verdict_is_known", condition=Q(verdict__in=["good", "fair"])
            ),
            models.CheckConstraint(
                name="measurement_pain_0_to_10", condition=Q(pain__isnull=True) | Q(pain__range=(0, 10))
            ),
        )
        indexes = (models.Index(name="measurements_of_a_test", fields=("person", "test", "-taken_at")),)

    def __str__(self) -> str:
        return f"{self.test} {self.side}".strip()

    @property
    def is_usable(self) -> bool:
        """Whether the rules may read the numbers: not stopped by pain, and the tries agreed."""
        return self.trials_agree and not self.stopped_by_pain


class WalkedDay(models.Model):
    """What a phone counted on one day, from the export of its health app: no measurement of a test."""

    class Source(models.TextChoices):
        """Whose export it came from."""

        APPLE = "apple-health"
        CONNECT = "health-connect"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="walked_days")
    on = models.DateField()
    source = models.CharField(max_length=20, choices=Source.choices)
    steps = models.PositiveIntegerField(null=True, blank=True)
    speed_m_s = models.FloatField(null=True, blank=True)
    asymmetry_pct = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("on", "source")
        constraints = (
            models.UniqueConstraint(name="walked_day_saved_once", fields=("person", "on", "source")),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.source}"
