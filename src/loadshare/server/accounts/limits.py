"""How often somebody may try to sign in. Nobody is shut out: after a minute at most, the next try counts.

Wrong passwords are counted for a name *at an address*. Who tries a name somewhere else keeps its owner out of
nothing, and no number of wrong passwords says whether the name exists.
"""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from loadshare.server.requests.limits import Limit, Place, TooManyTriesError, limit_address

WRONG_FOR_A_NAME = Limit(name="sign-in-name", tries=10, within_s=60)
WRONG_AT_AN_ADDRESS = Limit(name="sign-in-address", tries=30, within_s=60)
PASSKEYS = Limit(name="passkey", tries=10, within_s=60)
NEW_ACCOUNTS = Limit(name="sign-up", tries=20, within_s=60)
CONFIRMATIONS = Limit(name="confirm", tries=10, within_s=60)
NEW_PASSWORDS = Limit(name="password", tries=5, within_s=60)
CODES = Limit(name="code", tries=5, within_s=300)
"""For an account, wherever: who types codes knows the password already, and codes are short."""

TOO_MANY = "too-many"


def count_password(request: HttpRequest, name: str) -> list[Place]:
    """Count a password for a name before it is looked at. Raises `TooManyTriesError`."""
    address = limit_address(request)
    first = WRONG_AT_AN_ADDRESS.take(address)
    try:
        return [first, WRONG_FOR_A_NAME.take(address, one_spelling(name))]
    except TooManyTriesError:
        first.give_back()
        raise


def one_spelling(name: str) -> str:
    """The same for all the ways to write a name that the database takes for one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def wait_error(refusal: TooManyTriesError) -> ValidationError:
    """The refusal in words, for a form."""
    words = ngettext(
        "There were many tries in a short time. Wait %(n)s second, then try again. Nothing is locked.",
        "There were many tries in a short time. Wait %(n)s seconds, then try again. Nothing is locked.",
        refusal.wait_s,
    )
    return ValidationError(words, code=TOO_MANY, params={"n": refusal.wait_s})


def account_of(request: HttpRequest) -> str:
    """Who is signed in, for limits that count by account."""
    return str(request.user.pk)


def has_signed_in(request: HttpRequest) -> bool:
    """Whether it was the right passkey."""
    return request.user.is_authenticated
