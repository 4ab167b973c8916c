"""What a view says of its page: that a device may keep it, or must forget the programme."""

from __future__ import annotations

from django.http import HttpRequest

_MAY_STAY = "_loadshare_may_stay"
_IS_SHUT = "_loadshare_is_shut"
_IS_UNKNOWN = "_loadshare_visitor_is_unknown"


def may_stay_on_device(request: HttpRequest) -> None:
    """Called by a view whose page may be kept on the person's device."""
    setattr(request, _MAY_STAY, True)


def programme_is_shut(request: HttpRequest) -> None:
    """Called by a view that says to get help first: kept copies of the programme go at once."""
    setattr(request, _IS_SHUT, True)


def stays_on_device(request: HttpRequest) -> bool:
    """Whether the view said so."""
    return bool(getattr(request, _MAY_STAY, False))


def is_shut(request: HttpRequest) -> bool:
    """Whether the view said that the programme is shut."""
    return bool(getattr(request, _IS_SHUT, False))


def visitor_is_unknown(request: HttpRequest) -> None:
    """Said where nobody can tell whose page this is: the device is told nothing, and keeps what it has."""
    setattr(request, _IS_UNKNOWN, True)


def is_unknown(request: HttpRequest) -> bool:
    """Whether nobody can tell whose page this is."""
    return bool(getattr(request, _IS_UNKNOWN, False))
