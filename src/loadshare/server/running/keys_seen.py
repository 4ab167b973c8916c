"""Which keys are used with this database. Servers that share one must share the keys, else people are signed
out whenever another server answers, and nudges are refused.

What is kept is a fingerprint of each key, in the cache that all of them share. Each is an entry of its own,
so no server writes over what another wrote at the same moment. It stays for longer than two daily rounds are
apart, and a key that was changed on purpose is forgotten after that.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from loadshare.home import HomeError
from loadshare.server.breaks.push_keys import public_key, push_key_path

NAME = "keys-seen"
KEPT_S = 25 * 3600 + 30 * 60
"""On the day when the clock goes back, two rounds are 25 hours and a little apart."""
SIGNS_COOKIES, SIGNS_NUDGES = "SECRET_KEY", "PUSH_KEY_FILE"
Named = tuple[str, str]
"""A setting, and the fingerprint of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKey:
    """A key that another server has where this one has its own."""

    setting: str
    host: str


def note_keys() -> None:
    """At the start of a server, and on each new day."""
    seen = (socket.gethostname(), time.time())
    cache.set_many({_entry(named): seen for named in _own()}, timeout=KEPT_S)


def other_keys() -> list[OtherKey]:
    """Of servers that noted theirs in the last round."""
    own = _own()
    settings_here = {setting for setting, _ in own}
    return [
        OtherKey(setting=setting, host=host)
        for (setting, fingerprint), host in _noted().items()
        if setting in settings_here and (setting, fingerprint) not in own
    ]


def _own() -> frozenset[Named]:
    folder = settings.DATA_FOLDER
    found = {(SIGNS_COOKIES, _fingerprint(settings.SECRET_KEY))}
    with suppress(HomeError, OSError):  # nudges fail then, and the doctor says why; the pages go on
        if push_key_path(folder).exists():
            found.add((SIGNS_NUDGES, _fingerprint(public_key(folder))))
    return frozenset(found)


def _noted() -> dict[Named, str]:
    """Each key, and the server that noted it last."""
    now = time.time()
    found: dict[str, tuple[str, float]] = cache.get_many(_entries())
    return {_named(entry): host for entry, (host, at) in found.items() if abs(now - at) < KEPT_S}


def _entries() -> list[str]:
    """The cache has no list of what it holds; its table has."""
    begins = cache.make_key("")
    table = connection.ops.quote_name(settings.CACHE_TABLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {table} WHERE cache_key LIKE %s", [f"{begins}{NAME}:%"])
        return [key.removeprefix(begins) for (key,) in cursor.fetchall()]


def _entry(named: Named) -> str:
    return ":".join([NAME, *named])


def _named(entry: str) -> Named:
    _, setting, fingerprint = entry.split(":")
    return setting, fingerprint


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"loadshare keys-seen", hashlib.sha256).hexdigest()[:16]
