"""Programs of others that may ask people to read. Only whoever runs this installation enters them."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.db.models import Q

from loadshare.interop.fhir.scopes import ReadPart, scopes_of
from loadshare.server.tokens.making import end_tokens_of
from loadshare.server.tokens.models import OwnToken

MOST_ADDRESS = 400
_ADDRESS = re.compile(r"[!-~]{1,400}", re.ASCII)
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", re.ASCII)
"""Of an app on a phone: a name of its maker turned round, as `org.example.diary`."""


class RegistrationError(Exception):
    """It cannot be entered. Says why."""


def any_registered() -> bool:
    """Without one there is nothing to sign in to."""
    return bool(Client.objects.exists())


def registered() -> list[Client]:
    """The oldest first."""
    return list(Client.objects.order_by("created_at", "pk"))


def register(
    *, name: str, redirects: Iterable[str], parts: Iterable[ReadPart], with_secret: bool = False
) -> tuple[Client, str]:
    """Enter a program; its secret, known only now, is empty where it can keep none."""
    name, redirects = " ".join(name.split()), list(redirects)
    if not name or len(name) > OwnToken.MOST_NAME or not name.isprintable():
        raise RegistrationError(f"Give the program a name of {OwnToken.MOST_NAME} letters at most.")
    if Client.objects.filter(name__iexact=name).exists():
        raise RegistrationError(f"There is a program called {name} already.")
    if not redirects:
        raise RegistrationError("Say where the program takes people back: --redirect https://…")
    for redirect in redirects:
        _check_address(redirect)
    secret = secrets.token_urlsafe(32) if with_secret else ""
    client = Client(
        name=name, type=Client.Type.CONFIDENTIAL if with_secret else Client.Type.PUBLIC, skip_consent=False
    )
    client.set_redirect_uris(redirects)
    client.set_scopes(scopes_of(parts).split())
    if secret:
        client.set_secret(secret)
    client.save()
    return client, secret


def remove(program: str) -> tuple[str, int] | None:
    """By its id or its name: what it was called, and how many tokens ended; None where there is none."""
    with transaction.atomic():
        client = Client.objects.filter(Q(pk=program) | Q(name__iexact=program)).first()
        if client is None:
            return None
        ended = end_tokens_of(client)
        client.delete()
    return client.name, ended


def is_same_redirect(asked: str, entered: str) -> bool:
    """Letter by letter; of a program on the person's own machine the port may be another (RFC 8252)."""
    if asked == entered:
        return True
    try:
        here, there = urlsplit(asked), urlsplit(entered)
        if not _is_own_machine(there) or here.port is None:
            return False
    except ValueError:
        return False
    return here.netloc == f"{_bracketed(there)}:{here.port}" and here._replace(netloc="") == there._replace(
        netloc=""
    )


def where_it_goes(redirect: str) -> str:
    """The machine that the answer goes to; empty for a program on the person's own."""
    parts = urlsplit(redirect)
    return parts.netloc if parts.scheme == "https" else ""


def source_of(redirect: str) -> str:
    """The same as a Content-Security-Policy names it, so that the form may lead there."""
    parts = urlsplit(redirect)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def _check_address(redirect: str) -> None:
    if not _ADDRESS.fullmatch(redirect) or set("#*\\'\";,<>") & set(redirect):
        raise RegistrationError(
            f"{redirect!r} is no plain address of {MOST_ADDRESS} letters at most, without # and *."
        )
    try:
        parts = urlsplit(redirect)
        _ = parts.port
    except ValueError:
        raise RegistrationError(f"{redirect!r} cannot be read as an address.") from None
    if "@" in parts.netloc:
        raise RegistrationError(f"{redirect!r} names somebody before the machine. Leave that out.")
    if parts.scheme == "https":
        if not parts.hostname:
            raise RegistrationError(f"{redirect!r} names no machine.")
    elif parts.scheme == "http":
        if not _is_own_machine(parts):
            raise RegistrationError(f"{redirect!r} must begin with https, but for 127.0.0.1 and [::1].")
    elif not _OWN_SCHEME.fullmatch(parts.scheme):
        raise RegistrationError(f"{redirect!r} must begin with https, or as org.example.app:/")


def _is_own_machine(parts: SplitResult) -> bool:
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _bracketed(parts: SplitResult) -> str:
    return f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
