"""A backup that is damaged, strange or of a newer version is refused before anything is touched."""

import contextlib
import hashlib
import json
import random
import sqlite3
import subprocess
import sys
import uuid
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadshare.server.backup.file import (
    LARGEST_KEY,
    BackupError,
    check_whole,
    is_key_name,
    read_manifest,
    written_whole,
)
from loadshare.server.backup.taking import key_files
from tests.support.installation import PROGRAM, Place

pytestmark = pytest.mark.own_database

Entries = dict[str, bytes]


def manifest(tables: dict[str, bytes], keys: dict[str, bytes], /, **changes: Any) -> bytes:
    def said(content: bytes) -> dict[str, Any]:
        return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    return json.dumps(
        {
            "format": "loadshare-backup",
            "version": 2,
            "made_at": "2026-01-01T00:00:00+00:00",
            "made_by": "Loadshare 0",
            "engine": "sqlite",
            "migrations": {},
            "tables": [
                {"model": name, "fields": ["id"], "rows": content.count(b"\n"), **said(content)}
                for name, content in tables.items()
            ],
            "keys": [{"name": name, **said(content)} for name, content in keys.items()],
            **changes,
        }
    ).encode()


TABLES = {"a.b": b"[1]\n[2]\n", "a.c": b"[3]\n" * 1000}
KEYS = {"secret-key": b"k" * 60}


def entries(
    tables: dict[str, bytes] = TABLES, keys: dict[str, bytes] = KEYS, changes: dict[str, Any] | None = None
) -> Entries:
    return {
        **{f"tables/{name}.jsonl": content for name, content in tables.items()},
        **{f"keys/{name}": content for name, content in keys.items()},
        "manifest.json": manifest(tables, keys, **(changes or {})),
    }


def packed(file: Path, content: Entries, kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file


def refused(file: Path, words: str | None = None) -> None:
    with pytest.raises(BackupError, match=words):
        check_whole(file, read_manifest(file))


def test_a_whole_one_is_taken(tmp_path: Path) -> None:
    check_whole(file := packed(tmp_path / "b.zip", entries()), read_manifest(file))


def test_one_of_version_1_that_says_no_sizes_is_taken(tmp_path: Path) -> None:
    content = entries(changes={"version": 1})
    said = json.loads(content["manifest.json"])
    for part in (*said["tables"], *said["keys"]):
        del part["bytes"]
    content["manifest.json"] = json.dumps(said).encode()
    check_whole(file := packed(tmp_path / "b.zip", content), read_manifest(file))


def test_cut_anywhere_it_is_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "b.zip", entries()).read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "cut.zip").write_bytes(whole[:length])
        refused(tmp_path / "cut.zip")


def test_no_flipped_bit_is_taken_for_a_whole_backup(tmp_path: Path) -> None:
    """Every byte of what is packed counts; only the zip's own hints (dates, versions) may differ."""
    file = packed(tmp_path / "b.zip", entries())
    whole, said = file.read_bytes(), read_manifest(file)
    drawn = random.Random(1)
    for _ in range(600):
        spoilt = bytearray(whole)
        spoilt[drawn.randrange(len(spoilt))] ^= 1 << drawn.randrange(8)
        file.write_bytes(spoilt)
        try:
            found = read_manifest(file)
            check_whole(file, found)
        except BackupError:
            continue
        assert found == said


def test_noise_of_every_kind_is_refused_in_words(tmp_path: Path) -> None:
    whole = packed(tmp_path / "b.zip", entries()).read_bytes()
    drawn = random.Random(2)
    for _ in range(300):
        spoilt = bytearray(whole)
        at = drawn.randrange(len(spoilt))
        spoilt[at : at + drawn.randrange(1, 60)] = drawn.randbytes(drawn.randrange(60))
        (tmp_path / "noise.zip").write_bytes(spoilt)
        try:
            check_whole(tmp_path / "noise.zip", read_manifest(tmp_path / "noise.zip"))
        except BackupError:
            continue
        assert (tmp_path / "noise.zip").read_bytes() == whole


def renamed(old: str, new: str) -> Callable[[Entries], Entries]:
    return lambda content: {name.replace(old, new): data for name, data in content.items()}


