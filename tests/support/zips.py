"""Zips as they come in: damaged in every way that Python's own reader answers in another way."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

END = b"PK\x05\x06"
CENTRAL = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"


def packed(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def damaged(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What was done to the zip of `files`, and the zip. All of its files are damaged alike."""
    whole = packed(files)
    end, central = whole.index(END), whole.index(CENTRAL)
    size = end - central
    yield "cut before its list", whole[: central // 2]
    yield "cut in its list", whole[: end - 10]
    yield "start missing", whole[60:]
    yield "locked", _each(whole, flags=lambda old: old | 1)
    yield "strongly locked", _each(whole, flags=lambda old: old | 0x41)
    yield "patched data", _each(whole, flags=lambda old: old | 0x20)
    yield "bzip2", packed(files, zipfile.ZIP_BZIP2)
    yield "lzma", packed(files, zipfile.ZIP_LZMA)
    yield "an unknown way to pack", _each(whole, how=lambda _old: 99)
    yield "stored as it is not", _each(whole, how=lambda _old: 0)
    yield "a newer zip", _put(whole, CENTRAL, 6, struct.pack("<H", 99))
    yield "list said larger", _put(whole, END, 12, struct.pack("<I", size + 40))
    yield "list said enormous", _put(whole, END, 12, struct.pack("<I", 2**31))
    yield "list said elsewhere", _put(whole, END, 16, struct.pack("<I", central + 50))
    yield "list said far away", _put(whole, END, 16, struct.pack("<I", 2**32 - 2))
    yield "another name inside", _put(whole, LOCAL, 30, b"?")
    yield "name not of its kind", _put(_each(whole, flags=lambda old: old | 0x800), CENTRAL, 46, b"\xff")
    yield "sum does not match", _put(whole, CENTRAL, 16, b"\0\0\0\1")
    yield (
        "content said longer",
        _put(packed(files, zipfile.ZIP_STORED), CENTRAL, 20, struct.pack("<II", 2**30, 2**30)),
    )
    yield (
        "content is noise",
        whole[:central].replace(whole[45:central], bytes(central - 45)) + whole[central:],
    )
    yield "more beside it cut off", _with_extra(whole, struct.pack("<HH", 1, 60) + b"\0\0")
    yield "too many files", packed({**files, **{f"{number}.csv": b"" for number in range(300)}})
    yield "nothing but a list", _long_list(whole)


def _put(whole: bytes, mark: bytes, place: int, value: bytes) -> bytes:
    """Overwrite something behind every mark."""
    out, at = bytearray(whole), whole.find(mark)
    while at >= 0:
        out[at + place : at + place + len(value)] = value
        at = whole.find(mark, at + 4)
    return bytes(out)


def _each(whole: bytes, *, flags=None, how=None) -> bytes:  # type: ignore[no-untyped-def]
    out = bytearray(whole)
    for mark, flags_at, how_at in ((LOCAL, 6, 8), (CENTRAL, 8, 10)):
        at = whole.find(mark)
        while at >= 0:
            for change, place in ((flags, flags_at), (how, how_at)):
                if change is not None:
                    (old,) = struct.unpack_from("<H", out, at + place)
                    struct.pack_into("<H", out, at + place, change(old))
            at = whole.find(mark, at + 4)
    return bytes(out)


def _with_extra(whole: bytes, extra: bytes) -> bytes:
    """Another extra field in the list; the end record is put right."""
    central, end = whole.index(CENTRAL), whole.index(END)
    name = struct.unpack_from("<H", whole, central + 28)[0]
    head = bytearray(whole[central : central + 46 + name])
    struct.pack_into("<H", head, 30, len(extra))
    listed = bytes(head) + extra + whole[central + 46 + name : end]
    return whole[:central] + listed + _put(whole[end:], END, 12, struct.pack("<I", len(listed)))


def _long_list(whole: bytes) -> bytes:
    central, end = whole.index(CENTRAL), whole.index(END)
    listed = whole[central:end] * 40_000
    return whole[:central] + listed + _put(whole[end:], END, 12, struct.pack("<I", len(listed)))
