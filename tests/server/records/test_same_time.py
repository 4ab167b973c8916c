"""How long a sign-in takes says nothing about whether the name is known."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.server.cast import Visitor

WRONG = "wrong-wrong-wrong"
TRIES = 15
MOST_APART = 0.12
"""Of the whole. A name that costs no scrambling of a password is more than 0.8 apart."""


class QuickHasher(PBKDF2PasswordHasher):
    """A tenth of the work, so that a difference in all the rest would be seen the sooner."""

    iterations = PBKDF2PasswordHasher.iterations // 10


class OlderHasher(PBKDF2PasswordHasher):
    iterations = QuickHasher.iterations // 4


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]


def seconds(act: Callable[[], object]) -> float:
    """What it costs this thread, whatever else the machine does."""
    start = time.thread_time()
    act()
    return time.thread_time() - start


def wrong_sign_in(name: str) -> Callable[[], object]:
    visitor = Visitor(name)
    return lambda: visitor.signs_in(WRONG)


def with_an_older_scramble(user: User) -> None:
    user.password = make_password(WRONG + "-not", hasher=OlderHasher())


def without_a_password(user: User) -> None:
    user.set_unusable_password()


def as_it_is(_user: User) -> None:
    pass


@pytest.mark.parametrize("change", [as_it_is, with_an_older_scramble, without_a_password])
def test_a_known_and_an_unknown_name_take_the_same_time(
    alice: Visitor, change: Callable[[User], None]
) -> None:
    user = User.objects.get(username=alice.name)
    change(user)
    user.save()
    known, unknown = wrong_sign_in("alice"), wrong_sign_in("elice")
    known(), unknown()
    assert (apart := share_apart(known, unknown)) < MOST_APART, apart


def test_a_difference_would_be_seen(alice: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None)
    assert share_apart(wrong_sign_in(alice.name), wrong_sign_in("elice")) > 3 * MOST_APART


def share_apart(one: Callable[[], object], other: Callable[[], object]) -> float:
    """How far apart two ways are in the middle of many tries, each time side by side."""
    shares = []
    for number in range(TRIES):
        cache.clear()
        if number % 2:
            first, second = seconds(one), seconds(other)
        else:
            second, first = seconds(other), seconds(one)
        shares.append(first / second)
    return abs(statistics.median(shares) - 1)
