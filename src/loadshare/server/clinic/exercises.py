"""Exercises a practice wrote itself: kept, given to a person by the rules of the library, done or not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from loadshare.care.choices import ChoiceError
from loadshare.care.doses import half_dose
from loadshare.care.own_exercise import (
    MOST_GIVEN,
    AfterPain,
    DoneHow,
    OwnExercise,
    after_pain,
    has_room,
    speaks_against,
)
from loadshare.care.session import BesidesItem
from loadshare.server.clinic.access import Followed, note_changed, still_open
from loadshare.server.clinic.editing import Editable, editable_of
from loadshare.server.clinic.media import Media
from loadshare.server.clinic.models import GivenDone, GivenExercise, Member, PracticeExercise, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words
from loadshare.server.diary.logbook import SPREAD_STOP
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person
from loadshare.server.session.extras import EASED, ExtraExercise
from loadshare.server.session.session_form import stops_in

MOST_KEPT = 60
"""Of one practice."""
FIELD = "given-"
"""In front of the id of an exercise, in the form that ends a session."""


def of_practice(member: Member) -> QuerySet[PracticeExercise]:
    """Those that may be given now, without their files."""
    return PracticeExercise.objects.filter(member.kept_here, ended_at=None).defer("file")


def keep(member: Member, exercise: OwnExercise, media: Media | None) -> PracticeExercise | None:
    """Keep a new one; None where the practice has as many as it may."""
    if of_practice(member).count() >= MOST_KEPT:
        return None
    return PracticeExercise.objects.create(
        clinic_id=member.clinic_id,
        member=None if member.clinic_id else member,
        content=exercise.model_dump(mode="json"),
        file=media.data if media else None,
        file_type=media.type if media else "",
    )


def withdraw(member: Member, exercise_id: uuid.UUID) -> None:
    """From now on nobody does it any more, also who was given it, and its file is gone.

    Raises `Http404` for one of others.
    """
    now = timezone.now()
    gone = {"ended_at": now, "file": None, "file_type": ""}
    if not of_practice(member).filter(pk=exercise_id).update(**gone):
        raise Http404
    GivenExercise.objects.filter(exercise=exercise_id, ended_at=None).update(ended_at=now)


def file_of(member: Member, exercise_id: uuid.UUID) -> PracticeExercise | None:
    """One with its file, for the practice it belongs to."""
    return PracticeExercise.objects.filter(member.kept_here, pk=exercise_id).exclude(file=None).first()


def forget(member: Member) -> None:
    """Where the practice is no more: who was given one keeps its words."""
    PracticeExercise.objects.filter(member.kept_here).delete()


def own_file(person: Person, given_id: uuid.UUID) -> PracticeExercise | None:
    """The same for a person who has it in their sessions now."""
    row = _standing(person).filter(pk=given_id).select_related("exercise").first()
    return row.exercise if row and row.exercise and row.exercise.file_type else None


def content_of(row: PracticeExercise | GivenExercise) -> OwnExercise:
    """As the care room knows it."""
    return OwnExercise.model_validate(row.content)


def _standing(person: Person) -> QuerySet[GivenExercise]:
    """What was given and holds: not ended, not withdrawn, by somebody who may still change the programme."""
    return person.given_exercises.filter(
        Sharing.open_at(timezone.now(), of="sharing__"),
        ended_at=None,
        exercise__ended_at=None,
        sharing__sections__contains=f" {SharedPart.CHANGES}",
    )


def has_given(person: Person) -> bool:
    """Whether there is anything to look at."""
    return _standing(person).exists()


@dataclass(frozen=True, kw_only=True)
class Given:
    """One that a person has in their sessions, and what speaks against it now."""

    row: GivenExercise
    content: OwnExercise
    against: str | None
    days: Sequence[GivenDone]
    """Oldest first."""
    is_less: bool
    """It hurt the last time."""

    @property
    def item(self) -> BesidesItem:
        """As a session has it; its id is its name in the form that ends the session."""
        dose = self.content.dose
        return BesidesItem(
            id=f"{FIELD}{self.row.pk}",
            name=self.content.name,
            per_side=self.content.per_side,
            steps=self.content.steps,
            dose=(half_dose(dose) if self.is_less else None) or dose,
        )

    def on_days(self, how: DoneHow) -> list[dt.date]:
        """When that became of it."""
        return [day.on for day in self.days if day.done_how is how]


def given_to(person: Person, found: Editable | None) -> list[Given]:
    """All that stand, each looked at with the newest answers; nothing where the programme is shut."""
    if found is None:
        return []
    rows = _standing(person).select_related("exercise").defer("exercise__file").prefetch_related("days")
    return [_looked_at(row, found) for row in rows]


def _looked_at(row: GivenExercise, found: Editable) -> Given:
    content = content_of(row)
    against = speaks_against(exercise=content, allowance=found.case.allowance)
    days = list(row.days.all())
    pace = after_pain([day.done_how for day in days])
    if against is None and pace is AfterPain.WAITS:
        against = words("exercises.hurt-again")
    return Given(row=row, content=content, against=against, days=days, is_less=pace is AfterPain.LESS)


@dataclass(frozen=True, kw_only=True)
class MayGive:
    """One of the practice, and why it may not be given to this person; None where it may."""

    row: PracticeExercise
    content: OwnExercise
    against: str | None


def may_give(member: Member, found: Editable, given: Sequence[Given]) -> list[MayGive]:
    """Everything of the practice that this person does not have yet."""
    has = {one.row.exercise_id for one in given}
    return [_judged(row, found, given) for row in of_practice(member) if row.pk not in has]


def _judged(row: PracticeExercise, found: Editable, given: Sequence[Given]) -> MayGive:
    content = content_of(row)
    against = speaks_against(exercise=content, allowance=found.case.allowance)
    others = [one.content for one in given if one.against is None]
    minutes = found.case.preferences.minutes
    if against is None and len(given) >= MOST_GIVEN:
        against = words("exercises.enough", n=MOST_GIVEN)
    elif against is None and not has_room(
        exercise=content, others=others, programme=found.programme, minutes=minutes
    ):
        against = words("exercises.no-room", n=minutes)
    return MayGive(row=row, content=content, against=against)


def give(followed: Followed, exercise_id: uuid.UUID, *, reason: str) -> None:
    """Put it into a person's sessions, from the next one on.

    Raises `ChoiceError` with words where something speaks against it, and `Http404` where the sharing ended a
    moment ago or it is of another practice.
    """
    member = followed.sharing.member
    with held(followed.person.pk) as person:
        if not still_open(followed, SharedPart.CHANGES):
            raise Http404
        found = editable_of(person)
        if found is None:
            raise ChoiceError(words("edit.shut"))
        given = given_to(person, found)
        row = of_practice(member).filter(pk=exercise_id).first()
        if row is None:
            raise Http404
        if row.pk in {one.row.exercise_id for one in given}:
            return
        judged = _judged(row, found, given)
        if judged.against is not None:
            raise ChoiceError(judged.against)
        # What was given in an earlier sharing with the same practice is over, and stands here no more.
        person.given_exercises.filter(exercise=row, ended_at=None).update(ended_at=timezone.now())
        person.given_exercises.create(
            sharing=followed.sharing, exercise=row, by=member.in_words, reason=reason, content=row.content
        )
        note_changed(followed, reason=reason)


def take_back(followed: Followed, given_id: uuid.UUID) -> bool:
    """A practitioner leaves it out, and that is written down; False where it is not there.

    Raises `Http404` where the sharing ended a moment ago.
    """
    with held(followed.person.pk) as person:
        if not still_open(followed, SharedPart.CHANGES):
            raise Http404
        is_out = take_out(person, given_id)
        if is_out:
            note_changed(followed)
    return is_out


def take_out(person: Person, given_id: uuid.UUID) -> bool:
    """Leave it out from now on; False where it is not there."""
    rows = person.given_exercises.filter(pk=given_id, ended_at=None)
    return rows.update(ended_at=timezone.now()) == 1


def end_given(sharing: Sharing, *, now: dt.datetime) -> None:
    """With a sharing ends what was given in it."""
    GivenExercise.objects.filter(sharing=sharing, ended_at=None).update(ended_at=now)


def go_on_in(sharing: Sharing, *, earlier: Sequence[Sharing]) -> None:
    """A yes that goes on goes on with what was given, as long as the programme may be changed."""
    rows = GivenExercise.objects.filter(sharing__in=earlier, ended_at=None)
    if SharedPart.CHANGES in sharing.shared:
        rows.update(sharing=sharing)
    else:
        rows.update(ended_at=timezone.now())


def keep_done(person: Person, body: Mapping[str, str], on: dt.date) -> None:
    """What the form that ends a session says of each; anything else in it counts for nothing."""
    stops = stops_in(body.get("stop_notes", ""))
    if not any(name.startswith(FIELD) for name in body):
        return
    for row in person.given_exercises.only("pk"):
        name = f"{FIELD}{row.pk}"
        how = DoneHow.STOPPED if name in stops else _SAID.get(body.get(name, ""))
        if how is None or name not in body:
            continue
        kept = {
            "is_done": how is DoneHow.DONE,
            "how": how.value,
            "eased": body.get(f"{name}{EASED}") == "yes",
            "spread": SPREAD_STOP in stops.get(name, ()),
        }
        try:
            with transaction.atomic():
                GivenDone.objects.update_or_create(given=row, on=on, defaults=kept)
        except IntegrityError:  # the same session, sent twice at the same moment
            continue


_SAID = {how.value: how for how in DoneHow} | {"not": DoneHow.SKIPPED}
"""`not`: of a page that was open before there was more than done or not."""


def extras_for(request: HttpRequest, person: Person) -> list[ExtraExercise]:
    """What a session has besides; what speaks against one now is left out."""
    if getattr(request.user, "sharing_ends", None) is None or not has_given(person):
        return []
    found = given_to(person, editable_of(person))
    return [_extra(one) for one in found if one.against is None]


def _extra(one: Given) -> ExtraExercise:
    kind = one.row.exercise.file_type if one.row.exercise else ""
    return ExtraExercise(
        item=one.item,
        about=words("exercises.gave", who=one.row.by, why=one.row.reason),
        less=words("exercises.less") if one.is_less else "",
        file=reverse("given_file", args=[one.row.pk]) if kind else "",
        file_type=kind,
        shows=one.content.shows,
        is_new=not one.on_days(DoneHow.DONE),
    )
