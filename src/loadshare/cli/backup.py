"""`loadshare backup` and `loadshare restore`: a whole installation in one file."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loadshare.cli.installation import set_up_server
from loadshare.cli.output import InputError

if TYPE_CHECKING:
    from loadshare.server.backup import Restored


class Returning(StrEnum):
    """The same words as the room's, which needs the web framework."""

    NOBODY = "nobody"
    EXPIRED = "expired"
    EVERYBODY = "everybody"


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where to write the backup")],
    force: Annotated[bool, typer.Option("--force", help="replace FILE where it exists")] = False,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="leave the data folder's key files out")
    ] = False,
    send_to: Annotated[
        str, typer.Option(metavar="s3://BUCKET/FOLDER", help="send it there too, when it is written")
    ] = "",
) -> None:
    """Write everything this installation holds into one file.

    Works while the installation runs: everything in the file is of one moment. The file appears under its
    name only when it is whole. It holds everybody's answers, and the keys of this installation unless left
    out, so only its owner may read it; keep it as safe as the database.
    """
    set_up_server()
    from django.conf import settings

    from loadshare.home import data_folder
    from loadshare.server import backup as room
    from loadshare.server.installation.database import examine_database
    from loadshare.server.installation.sqlite_file import DatabaseState

    if examine_database(settings.DATA_FOLDER, settings.DATABASES["default"]) is not DatabaseState.OURS:
        raise InputError("There is no database yet. Start Loadshare once first.")
    if file.exists() and not force:
        raise InputError(f"{file} exists. Choose another name, or replace it with --force.")
    try:
        manifest = room.take(
            file, folder=data_folder(), now=dt.datetime.now(dt.UTC), with_keys=not without_keys
        )
    except room.BackupError as problem:
        raise InputError(str(problem)) from None
    rows = sum(table.rows for table in manifest.tables)
    keys = f" and {len(manifest.keys)} key files" if manifest.keys else ", no key files"
    print(f"Wrote {file}: {rows} rows of {len(manifest.tables)} tables{keys}.", flush=True)
    if send_to:
        from loadshare.server.backup.sending import send

        try:
            print(f"Sent to {send(file, to=send_to)}.")
        except room.BackupError as problem:
            raise InputError(f"{problem} {file} is written and stays.") from None


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a backup")],
    force: Annotated[
        bool, typer.Option("--force", help="replace the data that is here; it will be gone")
    ] = False,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="keep this installation's own key files")
    ] = False,
    bring_back: Annotated[
        Returning, typer.Option(help="who comes back although they were deleted since")
    ] = Returning.NOBODY,
    deleted: Annotated[
        list[Path] | None,
        typer.Option(help="who was deleted: deleted-people.jsonl of another folder, or a newer backup"),
    ] = None,
) -> None:
    """Put a backup in place, all of it or nothing.

    The file is checked whole first. A backup of SQLite goes into PostgreSQL and the other way round, and one
    of an older version is brought up to date. Data that is here is never replaced without --force. People
    who were deleted after the backup was made are left out, as far as this machine or --deleted knows of
    them. Stop the server first, and start it again afterwards.
    """
    set_up_server()
    from loadshare.home import data_folder
    from loadshare.server import backup as room

    try:
        restored = room.restore(
            file,
            folder=data_folder(),
            force=force,
            with_keys=not without_keys,
            back=room.Back(bring_back),
            lists=deleted or (),
        )
    except room.BackupError as problem:
        raise InputError(str(problem)) from None
    rows = sum(table.rows for table in restored.manifest.tables)
    print(f"Restored {rows} rows from {restored.manifest.made_at}. Restart the server now.")
    for line in _who_came_back(restored):
        print(line)


def _who_came_back(restored: "Restored") -> Iterator[str]:
    """What a backup must not do in silence: bring people back who were deleted after it was made."""
    left, made_at = restored.left_out, restored.manifest.made_at
    if left.deleted or left.expired:
        yield (
            f"Left out, because they were deleted since: {left.deleted} who deleted themselves, "
            f"{left.expired} who had stayed away too long. --bring-back brings them back."
        )
    if left.brought_back:
        yield f"Brought back although they were deleted since, as you asked: {len(left.brought_back)}."
    if not restored.knows_deleted:
        yield (
            f"Nothing here says who was deleted after {made_at}: whoever was came back with it. "
            "If the old data folder or a newer backup is left, restore again with --force and --deleted FILE."
        )
    if left.locks:
        yield f"Still locked until they were seen, although the backup does not know it: {left.locks}."
    if left.sharings:
        yield (
            f"Ended, because nothing here says that they still hold: {left.sharings} sharings with "
            "practitioners. Whoever wants to go on says yes again."
        )
    if not restored.knows_locks:
        yield (
            f"Nothing here says who was told after {made_at} to be seen by somebody first: their programme "
            "is open again. Ask everybody to start a new check before they exercise."
        )
