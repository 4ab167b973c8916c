"""The practitioner's pages: their caseload, one person, their colleagues."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.urls import reverse
from django.utils import timezone

from loadshare.care.alerts import Alert, Severity
from loadshare.server.clinic.access import AnySharing, Followed, seen_in, sharings_over
from loadshare.server.clinic.models import AlertSeen, Member, Sharing
from loadshare.server.clinic.presenters.level import LevelScreen
from loadshare.server.clinic.presenters.own import part_words
from loadshare.server.clinic.sections import OPENED, PAGES_OF_THEIR_OWN, SharedPart
from loadshare.server.clinic.watching import LevelNow, watched_caseload, watched_desk, watched_of
from loadshare.server.clinic.words import words
from loadshare.server.ui.written_days import written_day


class AlertLine:
    """One alert, and what the practitioner said to it."""

    def __init__(self, alert: Alert, seen: AlertSeen | None, *, today: dt.date) -> None:
        self.alert = alert
        self.kind, self.says, self.clears = alert.severity.value, alert.says, alert.clears
        self._seen = seen
        self.is_hidden = seen is not None and (seen.until is None or seen.until > today)

    @property
    def severity(self) -> str:
        """In words, never by colour alone."""
        return words(f"severity.{self.alert.severity}")

    @property
    def days(self) -> str:
        """The days of its evidence."""
        until = self.alert.until
        if until is None or until == self.alert.since:
            return words("alert.ends", day=_day(self.alert.since))
        first, last = sorted((self.alert.since, until))
        return words("alert.between", first=_day(first), last=_day(last))

    @property
    def why_hidden(self) -> str:
        """When it was seen or comes up again, and for what reason."""
        if self._seen is None:
            return ""
        reason, is_later = self._seen.reason, self._seen.until is not None
        day = _day(self._seen.until or timezone.localdate(self._seen.at))
        if reason:
            return words("alert.later-because" if is_later else "alert.seen-because", day=day, reason=reason)
        return words("alert.later" if is_later else "alert.seen", day=day)


class CaseRow:
    """One person of the caseload, with what is to be looked at."""

    def __init__(
        self, sharing: AnySharing, alerts: Sequence[Alert], seen: Mapping[str, AlertSeen], *, today: dt.date
    ) -> None:
        self.sharing = sharing
        self.called = sharing.called
        self.address = _pattern().replace(str(_NOBODY), str(sharing.person_id))
        put_off = {
            key.rpartition("/")[0]: one for key, one in seen.items() if one.until and one.until > today
        }

        def answered(alert: Alert) -> AlertSeen | None:
            later = put_off.get(alert.topic) if alert.stays_put_off else None
            return seen.get(alert.key) or later

        lines = [AlertLine(alert, answered(alert), today=today) for alert in alerts]
        self.shown = [line for line in lines if not line.is_hidden]
        self.hidden = [line for line in lines if line.is_hidden]

    @property
    def ends(self) -> str:
        """The last day of the sharing."""
        return _day(timezone.localdate(self.sharing.until))

    @property
    def rank(self) -> tuple[int, dt.date]:
        """The gravest alert first, then what has waited longest; who has none comes last."""
        if not self.shown:
            return (len(Severity), dt.date.max)
        first = self.shown[0].alert
        return (first.severity.rank, first.since)


class CaseloadScreen:
    """Everybody who lets a practitioner look."""

    def __init__(self, member: Member, *, order: Sequence[str] = ()) -> None:
        """`order`: as the list stood before the last press, so that nothing moves under the hand."""
        self.member = member
        now = timezone.now()
        today = timezone.localdate(now)
        watched = watched_caseload(member, now=now)
        seen = seen_in(sharing for sharing, _ in watched)
        rows = [CaseRow(one, alerts, seen.get(one.pk, {}), today=today) for one, alerts in watched]
        rows.sort(key=lambda row: row.rank)
        places = {key: place for place, key in enumerate(order)}
        self.rows = sorted(rows, key=lambda row: places.get(str(row.sharing.pk), len(places)))

    @property
    def told(self) -> Sequence[tuple[object, ...]]:
        """What the page says of each person: plain values, as a list of many is shown in one go."""
        return [
            (
                row.address,
                row.called,
                row.ends,
                [(one.kind, one.severity, one.says, one.days, one.clears) for one in row.shown],
                row.hidden,
            )
            for row in self.rows
        ]

    @property
    def order(self) -> list[str]:
        """How the list stands now."""
        return [str(row.sharing.pk) for row in self.rows]

    @cached_property
    def over(self) -> Sequence[Sharing]:
        """What has ended: a name, from when to when."""
        return sharings_over(self.member)


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """One person as an assistant sees them: whether somebody has to look, never why."""

    called: str
    who: str
    is_due: bool
    ends: str


class DeskScreen:
    """Who is due, for an assistant of a clinic."""

    def __init__(self, member: Member) -> None:
        self.member = member
        now = timezone.now()
        watched = watched_desk(member, now=now)
        self.told_of = [sharing for sharing, _ in watched]
        seen, today = seen_in(self.told_of), timezone.localdate(now)
        cases = [CaseRow(one, alerts, seen.get(one.pk, {}), today=today) for one, alerts in watched]
        rows = [
            DeskRow(called=case.called, who=sharing.who, is_due=bool(case.shown), ends=case.ends)
            for case, sharing in zip(cases, self.told_of, strict=True)
        ]
        self.rows = sorted(rows, key=lambda row: (not row.is_due, row.called))


_NOBODY = uuid.UUID(int=0)


@cache
def _pattern() -> str:
    """The address of a person's page, looked up once for all of a list."""
    return reverse("clinic_person", args=[_NOBODY])


def _day(day: dt.date) -> str:
    return written_day(day, "j F Y")


def _address(part: SharedPart, person: uuid.UUID) -> str:
    if part in PAGES_OF_THEIR_OWN:
        return reverse(PAGES_OF_THEIR_OWN[part], args=[person])
    return reverse("clinic_part", args=[person, part])


class PersonScreen:
    """One person, as far as they share."""

    def __init__(self, followed: Followed, *, level: LevelNow) -> None:
        self.sharing = followed.sharing
        self.level = LevelScreen(level)
        now = timezone.now()
        seen = seen_in([followed.sharing]).get(followed.sharing.pk, {})
        alerts = watched_of(followed.sharing, now=now)
        self.case = CaseRow(followed.sharing, alerts, seen, today=timezone.localdate(now))

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """Every part with its address, empty where it is not shared: what is hidden is said."""
        person, shared = self.sharing.person_id, self.sharing.shared
        return [(part_words(part), _address(part, person) if part in shared else "") for part in OPENED]


class ColleaguesScreen:
    """Who belongs to a clinic."""

    OFFERED = tuple(
        role.value
        for role in (Member.Role.PRACTITIONER, Member.Role.STAND_IN, Member.Role.ASSISTANT, Member.Role.LEAD)
    )

    def __init__(self, member: Member, colleagues: Sequence[Member]) -> None:
        self.member = member
        self.clinic = member.clinic
        self.rows = [(one, words(f"role.{one.role}"), one.pk != member.pk) for one in colleagues]

    @property
    def roles(self) -> Sequence[tuple[str, str]]:
        """What somebody may be invited as."""
        return [(role, words(f"role.{role}")) for role in self.OFFERED]
