"""Who follows whom, since when and until when. A row that has ended stays: it says only from when to when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from loadshare.care.own_exercise import DoneHow
from loadshare.server.clinic.sections import SharedPart, from_text
from loadshare.server.records.models import LEVELS, Person


class Clinic(models.Model):
    """Several practitioners under one name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody who follows people, alone or in a clinic. Nobody sees a person because of a role."""

    class Role(models.TextChoices):
        """What somebody may do in their clinic."""

        LEAD = "lead"
        PRACTITIONER = "practitioner"
        STAND_IN = "stand-in"
        ASSISTANT = "assistant"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="members"
    )
    """None: they work alone."""
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PRACTITIONER)
    name = models.CharField(max_length=80)
    """As people read it before they say yes."""
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since",)
        constraints = (
            models.UniqueConstraint(
                name="one_membership_at_a_time", fields=("user",), condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="member_role_is_known",
                condition=Q(role__in=["lead", "practitioner", "stand-in", "assistant"]),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """Name and clinic, as they are written down."""
        return f"{self.name}, {self.clinic.name}" if self.clinic else self.name

    @property
    def is_lead(self) -> bool:
        """Whether they invite and remove members."""
        return self.role == self.Role.LEAD

    @property
    def is_assistant(self) -> bool:
        """Whether they see who is due, and nothing else."""
        return self.role == self.Role.ASSISTANT

    @property
    def may_follow(self) -> bool:
        """Whether people can share with them at all."""
        return not self.is_assistant

    @property
    def kept_here(self) -> Q:
        """For rows that a practice keeps: those of the clinic, or of whoever works alone."""
        return Q(clinic=self.clinic_id) if self.clinic_id else Q(member=self.pk)

    def caseload(self, *, now: dt.datetime) -> models.QuerySet[Sharing]:
        """Everybody who lets them look now: with `access.let_look` the only way from a member to people."""
        if not self.follows:
            return self.sharings.none()
        return self.sharings.filter(Sharing.open_at(now)).select_related("person")

    @property
    def follows(self) -> bool:
        """Whether anybody can let them look at this moment."""
        return self.ended_at is None and self.may_follow

    def desk(self, *, now: dt.datetime) -> models.QuerySet[Sharing]:
        """Those of the clinic who let its assistants see that they are due."""
        if self.ended_at is not None or self.clinic_id is None or not self.is_assistant:
            return Sharing.objects.none()
        let = Sharing.open_at(now) & Q(sections__contains=f" {SharedPart.DESK}")
        return Sharing.objects.filter(let, member__clinic=self.clinic_id).select_related("member")


class Sharing(models.Model):
    """One yes of one person to one practitioner. `ended_at` is never taken back: a new yes is a new row."""

    class EndedBy(models.TextChoices):
        """Who or what ended it."""

        NOBODY = ""
        PERSON = "person"
        MEMBER = "member"
        TIME = "time"
        RENEWED = "renewed"
        RESTORED = "restored"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sharings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sharings")
    called = models.CharField(max_length=80)
    """What the practitioner reads instead of a name; the person chose it."""
    sections = models.CharField(max_length=120)
    """Separated by spaces."""
    words_version = models.CharField(max_length=10)
    """Of the page on which the yes was said."""
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    level_then = models.CharField(max_length=2, blank=True)
    """The level when the practitioner last looked."""

    class Meta:
        ordering = ("since",)
        constraints = (
            models.UniqueConstraint(
                name="one_open_sharing", fields=("person", "member"), condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="sharing_ends_after_its_start", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="sharing_has_the_level", condition=Q(sections__startswith="level")),
            models.CheckConstraint(
                name="sharing_ended_is_whole",
                condition=Q(ended_at__isnull=True, ended_by="")
                | Q(ended_at__isnull=False, ended_by__in=["person", "member", "time", "renewed", "restored"]),
            ),
            models.CheckConstraint(name="sharing_level_is_known", condition=Q(level_then__in=["", *LEVELS])),
        )

    def __str__(self) -> str:
        return f"sharing {self.id}"

    @staticmethod
    def open_at(now: dt.datetime, *, of: str = "") -> Q:
        """Those that hold at this moment; `of`: the lookup that leads to them from another table."""
        holds = {
            "ended_at": None,
            "until__gt": now,
            "member__ended_at": None,
            "member__user__is_active": True,
        }
        return Q(**{f"{of}{field}": value for field, value in holds.items()})

    @property
    def shared(self) -> frozenset[SharedPart]:
        """The parts that may be looked at."""
        return from_text(self.sections)


class AlertSeen(models.Model):
    """A practitioner has seen an alert, or wants to see it later. Another evidence is another key."""

    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, related_name="alerts_seen")
    key = models.CharField(max_length=360)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)
    """Comes up again on this day; none where it was seen."""
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="alert_seen_once", fields=("sharing", "key")),)

    def __str__(self) -> str:
        return self.key


class SharedMessage(models.Model):
    """Plain words from one side of a sharing to the other. The person keeps them when the sharing is over."""

    MOST_LETTERS = 2000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="practice_messages")
    sharing = models.ForeignKey(
        Sharing, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    """None where the practitioner is gone, or the words came with a copy."""
    other = models.CharField(max_length=170)
    """Name and clinic of the practitioner, as they were then."""
    by_person = models.BooleanField()
    text = models.TextField(max_length=MOST_LETTERS)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(name="messages_of_a_sharing", fields=("sharing", "at")),)

    def __str__(self) -> str:
        return f"message {self.id}"


class PracticeExercise(models.Model):
    """An exercise a practice wrote itself. It is never changed: another one is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="practice_exercises"
    )
    """None: it is of somebody who works alone."""
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="practice_exercises"
    )
    """Whose it is where there is no clinic."""
    content: models.JSONField[Any, Any] = models.JSONField()
    """`OwnExercise` of the care room."""
    file = models.BinaryField(null=True, blank=True)
    """A picture or film, as it was checked and rewritten."""
    file_type = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    """From then on nobody does it any more."""

    class Meta:
        ordering = ("made_at",)
        constraints = (
            models.CheckConstraint(
                name="practice_exercise_is_of_one",
                condition=Q(clinic__isnull=False, member__isnull=True)
                | Q(clinic__isnull=True, member__isnull=False),
            ),
            models.CheckConstraint(
                name="practice_exercise_file_is_known",
                condition=Q(file__isnull=True, file_type="")
                | Q(file__isnull=False, file_type__in=["image/jpeg", "image/png", "video/mp4"]),
            ),
        )

    def __str__(self) -> str:
        return f"exercise {self.id}"


