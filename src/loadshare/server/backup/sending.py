"""Sends a backup to another place: a bucket of a service that speaks as Amazon's S3 does.

Only two requests of it are needed, so they are signed here (AWS Signature Version 4). The service learns a
name and a size; what is in the file it could read, unless the file was sealed before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from loadshare.server.backup.file import BackupError
from loadshare.server.installation.deleted_list import NAME as DELETED_LIST
from loadshare.server.installation.deleted_list import add_to_list, read_list

NOTHING = hashlib.sha256(b"").hexdigest()
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PATIENCE_S = 60
LARGEST = 5 * 10**9
"""One request takes no more."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Where to, and as whom."""

    endpoint: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    name: str
    folder: str = ""

    @classmethod
    def of(cls, address: str, settings: Mapping[str, str]) -> Bucket:
        """From `s3://BUCKET/FOLDER` and the environment. Raises `BackupError`."""
        called = urlsplit(address)
        if called.scheme != "s3" or not called.netloc or called.query or called.fragment:
            raise BackupError(f"{address} is no bucket; use s3://BUCKET/FOLDER")
        endpoint = settings.get("S3_ENDPOINT", "").rstrip("/")
        there = urlsplit(endpoint)
        is_safe = there.scheme == "https" or (there.scheme == "http" and there.hostname in HERE)
        if not is_safe or not there.hostname or there.path or there.username:
            raise BackupError("S3_ENDPOINT is no https address of a service, such as https://s3.example")
        secret = settings.get("S3_SECRET", "")
        if given := settings.get("S3_SECRET_FILE"):
            try:
                secret = Path(given).expanduser().read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                raise BackupError(f"{given} (S3_SECRET_FILE) cannot be read.") from None
        if not secret or not settings.get("S3_KEY_ID"):
            raise BackupError("S3_KEY_ID and S3_SECRET, or S3_SECRET_FILE, say as whom a backup is sent.")
        return cls(
            endpoint=endpoint,
            region=settings.get("S3_REGION") or "us-east-1",
            key_id=settings["S3_KEY_ID"],
            secret=secret,
            name=called.netloc,
            folder=called.path.strip("/"),
        )

    def path_of(self, name: str) -> str:
        """The address of an entry, below that of the service."""
        return "/" + "/".join(part for part in (self.name, self.folder, name) if part)

    def put(self, path: Path, name: str) -> None:
        """Store a file under this name. Raises `BackupError`."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            if size > LARGEST:
                raise BackupError(
                    f"{path} is larger than one request takes; send it with a program of yours."
                )
            answer = self._ask("PUT", name, digest, file if size else None)
        if answer.status_code != 200:
            raise BackupError(f"{self.endpoint} did not take {name} ({answer.status_code}).")

    def get(self, name: str) -> bytes | None:
        """What is stored under this name; None where nothing is. Raises `BackupError`."""
        answer = self._ask("GET", name, NOTHING, None)
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise BackupError(f"{self.endpoint} does not show {name} ({answer.status_code}).")
        return answer.content

    def _ask(self, method: str, name: str, digest: str, body: object) -> requests.Response:
        path = quote(self.path_of(name), safe="/-_.~")
        headers = signed(self, method, path, digest, now=dt.datetime.now(dt.UTC))
        with requests.Session() as session:
            session.trust_env = False  # no password of another file, and no proxy nobody asked for
            try:
                return session.request(
                    method, self.endpoint + path, headers=headers, data=body,  # type: ignore[arg-type]
                    timeout=PATIENCE_S, allow_redirects=False,
                )  # fmt: skip
            except requests.RequestException as problem:
                raise BackupError(f"{self.endpoint} does not answer ({type(problem).__name__}).") from None


def signed(
    bucket: Bucket,
    method: str,
    path: str,
    digest: str,
    *,
    now: dt.datetime,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request, with its signature. `path` is quoted already; `more` is signed too."""
    at = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "host": urlsplit(bucket.endpoint).netloc,
        "x-amz-content-sha256": digest,
        "x-amz-date": at,
        **(more or {}),
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    asked = "\n".join([method, path, "", lines, names, digest])
    scope = f"{at[:8]}/{bucket.region}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{bucket.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    said = f"Credential={bucket.key_id}/{scope},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": f"AWS4-HMAC-SHA256 {said}"}


def send(path: Path, *, to: str) -> str:
    """Send a backup, and who was deleted since beside it; where it lies then. Raises `BackupError`."""
    bucket = Bucket.of(to, os.environ)
    deleted = read_list(path.absolute().with_name(DELETED_LIST))
    bucket.put(path, path.name)
    if deleted:
        with tempfile.TemporaryDirectory(prefix="loadshare-sending-") as folder:
            merged = Path(folder) / DELETED_LIST
            merged.write_bytes(bucket.get(DELETED_LIST) or b"")
            add_to_list(merged, deleted)
            bucket.put(merged, DELETED_LIST)
    return f"s3:/{bucket.path_of(path.name)}"
