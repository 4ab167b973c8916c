"""Codes between two sides: shown by one, opened by the other, once. Only a fingerprint is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.utils import timezone

from loadshare.server.clinic.models import Invitation, Member
from loadshare.server.records.models import Person
from loadshare.server.requests.limits import Limit

BY_MEMBER = dt.timedelta(days=14)
BY_PERSON = dt.timedelta(minutes=30)
FORGOTTEN_AFTER = dt.timedelta(days=30)
TRIES = Limit(name="clinic-codes", tries=20, within_s=10 * 60)
"""For each account or address. Nobody guesses one of 31^12 codes this way."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another one."""
_LENGTH, _PART = 12, 4


def make_code(
    *, member: Member | None = None, person: Person | None = None, joins_as: str = ""
) -> tuple[Invitation, str]:
    """A new code, known only now, as one reads it out."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    now = timezone.now()
    row = Invitation.objects.create(
        member=member,
        person=person,
        joins_as=joins_as,
        code_hash=_hash(code),
        made_at=now,
        opens_until=now + (BY_MEMBER if member else BY_PERSON),
    )
    return row, _in_parts(code)


def opened_by_person(code: str) -> Invitation | None:
    """A practitioner's code that a person may still answer. Looking uses nothing up."""
    return _waiting(code, person=None, joins_as="")


def opened_by_colleague(code: str) -> Invitation | None:
    """A lead's code by which somebody may still join the clinic."""
    found = _waiting(code, person=None)
    return found if found is not None and found.joins_as else None


def open_as_member(code: str, *, member: Member) -> Invitation | None:
    """A person's code, opened by this practitioner; None where another one was first, or it is over."""
    row = _waiting(code, member=None)
    if row is None:
        return None
    waiting = Invitation.objects.filter(id=row.id, member=None, opened_at=None)
    return row if waiting.update(member=member, opened_at=timezone.now()) == 1 else None


def still_waits(invitation_id: object) -> bool:
    """Whether a code that was shown can still be opened."""
    now = timezone.now()
    waiting = Invitation.objects.filter(opened_at=None, answered_at=None, opens_until__gt=now)
    return waiting.filter(pk=str(invitation_id)).exists()


def forget_old_codes(*, now: dt.datetime) -> int:
    """Those nobody can open or answer any more; how many it were."""
    return Invitation.objects.filter(opens_until__lt=now - FORGOTTEN_AFTER).delete()[0]


def use_up(row: Invitation) -> bool:
    """It is answered now; False where it was a moment ago."""
    now = timezone.now()
    return Invitation.objects.filter(id=row.id, answered_at=None).update(answered_at=now) == 1


def _waiting(code: str, **fields: object) -> Invitation | None:
    """One look by the fingerprint: a wrong code and one that is over take the same way."""
    now = timezone.now()
    return (
        Invitation.objects.filter(
            code_hash=_hash(code), opened_at=None, answered_at=None, opens_until__gt=now, made_at__lte=now
        )
        .filter(**fields)
        .select_related("member__clinic", "person")
        .first()
    )


def _in_parts(code: str) -> str:
    """As one reads it out: `ABCD-EFGH-JKMN`."""
    return "-".join(code[start : start + _PART] for start in range(0, len(code), _PART))


def _hash(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
