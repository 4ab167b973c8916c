"""What was entered on this device before somebody signed in. It stays its own until they say whose it is."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest

from loadshare.knowledge.safety import HELP_FIRST, Level
from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings
from loadshare.server.check import checking, locks
from loadshare.server.person.visitor import SESSION_KEY, forget_visitor, guest_id_of
from loadshare.server.records.answers import level_so_far
from loadshare.server.records.models import Person

_NOT_NOW = "guest-not-now"
_LEFT = "_loadshare_left"


def waiting_guest(request: HttpRequest) -> Person | None:
    """The guest of this device, while somebody is signed in who has not said whose the answers are."""
    guest_id = guest_id_of(request)
    if guest_id is None or not request.user.is_authenticated:
        return None
    return Person.objects.filter(id=guest_id, user=None).first()


def is_empty(guest: Person) -> bool:
    """Whether nothing was entered: the check may have been opened."""
    counts = {table: count for table, count in counts_of(guest, belongings()).items() if count}
    started = checking.open_check_of(guest)
    return not counts or (counts == {"checks": 1} and started is not None and not started.answers)


def warning_of(guest: Person) -> Level | None:
    """What the answers warn of: a lock, a check that shuts the programme, or an open one that will."""
    last, begun = checking.last_check_of(guest), checking.open_check_of(guest)
    lock = locks.standing_lock(guest)
    levels = [Level(lock.level)] if lock else []
    if last is not None and locks.is_shut(guest, last):
        levels.append(Level(last.level))
    if begun is not None:
        levels += {level_so_far(begun)} & HELP_FIRST
    return max(levels, key=lambda level: level.urgency, default=None)


def must_say_whose(request: HttpRequest) -> bool:
    """Whether the programme stays shut until somebody says whose answers with a warning are."""
    if SESSION_KEY not in request.session or request.session.get(_NOT_NOW):
        return False
    guest = waiting_guest(request)
    return guest is not None and warning_of(guest) is not None


def say_not_now(request: HttpRequest) -> None:
    """The answers stay where they are; they are asked about again at the next sign-in."""
    request.session[_NOT_NOW] = True


def forget_guest(request: HttpRequest) -> None:
    """The answers have found their place."""
    for key in (SESSION_KEY, _NOT_NOW):
        request.session.pop(key, None)


def sign_out(request: HttpRequest) -> None:
    """End the visit of whoever is signed in; the device's guest, who is not they, stays with the device."""
    guest = waiting_guest(request)
    logout(request)
    forget_visitor(request)
    setattr(request, _LEFT, True)
    if guest is not None:
        request.session[SESSION_KEY] = str(guest.id)


def has_signed_out(request: HttpRequest) -> bool:
    """Whether somebody was signed out by this request."""
    return getattr(request, _LEFT, False)
