"""Making a token, showing it once, ending it, and asking who a request with one reads for."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from allauth.idp.oidc.models import Client
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from loadshare.interop.fhir.scopes import ReadPart, may, scopes_of
from loadshare.server.audit.events import Event, record
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person
from loadshare.server.requests.limits import Limit, TooManyTriesError, limit_address
from loadshare.server.tokens.models import OwnToken

BEGINS = "loadshare_"
"""So that programs which look for lost tokens know one."""
_LETTERS = re.compile(r"[A-Za-z0-9_.~+/-]{20,200}=*", re.ASCII)
MOST_TOKENS = 20
DAYS = (7, 30, 90, 365)
USUAL_DAYS = 90
ONE_USE = dt.timedelta(minutes=30)
WRONG = Limit(name="token-wrong", tries=20, within_s=60)
"""For each address; a token has 256 bits, so this spares the database more than it protects."""
READS = Limit(name="token-reads", tries=120, within_s=60)
"""For each token."""


class TooManyTokensError(Exception):
    """This account has as many as it may have: one must be stopped first."""


class Refusal(StrEnum):
    """Why a request with a token, or without one, is not answered."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    SCOPE = "scope"
    OFTEN = "often"


class TokenRefusedError(Exception):
    """The request reads nothing."""

    def __init__(self, why: Refusal, *, wait_s: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.wait_s = why, wait_s

    @property
    def status(self) -> int:
        """Of the answer."""
        return {Refusal.SCOPE: 403, Refusal.OFTEN: 429}.get(self.why, 401)

    @property
    def headers(self) -> dict[str, str]:
        """What a program is told beside the words (RFC 6750)."""
        match self.why:
            case Refusal.OFTEN:
                return {"Retry-After": str(self.wait_s)}
            case Refusal.SCOPE:
                return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
            case Refusal.UNKNOWN:
                return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, kw_only=True)
class TokenReader:
    """Whose data a request may read, and what of it."""

    person: Person
    scopes: str

    def require(self, kind: str, act: str) -> None:
        """Raises `TokenRefusedError` where the scopes do not name this kind."""
        if not may(self.scopes, kind, act):
            raise TokenRefusedError(Refusal.SCOPE)


def make_token(
    *, user: AbstractBaseUser, name: str, parts: Iterable[ReadPart], days: int
) -> tuple[OwnToken, str]:
    """A new one, and the token itself, which is known only now."""
    token = new_token()
    row = keep_token(
        token, user=user, name=name, scopes=scopes_of(parts), lasts=dt.timedelta(days=days), program=None
    )
    return row, token


def new_token() -> str:
    """Of 256 random bits."""
    return BEGINS + secrets.token_urlsafe(32)


def keep_token(
    token: str,
    *,
    user: AbstractBaseUser,
    name: str,
    scopes: str,
    lasts: dt.timedelta,
    program: Client | None,
) -> OwnToken:
    """From now on it reads, and only its fingerprint is kept. Raises `TooManyTokensError`.

    Counted here and one after another: who said yes to many at once has no more than the number either.
    """
    now = timezone.now()
    with held(Person.objects.get_or_create(user_id=user.pk)[0].pk):
        if tokens_of(user).count() >= MOST_TOKENS:
            raise TooManyTokensError
        row = OwnToken.objects.create(
            user_id=user.pk,
            name=name,
            token_hash=hash_of(token),
            scopes=scopes,
            made_at=now,
            until=now + lasts,
            program=program,
        )
    _write_down(Event.TOKEN_MADE, user)
    return row


def tokens_of(user: AbstractBaseUser) -> QuerySet[OwnToken]:
    """Those that hold."""
    return OwnToken.objects.filter(user_id=user.pk, until__gt=timezone.now())


def end_token(user: AbstractBaseUser, token_id: uuid.UUID) -> OwnToken | None:
    """It reads nothing from now on; None where this account has no such token."""
    row = OwnToken.objects.filter(user_id=user.pk, pk=token_id).first()
    return row if row is not None and _end(row) else None


def end_token_of(program: Client, *, token_hash: str) -> None:
    """The program gives back its own; another's is left alone."""
    for row in OwnToken.objects.filter(program=program, token_hash=token_hash).select_related("user"):
        _end(row)


def end_tokens_of(program: Client) -> int:
    """All of them: the program may ask no more. How many read until now."""
    return sum(_end(row) for row in OwnToken.objects.filter(program=program).select_related("user"))


def reader_of(request: HttpRequest) -> TokenReader:
    """Whose data this request reads. A cookie does not count here. Raises `TokenRefusedError`."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise TokenRefusedError(Refusal.MISSING)
    row = _found(token.strip())
    try:
        if row is None:
            WRONG.take(limit_address(request))
            raise TokenRefusedError(Refusal.UNKNOWN)
        READS.take(str(row.pk))
    except TooManyTriesError as refusal:
        raise TokenRefusedError(Refusal.OFTEN, wait_s=refusal.wait_s) from None
    person = Person.objects.get_or_create(user_id=row.user_id)[0]
    _note_use(row, person)
    return TokenReader(person=person, scopes=row.scopes)


def _found(token: str) -> OwnToken | None:
    if not _LETTERS.fullmatch(token):
        return None
    row = OwnToken.objects.filter(token_hash=hash_of(token), user__is_active=True).first()
    return row if row is not None and row.holds(timezone.now()) else None


def _note_use(row: OwnToken, person: Person) -> None:
    """Once in half an hour, whichever of several requests comes first."""
    now = timezone.now()
    due = Q(used_at=None) | Q(used_at__lte=now - ONE_USE) | Q(used_at__gt=now)
    if OwnToken.objects.filter(due, pk=row.pk).update(used_at=now):
        record(Event.TOKEN_USED, person=person.pk)


def _end(row: OwnToken) -> bool:
    """Whether it was there: whoever comes second ends nothing."""
    if not OwnToken.objects.filter(pk=row.pk).delete()[0]:
        return False
    _write_down(Event.TOKEN_ENDED, row.user)
    return True


def _write_down(event: Event, user: AbstractBaseUser) -> None:
    record(event, person=Person.objects.get_or_create(user_id=user.pk)[0].pk)


def hash_of(token: str) -> str:
    """The fingerprint by which a token is found."""
    return hashlib.sha256(token.encode()).hexdigest()
