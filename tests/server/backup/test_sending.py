"""A backup is sent to a bucket: signed as Amazon's own examples are, and taken by somebody else's server."""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadshare.server.backup import BackupError
from loadshare.server.backup.sending import NOTHING, Bucket, send, signed
from loadshare.server.installation.deleted_list import NAME, Deleted, add_to_list
from tests.support.site import free_port

EXAMPLE = Bucket(
    endpoint="https://examplebucket.s3.amazonaws.com", region="us-east-1", key_id="AKIAIOSFODNN7EXAMPLE",
    secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", name="examplebucket",
)  # fmt: skip
"""Of Amazon's page on signing, with the two answers below."""
THAT_DAY = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
WELCOME = hashlib.sha256(b"Welcome to Amazon S3.").hexdigest()
SETTINGS = {"S3_ENDPOINT": "https://s3.example", "S3_KEY_ID": "somebody", "S3_SECRET": "quiet"}


@pytest.mark.parametrize(
    ("method", "path", "digest", "more", "signature"),
    [
        ("GET", "/test.txt", NOTHING, {"range": "bytes=0-9"},
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test%24file.text", WELCOME,
         {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ],
)  # fmt: skip
def test_it_signs_as_the_examples_of_whoever_made_it(
    method: str, path: str, digest: str, more: dict[str, str], signature: str
) -> None:
    headers = signed(EXAMPLE, method, path, digest, now=THAT_DAY, more=more)
    assert headers["Authorization"].endswith(f"Signature={signature}")


@pytest.mark.parametrize(
    ("address", "changed", "said"),
    [
        ("https://s3.example/bucket", {}, "no bucket"),
        ("s3:///folder", {}, "no bucket"),
        ("s3://bucket", {"S3_ENDPOINT": "http://s3.example"}, "https"),
        ("s3://bucket", {"S3_ENDPOINT": ""}, "https"),
        ("s3://bucket", {"S3_ENDPOINT": "https://a:b@s3.example"}, "https"),
        ("s3://bucket", {"S3_SECRET": ""}, "as whom"),
        ("s3://bucket", {"S3_SECRET_FILE": "/nowhere"}, "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_and_no_secret_with_it(
    address: str, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(BackupError, match=said) as refused:
        Bucket.of(address, {**SETTINGS, **changed})
    assert "quiet" not in str(refused.value)


def test_no_log_that_shows_a_bucket_shows_the_secret() -> None:
    assert EXAMPLE.secret not in repr(EXAMPLE)


def test_nobody_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SETTINGS, "S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "a.zip").write_bytes(b"x")
    with pytest.raises(BackupError, match="does not answer"):
        send(tmp_path / "a.zip", to="s3://bucket/loadshare")


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moto's server, which checks neither keys nor signatures, with a bucket."""
    program = os.environ.get("LOADSHARE_MOTO_SERVER") or shutil.which("moto_server")
    if not program:
        pytest.skip("moto_server is not installed; LOADSHARE_MOTO_SERVER may name it")
    port = free_port()
    server = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for name, value in {**SETTINGS, "S3_ENDPOINT": f"http://127.0.0.1:{port}"}.items():
        monkeypatch.setenv(name, value)
    try:
        ends = time.monotonic() + 60
        while True:
            try:
                answer = Bucket.of("s3://clinic", os.environ)._ask("PUT", "", NOTHING, None)
                assert answer.status_code == 200
                break
            except BackupError:
                assert time.monotonic() < ends
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.system_clock
def test_a_real_server_takes_it_and_who_was_deleted_is_put_together(tmp_path: Path, moto: None) -> None:  # noqa: ARG001
    gone = [
        Deleted(person=str(uuid.uuid4()), event="person-deleted", at="2026-11-30T00:00:00+00:00")
        for _ in range(3)
    ]
    for host, people in (("one", gone[:2]), ("two", gone[1:])):
        folder = tmp_path / host
        folder.mkdir()
        (folder / f"of {host} ä.zip").write_bytes(os.urandom(300_000))
        add_to_list(folder / NAME, people)
        assert send(folder / f"of {host} ä.zip", to="s3://clinic/every night/").startswith(
            "s3://clinic/every"
        )
    bucket = Bucket.of("s3://clinic/every night", os.environ)
    for host in ("one", "two"):
        assert bucket.get(f"of {host} ä.zip") == (tmp_path / host / f"of {host} ä.zip").read_bytes()
    lines = (bucket.get(NAME) or b"").decode().splitlines()
    assert {json.loads(line)["person"] for line in lines} == {one.person for one in gone}
    assert bucket.get("nothing.zip") is None
