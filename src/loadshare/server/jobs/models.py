"""Jobs and workers. Nothing here belongs to a person, and nothing names one."""

from __future__ import annotations

import uuid

from django.db import models


class Job(models.Model):
    """A task that comes again: when it is due next, and who has it in hand."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
    held_by = models.UUIDField(null=True, blank=True)
    """The worker that has it in hand."""
    held_until = models.DateTimeField(null=True, blank=True)
    """Unless that worker is heard of before, another one takes it then."""
    tries = models.PositiveIntegerField(default=0)
    """Since it last went well."""
    went_well_at = models.DateTimeField(null=True, blank=True)
    failed_with = models.CharField(max_length=80, default="", blank=True)
    """The kind of error; its words could hold what somebody entered."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A process that works, under a number that no other one ever has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=255)
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """Set by one that was told to stop, not by one that died."""

    class Meta:
        ordering = ("began_at",)

    def __str__(self) -> str:
        return f"{self.id} on {self.host}"
