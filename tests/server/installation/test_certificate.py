"""The certificate for phones: holds for the names asked for, and for nothing outside the own network."""

import datetime as dt
import hashlib
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from loadshare.server.installation.certificate import (
    CertificateError,
    CertificateFiles,
    check_certificate,
    ensure_certificate,
    fingerprint,
)
from tests.support.clock import of_the_system

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
NAMES = ("192.168.1.20", "desk.local")


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return ensure_certificate(folder=tmp_path, names=NAMES, now=NOW)


def test_only_the_owner_may_read_what_was_made(files: CertificateFiles) -> None:
    for path in (files.authority, files.authority_key, files.certificate, files.key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_certificate_that_holds_is_kept(files: CertificateFiles, tmp_path: Path) -> None:
    before = files.certificate.read_bytes()
    ensure_certificate(folder=tmp_path, names=NAMES[:1], now=NOW + dt.timedelta(days=100))
    assert files.certificate.read_bytes() == before


def test_a_new_address_renews_the_certificate_under_the_same_authority(
    files: CertificateFiles, tmp_path: Path
) -> None:
    authority, certificate = files.authority.read_bytes(), files.certificate.read_bytes()
    ensure_certificate(folder=tmp_path, names=("10.0.0.5",), now=NOW)
    assert files.certificate.read_bytes() != certificate
    assert files.authority.read_bytes() == authority


@given(days=st.integers(0, 4000))
def test_whenever_it_is_asked_for_it_holds_a_month_and_never_longer_than_phones_take(
    tmp_path_factory: pytest.TempPathFactory, days: int
) -> None:
    folder = tmp_path_factory.mktemp("certificate")
    ensure_certificate(folder=folder, names=NAMES, now=NOW)
    then = NOW + dt.timedelta(days=days)
    files = ensure_certificate(folder=folder, names=NAMES, now=then)
    ends = check_certificate(files=files, names=NAMES, now=then)
    made = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    assert ends - then >= dt.timedelta(days=30)
    assert made.not_valid_after_utc - made.not_valid_before_utc <= dt.timedelta(days=398)


@pytest.mark.parametrize("broken", ["certificate", "key", "authority"])
def test_a_broken_file_is_noticed_and_made_anew(files: CertificateFiles, tmp_path: Path, broken: str) -> None:
    getattr(files, broken).write_bytes(b"not a certificate")
    with pytest.raises(CertificateError):
        check_certificate(files=files, names=NAMES, now=NOW)
    ensure_certificate(folder=tmp_path, names=NAMES, now=NOW)
    assert check_certificate(files=files, names=NAMES, now=NOW) > NOW


def test_a_name_it_was_not_made_for_is_named(files: CertificateFiles) -> None:
    with pytest.raises(CertificateError, match=r"does not name 10\.0\.0\.9"):
        check_certificate(files=files, names=("10.0.0.9",), now=NOW)


def test_somebody_elses_authority_is_noticed(files: CertificateFiles, tmp_path: Path) -> None:
    other = ensure_certificate(folder=_folder(tmp_path / "other"), names=NAMES, now=NOW)
    files.authority.write_bytes(other.authority.read_bytes())
    with pytest.raises(CertificateError, match="do not belong together"):
        check_certificate(files=files, names=NAMES, now=NOW)


def test_the_fingerprint_is_the_one_openssl_computes(files: CertificateFiles) -> None:
    der = ssl.PEM_cert_to_DER_cert(files.certificate.read_text("ascii"))
    assert fingerprint(files.certificate).replace(":", "").lower() == hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize(
    ("name", "is_trusted"),
    [("192.168.1.20", True), ("desk.local", True), ("8.8.8.8", False), ("bank.example", False)],
)
def test_the_authority_can_vouch_for_the_own_network_only(
    tmp_path: Path, name: str, is_trusted: bool
) -> None:
    """A handshake over a pipe: a client that trusts the authority, a server that calls itself `name`."""
    files = ensure_certificate(folder=tmp_path, names=(name,), now=of_the_system())
    assert _handshake(files, name) is is_trusted


def _handshake(files: CertificateFiles, name: str) -> bool:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(files.certificate, files.key)
    client_side = ssl.create_default_context(cafile=str(files.authority))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    client = client_side.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(10):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
            if end is client:
                return True
    raise AssertionError("the handshake did not end")


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
