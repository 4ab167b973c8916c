"""Seals what only this installation may open again, with a key made from its own."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_USE = b"loadshare.sending"


class SealBrokenError(ValueError):
    """It was sealed with another key, or changed."""


def seal(text: str) -> str:
    """Another text each time."""
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Raises `SealBrokenError`."""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError):
        raise SealBrokenError from None


@cache
def _fernet(key: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_USE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(made))
