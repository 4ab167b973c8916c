"""The code between a person's yes and a program's token: kept for a minute as a fingerprint, good once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

HOLDS_S = 60
REMEMBERED_S = 600
"""For so long it is known that a code was used, and for which token: who comes with it again ends that."""


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
    if yes is None:
        return None
    cache.add(_key("used", program, code), "", timeout=REMEMBERED_S)  # before it can be missed
    return yes if cache.delete(key) else None


def note_use(code: str, *, program: str, token_hash: str) -> bool:
    """Which token the code gave. False: somebody came with the code a second time meanwhile."""
    cache.set(_key("used", program, code), token_hash, timeout=REMEMBERED_S)
    return cache.get(_key("again", program, code)) is None


def note_again(code: str, *, program: str) -> str | None:
    """Somebody comes with a code that is no more: the fingerprint of the token it gave, if it gave one.

    Said before it is asked, and `note_use` asks after it said: of the two at least one sees the other.
    """
    key = _key("used", program, code)
    if cache.get(key) is None:
        return None
    cache.set(_key("again", program, code), True, timeout=REMEMBERED_S)
    return cache.get(key) or None


def _key(what: str, program: str, code: str) -> str:
    return f"program-{what}:{hashlib.sha256(f'{program} {code}'.encode()).hexdigest()}"
