"""A certificate of this machine's own, so that a phone on the same network can be asked for its sensors.

Phones let a page read their motion sensors over https only. A small authority, made on this machine and
kept in the data folder, signs one certificate for the names this machine has on its network. It can vouch
for private addresses and `.local` names only, so a phone that trusts it trusts it for nothing else.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from loadshare.server.installation.network import PRIVATE_NETWORKS

AUTHORITY_YEARS = 5
# Phones refuse certificates that run for more than 398 days.
CERTIFICATE_DAYS = 390
RENEW_DAYS = 30
_CLOCK_SLACK = dt.timedelta(days=1)
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_NAMES = ("local", "localhost")


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where the three files lie that serving over https needs; the authority is for the phone."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def within(cls, folder: Path) -> CertificateFiles:
        """The files of the data folder `folder`, whether or not they exist yet."""
        return cls(folder / "lan-authority.pem", folder / "lan-certificate.pem", folder / "lan-key.pem")

    @property
    def authority_key(self) -> Path:
        """The authority's key; needed again only when the certificate is renewed."""
        return self.authority.with_name("lan-authority-key.pem")


class CertificateError(Exception):
    """Why the files cannot be used as they are, in words for the person at the keyboard."""


def ensure_certificate(*, folder: Path, names: Sequence[str], now: dt.datetime) -> CertificateFiles:
    """Return files that hold for `names`; made or renewed where they are missing, old, or for other names."""
    files = CertificateFiles.within(folder)
    try:
        check_certificate(files=files, names=names, now=now)
    except CertificateError:
        _renew(files, names, now)
    return files


def check_certificate(*, files: CertificateFiles, names: Sequence[str], now: dt.datetime) -> dt.datetime:
    """Return until when the certificate holds. Raises CertificateError where it does not hold for `names`."""
    certificate, authority = _read(files.certificate), _read(files.authority)
    try:
        certificate.verify_directly_issued_by(authority)
        key = _read_key(files.key)
    except Exception:
        raise CertificateError("the certificate and its authority do not belong together") from None
    if key.public_key() != certificate.public_key():
        raise CertificateError("the certificate and its key do not belong together")
    ends = min(certificate.not_valid_after_utc, authority.not_valid_after_utc)
    if ends - now < dt.timedelta(days=RENEW_DAYS):
        raise CertificateError(f"the certificate ends on {ends:%Y-%m-%d}")
    missing = [name for name in names if name not in _names_in(certificate)]
    if missing:
        raise CertificateError(f"the certificate does not name {', '.join(missing)}")
    return ends


def fingerprint(path: Path) -> str:
    """The SHA-256 fingerprint a phone shows, in pairs."""
    return _read(path).fingerprint(hashes.SHA256()).hex(":").upper()


def _renew(files: CertificateFiles, names: Sequence[str], now: dt.datetime) -> None:
    authority, authority_key = _kept_authority(files, now) or _new_authority(files, now)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _start(subject="Loadshare on this network", issuer=authority.subject, key=key, now=now)
        .not_valid_after(min(now + dt.timedelta(days=CERTIFICATE_DAYS), authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(files.key, _key_bytes(key))
    _write(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _kept_authority(
    files: CertificateFiles, now: dt.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The authority a phone may already trust, where it still has a year to run."""
    try:
        authority, key = _read(files.authority), _read_key(files.authority_key)
    except (CertificateError, OSError, ValueError, TypeError):
        return None
    fits = key.public_key() == authority.public_key()
    return (authority, key) if fits and authority.not_valid_after_utc - now > dt.timedelta(days=365) else None


def _new_authority(
    files: CertificateFiles, now: dt.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Loadshare's own authority")
    permitted = [
        *(x509.IPAddress(network) for network in (*PRIVATE_NETWORKS, *_LOOPBACK)),
        *(x509.DNSName(ending) for ending in _NAMES),
    ]
    authority = (
        _start(subject="Loadshare's own authority", issuer=name, key=key, now=now)
        .not_valid_after(now + dt.timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNS_ONLY, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(files.authority_key, _key_bytes(key))
    _write(files.authority, authority.public_bytes(serialization.Encoding.PEM))
    return authority, key


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _start(
    *, subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_in(certificate: x509.Certificate) -> set[str]:
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    addresses = {str(address) for address in held.get_values_for_type(x509.IPAddress)}
    return addresses | set(held.get_values_for_type(x509.DNSName))


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        raise CertificateError("there is no certificate yet") from None
    except (OSError, ValueError):
        raise CertificateError(f"{path.name} cannot be read") from None


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(path.name)
    return key


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file whole and only for its owner; what was there before is replaced at once."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
