"""How often something may be tried: counted over all workers and hosts, in the cache all of them share.

A limit of ten tries a minute is ten places. A try takes a free one, which only one process can win, and the
place is free again a minute later. So nobody is ever shut out for longer than that, and nobody waits for a
lock. A place whose stamp lies in the future was taken before the clock was put back: it counts as free.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

CLOCKS_DIFFER_S = 5
"""How far the clocks of two hosts may be apart before one takes the other's stamps for wrong ones."""
LONGEST_S = 26 * 3600
"""Nothing is kept longer (`running.keys_seen`), and no limit lasts as long. What the cache holds beyond
that was put there by a clock that was ahead."""
SUBSCRIBER_BITS = 64
"""One line to the network gets at least this many bits of IPv6 addresses to itself."""
NOWHERE = "0.0.0.0"
"""Where a request came from that says nothing of it, as over a socket file."""

WRITTEN_BY_PROXIES = frozenset({"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip"})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TooManyTriesError(Exception):
    """The limit is reached. Says how long to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"try again in {wait_s} seconds")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Place:
    """A try that was counted."""

    key: str

    def give_back(self) -> None:
        """It shall not count: the try was a good one."""
        cache.delete(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries within so many seconds, for each of whatever `take` names."""

    name: str
    tries: int
    within_s: int

    def take(self, *whose: str) -> Place:
        """Count a try. Raises `TooManyTriesError` where none is left."""
        keys = self._keys(whose)
        stamps: dict[str, float] = cache.get_many(keys)
        now = time.time()  # after they were read: to who waited long for them, they would lie in the future
        for key in keys:
            if self._stands(stamps.get(key), now):
                continue
            if key in stamps:
                cache.delete(key)
            if cache.add(key, now, timeout=self.within_s):
                return Place(key)
        soonest = min(stamps.values(), default=now) + self.within_s - now
        raise TooManyTriesError(max(1, min(self.within_s, math.ceil(soonest))))

    def _stands(self, stamp: float | None, now: float) -> bool:
        return stamp is not None and now - self.within_s < stamp <= now + CLOCKS_DIFFER_S

    def _keys(self, whose: Iterable[str]) -> list[str]:
        digest = hashlib.sha256("\0".join(whose).encode()).hexdigest()
        return [f"limit:{self.name}:{digest}:{number}" for number in range(self.tries)]


def limited(
    limit: Limit,
    *,
    by: Callable[[HttpRequest], str] | None = None,
    unless: Callable[[HttpRequest], bool] = lambda _request: False,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Count the POSTs to a view, each by where it comes from where `by` names nothing else.

    One of which `unless` says afterwards that it was good does not count.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            try:
                place = limit.take((by or limit_address)(request))
            except TooManyTriesError as refusal:
                return too_many(request, refusal)
            response = view(request, *args, **kwargs)
            if unless(request):
                place.give_back()
            return response

        return counted

    return decorate


def too_many(request: HttpRequest, refusal: TooManyTriesError) -> HttpResponse:
    """The page that says how long to wait."""
    response = render(request, "429.html", {"wait_s": refusal.wait_s}, status=429)
    response["Retry-After"] = str(refusal.wait_s)
    return response


def limit_address(request: HttpRequest) -> str:
    """What a limit counts by: the address of the client, of IPv6 the part that one line has to itself."""
    address = client_address(request)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, SUBSCRIBER_BITS), strict=False).network_address)
    return str(address or NOWHERE)


def client_address(request: HttpRequest) -> Address | None:
    """Where a request comes from.

    Each proxy adds the address it was called from at the end of `X-Forwarded-For`. As many entries from the
    end as there are proxies of ours can be believed; what stands before them anybody may have written.
    """
    return _forwarded_address(request) or _address_in(request.META.get("REMOTE_ADDR", ""))


def certain_address(request: HttpRequest) -> Address | None:
    """Where a request comes from, for what only some may see. Nothing where it may come through a proxy that
    says nothing of who asks: whoever does looks like that proxy.
    """
    if settings.TRUSTED_PROXIES > 0 and "X-Forwarded-For" in request.headers:
        return _forwarded_address(request)  # what cannot be read is nobody, and not the proxy
    return None if _may_come_through_a_proxy(request) else client_address(request)


def _may_come_through_a_proxy(request: HttpRequest) -> bool:
    """Pages over https have one in front, counted or not."""
    names = {name.title() for name in request.headers}
    written = names & WRITTEN_BY_PROXIES or any(name.startswith("X-Forwarded-") for name in names)
    return bool(written) or (settings.HTTPS and settings.TRUSTED_PROXIES <= 0)


def _forwarded_address(request: HttpRequest) -> Address | None:
    """What a proxy of ours says of where a request comes from; nothing where none says an address."""
    if settings.TRUSTED_PROXIES <= 0:
        return None
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    return _address_in(entries[-settings.TRUSTED_PROXIES :][0])


def _address_in(text: str) -> Address | None:
    """The address in an entry, which may carry a port: `203.0.113.7:1234`, `[2001:db8::1]:1234`."""
    entry = text.strip().removeprefix("[").partition("]")[0].partition("%")[0]
    if entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        found = ipaddress.ip_address(entry)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def cull_cache() -> int:
    """Take away what the cache holds and nobody needs any more; how many entries."""
    now = timezone.now()
    latest = now + dt.timedelta(seconds=LONGEST_S)
    adapt = connection.ops.adapt_datetimefield_value
    table = connection.ops.quote_name(settings.CACHE_TABLE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s OR expires > %s",
            [adapt(now), adapt(latest)],
        )
        return int(cursor.rowcount)
