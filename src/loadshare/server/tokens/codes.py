"""The code between a person's yes and a program's token: kept for a minute as a fingerprint, good once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

HOLDS_S = 60
REMEMBERED_S = 600
"""For so long it is known which token a code gave: whoever comes with the code again ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """What a person said yes to."""

    user_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    hours: int
    challenge: str
    """SHA-256 of what only the program that asked knows (PKCE)."""


def keep(code: str, *, program: str, yes: Yes) -> None:
    """Until the program fetches its token with the code."""
    cache.set(_key("yes", program, code), yes, timeout=HOLDS_S)


def take(code: str, *, program: str) -> Yes | None:
    """What was said, for whoever comes first: of two at the same moment only one deletes it."""
    key = _key("yes", program, code)
    yes: Yes | None = cache.get(key)
    return yes if yes is not None and cache.delete(key) else None


def note_use(code: str, *, program: str, token_hash: str) -> None:
    """Which token the code gave."""
    cache.set(_key("used", program, code), token_hash, timeout=REMEMBERED_S)


def token_of(code: str, *, program: str) -> str | None:
    """The fingerprint of the token that the code gave before."""
    found: str | None = cache.get(_key("used", program, code))
    return found


def _key(what: str, program: str, code: str) -> str:
    return f"program-{what}:{hashlib.sha256(f'{program} {code}'.encode()).hexdigest()}"
