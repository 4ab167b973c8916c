"""The pages of a person about sharing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.breaks.notices import devices_of
from loadshare.server.clinic.away import asks_of
from loadshare.server.clinic.editing import editable_of
from loadshare.server.clinic.exercises import given_to, has_given
from loadshare.server.clinic.forms import ConsentForm, offered_to
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import SharedPart, from_text
from loadshare.server.clinic.sharing import is_soon, standing_sharings
from loadshare.server.clinic.talk import said_before, unread_by_person
from loadshare.server.clinic.words import words
from loadshare.server.records.models import Person


def part_words(part: SharedPart) -> str:
    """What a part is called."""
    return words(f"part.{part}")


def level_words(level: tuple[str, dt.date] | None) -> str:
    """What the level says, as the person was told it."""
    return words(f"level.{level[0].replace('+', '-plus')}") if level else words("level.none")


@dataclass(frozen=True, kw_only=True)
class SharingRow:
    """One practitioner who may look now."""

    sharing: Sharing
    unread: int = 0
    """Messages that wait for the person."""

    @property
    def may_write(self) -> bool:
        """Whether messages are among what is shared."""
        return SharedPart.MESSAGES in self.sharing.shared

    @property
    def who(self) -> str:
        """Name and clinic."""
        return self.sharing.member.in_words

    @property
    def parts(self) -> Sequence[str]:
        """What they may look at."""
        return [part_words(part) for part in SharedPart if part in self.sharing.shared]

    @property
    def ends_soon(self) -> bool:
        """Whether the person is told that it ends."""
        return is_soon(self.sharing.until)


class OwnScreen:
    """With whom somebody shares."""

    def __init__(self, person: Person) -> None:
        self._standing = list(standing_sharings(person))
        self._unread = unread_by_person(person)
        self.asks = list(asks_of(person)) if self._standing else []
        self.has_older_talk = bool(said_before(person))
        self.devices, told = devices_of(person) if self.may_write else (0, 0)
        self.tells_messages = told > 0
        self.given = given_to(person, editable_of(person)) if self._standing and has_given(person) else []
        self.over = list(
            person.sharings.exclude(pk__in=[row.pk for row in self._standing])
            .exclude(ended_by=Sharing.EndedBy.RENEWED)
            .select_related("member__clinic")
            .order_by("-since")[:50]
        )

    @property
    def may_write(self) -> bool:
        """Whether there is a practitioner who may write."""
        return any(SharedPart.MESSAGES in row.shared for row in self._standing)

    @property
    def rows(self) -> Sequence[SharingRow]:
        """Those that hold, the one that ends first at the top."""
        rows = [SharingRow(sharing=one, unread=self._unread.get(one.pk, 0)) for one in self._standing]
        return sorted(rows, key=lambda row: row.sharing.until)

    def standing(self, sharing_id: uuid.UUID) -> Sharing | None:
        """One of those that hold."""
        return next((row for row in self._standing if row.pk == sharing_id), None)

    def standing_with(self, member: Member) -> Sharing | None:
        """The one with this practitioner."""
        return next((row for row in self._standing if row.member_id == member.pk), None)


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part that may be ticked."""

    part: SharedPart
    words: str
    hint: str
    is_ticked: bool


class ConsentScreen:
    """Who asks, and for what."""

    def __init__(self, member: Member, form: ConsentForm | None = None) -> None:
        self.member = member
        self._ticked = frozenset[str]((form["sections"].value() or ()) if form else ())
        self._weeks = str(form["weeks"].value()) if form else ""
        self.form = form

    @property
    def parts(self) -> Sequence[PartRow]:
        """What can be added to the level."""
        return [
            PartRow(
                part=part,
                words=part_words(part),
                hint=words(f"part-hint.{part}"),
                is_ticked=part.value in self._ticked,
            )
            for part in offered_to(self.member)
        ]

    @property
    def weeks(self) -> Sequence[tuple[str, bool]]:
        """How long, and which is chosen."""
        choices = self.form.fields["weeks"].choices if self.form else ()  # type: ignore[attr-defined]
        return [(str(number), str(number) == self._weeks) for number, _ in choices]


class LookedLine:
    """One line of the list of who has looked."""

    def __init__(self, row: AuditEvent) -> None:
        self.row = row

    @property
    def what(self) -> str:
        """What they did, or were allowed to do."""
        return words(f"did.{self.row.event}")

    @property
    def part(self) -> str:
        """Which part it was about."""
        if self.row.section:
            return part_words(SharedPart(self.row.section))
        if self.row.event == Event.SHARING_BEGUN:
            return ", ".join(part_words(part) for part in SharedPart if part in from_text(self.row.reason))
        return ""
