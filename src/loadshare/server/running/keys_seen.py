"""Which keys are used with this database. Servers that share one must share the keys, else people are signed
out whenever another server answers, and nudges are refused.

What is kept is a fingerprint of each key, for a day, in the cache that all of them share. That is longer than
the time between two daily rounds, and forgets a key that was changed on purpose.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from loadshare.server.breaks.push_keys import public_key, push_key_path

NAME = "keys-seen"
KEPT_S = 24 * 3600 - 60
"""The daily round takes away what would stay in the cache for a day or more."""
SIGNS_COOKIES, SIGNS_NUDGES = "SECRET_KEY", "PUSH_KEY_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKey:
    """A key that another server has where this one has its own."""

    setting: str
    host: str


def note_keys() -> None:
    """At the start of a server, and on each new day."""
    noted = _noted()
    now = time.time()
    noted.update({name: (socket.gethostname(), now) for name in _own()})
    cache.set(NAME, noted, timeout=KEPT_S)


def other_keys() -> list[OtherKey]:
    """Of servers that noted theirs within a day."""
    own = _own()
    settings_here = {setting for setting, _ in own}
    return [
        OtherKey(setting=setting, host=host)
        for (setting, fingerprint), (host, _) in _noted().items()
        if setting in settings_here and (setting, fingerprint) not in own
    ]


def _own() -> frozenset[tuple[str, str]]:
    folder = settings.DATA_FOLDER
    found = {(SIGNS_COOKIES, _fingerprint(settings.SECRET_KEY))}
    if push_key_path(folder).exists():
        found.add((SIGNS_NUDGES, _fingerprint(public_key(folder))))
    return frozenset(found)


def _noted() -> dict[tuple[str, str], tuple[str, float]]:
    noted: dict[tuple[str, str], tuple[str, float]] = cache.get(NAME, {})
    return {name: seen for name, seen in noted.items() if abs(time.time() - seen[1]) < KEPT_S}


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"loadshare keys-seen", hashlib.sha256).hexdigest()[:16]
