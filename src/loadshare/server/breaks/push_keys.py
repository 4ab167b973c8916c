"""The key pair that says to push services who is sending. Made on first use, kept in the data folder."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from loadshare.home import HomeError, write_once

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

NAME = "push-key"


def push_key_path(folder: Path) -> Path:
    """Where the private key is: `$PUSH_KEY_FILE`, else made here once somebody asks to be nudged."""
    given = os.environ.get("PUSH_KEY_FILE")
    return Path(given).expanduser() if given else folder / NAME


def private_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The private key; a new one where there was none. Of two processes that make one, the first wins.

    Raises `HomeError` where what is there cannot be used.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    path = push_key_path(folder)
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_once(path, pem.decode("ascii"))
    return _read(path)


@cache
def public_key(folder: Path) -> str:
    """The public half, as a browser wants it when it subscribes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = private_key(folder).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode("ascii")


def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    advice = (
        "Bring it back from a backup. Or move it away: a new one is made, and people ask for nudges again."
    )
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise HomeError(f"The key in {path} cannot be read ({error.strerror}). {advice}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise HomeError(f"{path} holds no key for nudges. {advice}")
    return key