STRANGE: dict[str, tuple[Callable[[], Entries], str]] = {
    "another file in it": (lambda: {**entries(), "run.sh": b"x"}, "names a file it should not: 'run.sh'"),
    "a table missing": (
        lambda: {k: v for k, v in entries().items() if "a.b" not in k},
        "does not hold what it says",
    ),
    "a key that climbs": (lambda: entries(keys={"../../secret-key": b"k"}), "names a file it should not"),
    "a key in a folder": (lambda: entries(keys={"body/secret-key": b"k"}), "names a file it should not"),
    "a key of windows": (lambda: entries(keys={"..\\secret-key": b"k"}), "names a file it should not"),
    "a key from the root": (lambda: entries(keys={"/etc/passwd": b"k"}), "names a file it should not"),
    "a hidden key": (lambda: entries(keys={".restore.json": b"{}"}), "names a file it should not"),
    "the database as a key": (
        lambda: entries(keys={"loadshare.sqlite3": b"k"}),
        "names a file it should not",
    ),
    "the list of the deleted as a key": (
        lambda: entries(keys={"deleted-people.jsonl": b"k"}),
        "names a file it should not",
    ),
    "two keys that are one": (
        lambda: entries(keys={"secret-key": b"k", "Secret-Key": b"k"}),
        "does not hold what it says",
    ),
    "a huge key": (lambda: entries(keys={"secret-key": b"k" * (LARGEST_KEY + 1)}), "packed as no backup"),
    "a table that climbs": (lambda: entries(tables={"../a.b": b"[1]\n"}), "names a file it should not"),
    "other rows than it says": (
        lambda: entries(
            tables={"a.b": b"[1]\n"},
            changes={
                "tables": [
                    {
                        "model": "a.b",
                        "fields": ["id"],
                        "rows": 2,
                        "sha256": hashlib.sha256(b"[1]\n").hexdigest(),
                    }
                ]
            },
        ),
        "damaged at tables/a.b.jsonl",
    ),
    "no backup at all": (lambda: {"data.json": b"{}"}, "no whole backup"),
    "a huge manifest": (lambda: {**entries(), "manifest.json": b" " * (5 * 2**20)}, "not a backup"),
    "a newer form": (lambda: entries(changes={"version": 3, "something_new": [1]}), "newer Loadshare"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_strange_is_refused(tmp_path: Path, kind: str) -> None:
    content, words = STRANGE[kind]
    refused(packed(tmp_path / "b.zip", content()), words)


def test_an_entry_twice_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "b.zip", entries())
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("keys/secret-key", KEYS["secret-key"])
    refused(file, "does not hold what it says")


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_no_backup_uses_is_refused(tmp_path: Path, kind: int) -> None:
    refused(packed(tmp_path / "b.zip", entries(), kind), "packed as no backup")


def test_a_locked_entry_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "b.zip", entries())
    content = bytearray(file.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    file.write_bytes(content)
    refused(file, "packed as no backup")


def test_one_that_swells_is_refused_before_it_does(tmp_path: Path) -> None:
    """A gigabyte of nothing in a megabyte: refused by the directory of the zip, in little memory."""
    file = tmp_path / "bomb.zip"
    digest = hashlib.sha256()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("tables/a.b.jsonl", "w") as entry:
            for _ in range(1024):
                entry.write(bytes(2**20))
                digest.update(bytes(2**20))
        table = {"model": "a.b", "fields": [], "rows": 0, "sha256": digest.hexdigest(), "bytes": 2**30}
        archive.writestr("manifest.json", manifest({}, {}, tables=[table]))
    assert file.stat().st_size < 2 * 2**20
    program = (
        "import resource, sys, django; from pathlib import Path; django.setup()\n"
        "from loadshare.server.backup.file import BackupError, check_whole, read_manifest\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: check_whole(Path(sys.argv[1]), read_manifest(Path(sys.argv[1])))\n"
        "except BackupError as problem: print(problem)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "packed as no backup" in said[0]
    assert int(said[1]) < 20


@pytest.mark.parametrize("name", ["secret-key", "push-key", "lan-authority.pem", "my key of old"])
def test_the_names_of_keys(name: str) -> None:
    assert is_key_name(name)


def test_only_keys_are_taken_for_keys(tmp_path: Path) -> None:
    for name in (
        "secret-key",
        ".databases",
        "deleted-people.jsonl",
        "loadshare.sqlite3",
        "b.zip",
        "serve.log",
    ):
        (tmp_path / name).write_text("x")
    assert [path.name for path in key_files(tmp_path)] == ["secret-key"]


# What cannot be written, and what was left ----------------------------------------------------------------


def test_what_a_killed_backup_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / ".nightly.zip.99999.part").write_text("everybody's answers")
    (tmp_path / ".weekly.zip.99999.part").write_text("of another file")
    with written_whole(tmp_path / "nightly.zip"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"nightly.zip", ".weekly.zip.99999.part"}


def test_a_backup_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    with written_whole(tmp_path / "nightly.zip") as writer:
        command = (
            "from pathlib import Path; import django; django.setup(); "
            "from loadshare.server.backup.file import _sweep_parts; "
            f"_sweep_parts(Path({str(tmp_path / 'nightly.zip')!r}))"
        )
        subprocess.run([sys.executable, "-c", command], check=True)
        writer.add_table("a.b", ("id",), iter([[1]]))
        assert len(list(tmp_path.glob(".*.part"))) == 1


def test_a_disk_that_fills_up_is_said_and_the_backup_before_stays(tmp_path: Path) -> None:
    """A limit of the system on the size of a file stands for the disk."""
    place = Place(tmp_path / "home")
    assert place.manage("migrate", "--verbosity", "0").code == 0
    with contextlib.closing(sqlite3.connect(place.database)) as rows, rows:
        rows.executemany(
            "INSERT INTO audit_auditevent (at, event, person, count, receipt, actor_words, section, reason) "
            "VALUES ('2026-01-01', ?, ?, 1, '', '', '', '')",
            [("guest-started", uuid.uuid4().hex) for _ in range(10_000)],
        )
    file = tmp_path / "nightly.zip"
    file.write_text("the one before")
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); "
        f"sys.argv[1:] = ['backup', {str(file)!r}, '--force']; "
        "from loadshare.cli.main import main; main()"
    )
    command = [*PROGRAM[:2], program]
    ended = subprocess.run(command, env=place.environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file.read_text() == "the one before"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
