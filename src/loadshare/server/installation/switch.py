"""Puts several files in place as one: after a kill or a loss of power all of them are there, or none.

What is new is first made whole beside what is old. Then a journal says which files take whose place: from
that moment on the new stands, and whoever starts next finishes what was cut off. Where a transaction of
PostgreSQL belongs to it, the journal names it, and what became of that transaction decides.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from loadshare.home import HomeError
from loadshare.server.installation.private import BESIDE

JOURNAL = ".restore.json"
STAGE = ".restore-"


@dataclass(frozen=True, kw_only=True)
class StagedFile:
    """One file that was made beside its place."""

    staged: Path
    place: Path


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A transaction that decides, and the database it is of."""

    database: str
    transaction: str


@contextmanager
def stage(beside: Path, *, home: Path) -> Iterator[Path]:
    """A folder beside old files; gone afterwards unless the journal of `home` says that it stands."""
    made = Path(tempfile.mkdtemp(prefix=STAGE, dir=beside))  # for its owner alone
    try:
        yield made
    finally:
        if not is_cut_off(home):
            shutil.rmtree(made, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a restore left behind that never came to its journal."""
    for left in folder.glob(f"{STAGE}*/"):
        shutil.rmtree(left, ignore_errors=True)
    with suppress(OSError):
        (folder / f"{JOURNAL}.part").unlink()


def decide(folder: Path, moves: Sequence[StagedFile], commit: Commit | None = None) -> None:
    """From here on the new stands; with `commit`, from the end of that transaction on."""
    for move in moves:
        keep_on_disk(move.staged)
    for parent in {move.staged.parent for move in moves}:
        keep_on_disk(parent)
    said = {
        "moves": [[str(move.staged.absolute()), str(move.place.absolute())] for move in moves],
        "commit": [commit.database, commit.transaction] if commit else None,
    }
    draft = folder / f"{JOURNAL}.part"
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / JOURNAL)
        keep_on_disk(folder)
    except BaseException:
        for left in (draft, folder / JOURNAL):
            left.unlink(missing_ok=True)
        raise


def is_cut_off(folder: Path) -> bool:
    """Whether a restore got as far as its journal and not to its end."""
    return (folder / JOURNAL).exists()


def finish(folder: Path, *, was_committed: Callable[[Commit], bool]) -> bool:
    """Put in place what the journal says, or nothing of it where its transaction came to nothing.

    Returns whether the new stands now.
    """
    moves, commit = _read(folder)
    stands = commit is None or was_committed(commit)
    try:
        if stands:
            for move in moves:
                _put_in_place(move)
            for place in {move.place.parent for move in moves}:
                keep_on_disk(place)
        (folder / JOURNAL).unlink()
        keep_on_disk(folder)
    except OSError as error:
        raise HomeError(
            f"A restore was cut off and cannot be finished yet ({error.strerror}: {error.filename}). "
            "Put that right, then start again: it finishes by itself."
        ) from None
    for left in {move.staged.parent for move in moves}:
        shutil.rmtree(left, ignore_errors=True)
    return stands


def keep_on_disk(path: Path) -> None:
    """Make a file, or the names in a folder, outlast a loss of power where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(move: StagedFile) -> None:
    if not move.staged.exists():
        return  # done before the cut
    for ending in BESIDE[1:]:
        # A log of the old database must never be read into the new one.
        move.place.with_name(move.place.name + ending).unlink(missing_ok=True)
    move.staged.replace(move.place)


def _read(folder: Path) -> tuple[list[StagedFile], Commit | None]:
    try:
        said = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
        moves = [StagedFile(staged=Path(staged), place=Path(place)) for staged, place in said["moves"]]
        commit = said["commit"] and Commit(database=said["commit"][0], transaction=said["commit"][1])
    except OSError as error:
        raise HomeError(
            f"A restore was cut off, and {folder / JOURNAL} cannot be read ({error.strerror}). "
            "Put that right, then start again: it finishes by itself."
        ) from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise HomeError(
            f"{folder / JOURNAL} cannot be read. Move it away, then restore your last backup with --force."
        ) from None
    return moves, commit or None
