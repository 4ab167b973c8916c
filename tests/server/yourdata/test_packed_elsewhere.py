"""A copy that other programs packed again comes in, or is refused in words and nothing is changed."""

import io
import json
import shutil
import stat
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loadshare.server.records.models import PainEntry, Person
from tests.server.cast import Visitor

DATA = json.dumps(
    {
        "format": "loadshare-data",
        "version": 1,
        "made_at": "2026-11-20T10:00:00Z",
        "made_by": "Loadshare",
        "person": {"started_at": "2026-11-01T10:00:00Z"},
        "tables": {"pain": [{"number": 1, "on": "2026-11-20", "pain": 3}]},
    }
).encode()
Made = list[tuple[str | zipfile.ZipInfo, bytes]]


class OneWay(io.BytesIO):
    """Packed into a pipe: sizes follow behind each file."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_args: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def packed(files: Made, *, into: io.BytesIO | None = None) -> bytes:
    out = into or io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def named(name: str, *, mode: int = 0o644, system: int = 3) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 11, 20, 10, 0, 0))
    entry.create_system, entry.external_attr = system, mode << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def with_backslashes() -> bytes:
    """As some programs on Windows do; zipfile itself would write a slash."""
    return packed([("Copy/data.json", DATA)]).replace(b"Copy/data.json", b"Copy\\data.json")


def zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("data.json", "w", force_zip64=True) as member:
        member.write(DATA)
    return out.getvalue()


def of_cp437() -> bytes:
    """A folder named by an old program: bytes that are no UTF-8, and no sign that they are."""
    made = bytearray(packed([("Sicherung-xx/data.json", DATA)]))
    return bytes(made).replace(b"-xx/", b"-\x81\xe1/")


def of_utf8_without_a_sign() -> bytes:
    """A Mac writes UTF-8 and does not say so."""
    return packed([("Sicherung-xx/data.json", DATA)]).replace(b"-xx/", "-ü/".encode())


def with_a_comment() -> bytes:
    out = io.BytesIO(packed([("data.json", DATA)]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"sent by a phone" * 100
    return out.getvalue()


def behind_a_program() -> bytes:
    """A zip that unpacks itself has a program in front."""
    return b"MZ" + bytes(3000) + packed([("data.json", DATA)])


def with_a_unix_name_field() -> bytes:
    entry = named("backup/data.json")
    entry.extra = struct.pack("<HHIB", 0x7075, 5 + 16, 0, 1)[:4] + b"\x01" + bytes(4) + b"backup/data.json"
    return packed([(entry, DATA)])


COMES_IN: dict[str, Callable[[], bytes]] = {
    "by a Mac, with its second files": lambda: packed(
        [("Copy/", b""), ("Copy/data.json", DATA), ("__MACOSX/Copy/._data.json", b"\0\5\x16\7")]
    ),
    "in nested folders": lambda: packed([("a/b/c/d/data.json", DATA), ("a/b/c/d/README.txt", b"x")]),
    "with backslashes": with_backslashes,
    "as zip64": zip64,
    "into a pipe": lambda: packed([("data.json", DATA)], into=OneWay()),
    "with a name of cp437": of_cp437,
    "with a name of UTF-8 that is not said to be": of_utf8_without_a_sign,
    "with a name of UTF-8": lambda: packed([("Kopie ünd 写/data.json", DATA)]),
    "with a comment": with_a_comment,
    "behind a program": behind_a_program,
    "with a name in another field": with_a_unix_name_field,
    "with a path of a whole disk": lambda: packed([("C:/Users/me/data.json", DATA)]),
    "with a capital": lambda: packed([("Data.JSON", DATA)]),
    "with files of a desktop": lambda: packed(
        [(".DS_Store", b"\0\0\0\1Bud1"), ("Copy/desktop.ini", b"["), ("Copy/data.json", DATA)]
    ),
    "with the resource of a Mac beside it": lambda: packed([("._data.json", b"\0\5"), ("data.json", DATA)]),
    "with the same file twice, as an update adds it": lambda: packed(
        [("data.json", DATA), ("data.json", DATA)]
    ),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "two different ones": lambda: packed([("a/data.json", DATA), ("b/data.json", DATA + b" ")]),
    "a link": lambda: packed([(named("data.json", mode=stat.S_IFLNK | 0o777), b"/etc/passwd")]),
    "a folder of that name": lambda: packed([("data.json/", b"")]),
    "a zip in a zip": lambda: packed([("copy.zip", packed([("data.json", DATA)]))]),
    "nothing": lambda: packed([]),
    "a 7z": lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(200),
    "a rar": lambda: b"Rar!\x1a\7\1\0" + bytes(200),
    "the first part of several": lambda: packed([("data.json", DATA)])[:-40],
}


def bring(content: bytes) -> tuple[int, str]:
    answer = Visitor().client.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", content)})
    return answer.status_code, answer.content.decode()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("way", COMES_IN)
@pytest.mark.django_db
def test_it_comes_in(way: str) -> None:
    status, page = bring(COMES_IN[way]())
    assert status == 302, page
    assert PainEntry.objects.get().pain == 3


@pytest.mark.parametrize("way", REFUSED)
@pytest.mark.django_db
def test_it_is_refused_in_words(way: str) -> None:
    status, page = bring(REFUSED[way]())
    assert status == 422
    assert "Nothing was changed" in page
    assert not Person.objects.exists()


@pytest.mark.skipif(shutil.which("zip") is None, reason="zip is not on this machine")
@pytest.mark.parametrize("options", [("-r",), ("-r0",), ("-r9",), ("-rj",), ("-r", "-fz"), ("-ry",)])
@pytest.mark.django_db
def test_zip_packed_it_again(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = tmp_path / "my copy"
    folder.mkdir()
    (folder / "data.json").write_bytes(DATA)
    (folder / "tables.csv").write_text("x")
    subprocess.run(["zip", "-q", *options, "out.zip", "my copy"], cwd=tmp_path, check=True)
    status, page = bring((tmp_path / "out.zip").read_bytes())
    assert status == 302, page


@pytest.mark.skipif(shutil.which("zip") is None, reason="zip is not on this machine")
@pytest.mark.django_db
def test_zip_locked_it(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_bytes(DATA)
    subprocess.run(["zip", "-qP", "secret", "out.zip", "data.json"], cwd=tmp_path, check=True)
    status, page = bring((tmp_path / "out.zip").read_bytes())
    assert status == 422
    assert "password" in page