class PracticeTemplate(models.Model):
    """A named set of changes for people who are alike. Another one is written instead of changing it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="practice_templates"
    )
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="practice_templates"
    )
    """Whose it is where there is no clinic."""
    content: models.JSONField[Any, Any] = models.JSONField()
    """`EditTemplate` of the care room."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("made_at",)
        constraints = (
            models.CheckConstraint(
                name="practice_template_is_of_one",
                condition=Q(clinic__isnull=False, member__isnull=True)
                | Q(clinic__isnull=True, member__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"template {self.id}"


class GivenExercise(models.Model):
    """An exercise of a practice in a person's sessions, as long as the sharing stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="given_exercises")
    sharing = models.ForeignKey(
        Sharing, null=True, blank=True, on_delete=models.SET_NULL, related_name="given"
    )
    exercise = models.ForeignKey(
        PracticeExercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="given"
    )
    by = models.CharField(max_length=170)
    reason = models.CharField(max_length=160)
    content: models.JSONField[Any, Any] = models.JSONField()
    """As it was given: the person keeps the words."""
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since",)

    def __str__(self) -> str:
        return f"given {self.id}"


class GivenDone(models.Model):
    """What became of one on one day."""

    given = models.ForeignKey(GivenExercise, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    is_done = models.BooleanField()
    how = models.CharField(max_length=10, blank=True, default="", db_default="")
    """`DoneHow` of the care room; empty where it was only asked whether."""
    eased = models.BooleanField(default=False, db_default=False)
    """Made easier in the session."""
    spread = models.BooleanField(default=False, db_default=False)
    """Pain went further down the leg in it."""

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(name="given_done_once_a_day", fields=("given", "on")),)

    def __str__(self) -> str:
        return f"{self.on} {self.done_how}"

    @property
    def done_how(self) -> DoneHow:
        """What became of it."""
        if self.how in set(DoneHow):  # a copy that came in may say anything
            return DoneHow(self.how)
        return DoneHow.DONE if self.is_done else DoneHow.SKIPPED


class Invitation(models.Model):
    """A code that one side shows and the other opens, once. By itself it shares nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    joins_as = models.CharField(max_length=12, blank=True)
    """The role of a new member of the clinic; empty for a code between a person and a practitioner."""
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    opens_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                name="invitation_is_of_somebody",
                condition=Q(person__isnull=False) | Q(member__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_role_is_known",
                condition=Q(joins_as__in=["", "lead", "practitioner", "stand-in", "assistant"]),
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.id}"
