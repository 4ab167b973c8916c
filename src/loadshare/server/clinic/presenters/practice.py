"""The practitioner's pages: their caseload, one person, their colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from loadshare.server.clinic.access import Followed, sharings_over
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.presenters.own import part_words
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.words import words


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One person of the caseload."""

    sharing: Sharing

    @property
    def called(self) -> str:
        """What they chose to be called."""
        return self.sharing.called


class CaseloadScreen:
    """Everybody who lets a practitioner look."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.rows = [CaseRow(sharing=one) for one in member.caseload(now=timezone.now()).order_by("called")]

    @property
    def over(self) -> Sequence[Sharing]:
        """What has ended: a name, from when to when."""
        return sharings_over(self.member)


class PersonScreen:
    """One person, as far as they share."""

    def __init__(self, followed: Followed) -> None:
        self.sharing = followed.sharing

    @property
    def parts(self) -> Sequence[tuple[str, bool]]:
        """Every part, and whether it is shared: what is hidden is said."""
        return [
            (part_words(part), part in self.sharing.shared)
            for part in SharedPart
            if part is not SharedPart.MESSAGES
        ]


class ColleaguesScreen:
    """Who belongs to a clinic."""

    OFFERED = (Member.Role.PRACTITIONER.value, Member.Role.STAND_IN.value, Member.Role.LEAD.value)

    def __init__(self, member: Member, colleagues: Sequence[Member]) -> None:
        self.member = member
        self.clinic = member.clinic
        self.rows = [(one, words(f"role.{one.role}"), one.pk != member.pk) for one in colleagues]

    @property
    def roles(self) -> Sequence[tuple[str, str]]:
        """What somebody may be invited as."""
        return [(role, words(f"role.{role}")) for role in self.OFFERED]
