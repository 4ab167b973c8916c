"""The key pair that says to push services who is sending. Made on first use, kept in the data folder."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from loadshare.home import write_once

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

NAME = "push-key"


def push_key_path(folder: Path) -> Path:
    """Where the private key is: `$PUSH_KEY_FILE`, else made here once somebody asks to be nudged."""
    given = os.environ.get("PUSH_KEY_FILE")
    return Path(given).expanduser() if given else folder / NAME


def private_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The private key; a new one where there was none. Of two processes that make one, the first wins."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    path = push_key_path(folder)
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_once(path, pem.decode("ascii"))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no key of an elliptic curve; move it away and a new one is made")
    return key


@cache
def public_key(folder: Path) -> str:
    """The public half, as a browser wants it when it subscribes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = private_key(folder).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode("ascii")
