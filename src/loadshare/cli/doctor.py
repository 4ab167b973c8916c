"""`loadshare doctor`: is everything here that Loadshare needs, and does it work?"""

import datetime as dt
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from loadshare import __version__
from loadshare.cli.installation import set_up_database, set_up_server
from loadshare.ending import PlainError, words_for

LEAST_FREE_BYTES = 500_000_000
READY_WITHIN_S = 5


def doctor(
    ready: Annotated[
        bool, typer.Option("--ready", help="only ask the server at HOST and PORT whether it is ready")
    ] = False,
    working: Annotated[
        bool, typer.Option("--working", help="only look whether loadshare work is alive on this machine")
    ] = False,
) -> None:
    """Check this installation.

    Says what to do about anything that is wrong, and ends with exit code 1.
    """
    if ready or working:
        said, is_well = _ask_server() if ready else _ask_worker()
        print(said, file=sys.stdout if is_well else sys.stderr)
        raise typer.Exit(code=0 if is_well else 1)
    failed = False
    for name, check in _checks():
        try:
            print(f"ok    {name}: {check()}")
        except Exception as error:
            failed = True
            print(f"wrong {name}: {words_for(error)}".replace("\n", "\n      "))
    if failed:
        print("\nPut right what is marked wrong, then run: loadshare doctor", file=sys.stderr)
        raise typer.Exit(code=1)


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "version", lambda: f"Loadshare {__version__}, Python {platform.python_version()}"
    yield "knowledge", _knowledge
    yield "data folder", _data_folder
    yield "database", _database
    yield "clock", _clock
    yield "shared keys", _shared_keys
    yield "work", _work
    yield "nudges", _nudges
    yield "disk", _disk
    yield "private files", _private_files
    yield "pages", _pages
    yield "phones", _phones


def _knowledge() -> str:
    from loadshare.knowledge import load_knowledge

    knowledge = load_knowledge()
    exercises, questions = len(knowledge.exercises), len(knowledge.questions)
    return f"{exercises} exercises, {questions} questions, rules {knowledge.rules_version}"


def _data_folder() -> str:
    from loadshare.home import data_folder

    folder = data_folder()
    if not os.access(folder, os.W_OK):
        raise PlainError(f"{folder} cannot be written to; set LOADSHARE_HOME to a folder of yours")
    return str(folder)


def _database() -> str:
    set_up_server()
    from django.conf import settings
    from django.db import connection

    from loadshare.server.installation.database import examine_database
    from loadshare.server.installation.sqlite_file import DatabaseState

    found = examine_database(settings.DATA_FOLDER, connection.settings_dict, whole=True)
    if found is not DatabaseState.OURS:
        return f"{connection.vendor}, none yet; made at the first start"
    from loadshare.server.running.health import waiting_migrations

    if waiting := waiting_migrations():
        raise PlainError(f"{waiting} updates are waiting; run: loadshare migrate")
    if _is_standby():
        raise PlainError("PostgreSQL is a standby here, where nothing can be saved; name the primary")
    from loadshare.server.installation.fence import who_takes_writes

    writable, silent = who_takes_writes(connection)
    if len(writable) > 1:
        raise PlainError(
            f"{' and '.join(writable)} all take writes, and what is saved at one is lost at the other; "
            "stop the one of the past, and make it a standby"
        )
    away = f"; {', '.join(silent)} does not answer" if silent else ""
    return f"{connection.vendor}, up to date{away}"


def _is_standby() -> bool:
    from django.db import connection

    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def _clock() -> str:
    """Whether this machine and its database agree about the time."""
    from loadshare.server.running.clocks import MOST_APART_S, clock_ahead_s

    ahead_s = clock_ahead_s()
    if abs(ahead_s) > MOST_APART_S:
        side = "ahead of" if ahead_s > 0 else "behind"
        raise PlainError(
            f"this machine is {abs(ahead_s):.0f} s {side} its database; set both clocks by the network (NTP)"
        )
    return "as the database's"


def _shared_keys() -> str:
    """Whether other servers with this database have the same keys."""
    from django.conf import settings

    from loadshare.server.installation.database import examine_database
    from loadshare.server.installation.sqlite_file import DatabaseState
    from loadshare.server.running.keys_seen import other_keys

    if examine_database(settings.DATA_FOLDER, settings.DATABASES["default"]) is not DatabaseState.OURS:
        return "no other server yet"
    if others := other_keys():
        said = "; ".join(f"{other.host} had another {other.setting} within the last day" for other in others)
        raise PlainError(
            f"{said}. Give all servers the same. One changed on purpose is forgotten after 26 hours"
        )
    return "no other server has other ones"


def _work() -> str:
    """Whether somebody does what is done beside the pages."""
    from django.conf import settings
    from django.db import connection

    from loadshare.server.installation.database import examine_database
    from loadshare.server.installation.sqlite_file import DatabaseState
    from loadshare.server.jobs.workers import heard
    from loadshare.server.running.health import waiting_migrations

    if examine_database(settings.DATA_FOLDER, settings.DATABASES["default"]) is not DatabaseState.OURS:
        return "nothing to do yet"
    if waiting_migrations():
        return "not known before the updates are made"
    found = heard()
    # At a desk nobody works while Loadshare is not running.
    is_off = connection.vendor == "sqlite" and not found.working
    if not is_off and found.silent_since is not None:
        raise PlainError(
            f"nobody works: the last worker fell silent at {found.silent_since:%Y-%m-%d %H:%M} UTC; "
            "is loadshare work, or loadshare serve, running?"
        )
    if found.failing:
        said = "; ".join(f"{name} failed with {kind}" for name, kind in found.failing)
        raise PlainError(f"{said}, and is tried again; the log of loadshare work has more")
    if found.late and not is_off:
        raise PlainError(f"nobody works on {', '.join(found.late)}; start: loadshare work")
    if not found.working:
        return "no worker now; loadshare serve is one once somebody asks for nudges"
    return f"in hand on {', '.join(found.working)}"


def _nudges() -> str:
    """Whether the key that signs nudges can be used, where there is one."""
    from loadshare.home import data_folder
    from loadshare.server.breaks.push_keys import private_key, push_key_path

    if not push_key_path(data_folder()).exists():
        return "no key yet; made when somebody first asks for them"
    private_key(data_folder())
    return "the key can be used"


def _disk() -> str:
    """Whether there is room where data is kept."""
    from django.conf import settings

    from loadshare.server.installation.named import sqlite_path

    path = sqlite_path(settings.DATABASES["default"])
    folders = {settings.DATA_FOLDER, path.parent if path else settings.DATA_FOLDER}
    free = {folder: shutil.disk_usage(folder).free for folder in folders if folder.is_dir()}
    for folder, free_bytes in free.items():
        if free_bytes < LEAST_FREE_BYTES:
            raise PlainError(f"only {free_bytes // 10**6} MB are free in {folder}; make room")
    return f"{min(free.values()) // 10**6} MB free"


def _ask_server() -> tuple[str, bool]:
    """For a supervisor that runs programs and asks no addresses."""
    import urllib.error
    import urllib.request

    host = os.environ.get("HOST", "127.0.0.1")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}/health/ready"
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with ask.open(address, timeout=READY_WITHIN_S):
            return "ready", True
    except urllib.error.HTTPError as said:
        return f"not ready: {said.read().decode(errors='replace')}", False
    except OSError as error:
        return f"no answer from {address} ({getattr(error, 'reason', error)})", False


def _ask_worker() -> tuple[str, bool]:
    """For a supervisor of `loadshare work`, which listens at no address."""
    set_up_database()
    from django.db import Error

    from loadshare.server.jobs.workers import works_here

    try:
        is_heard = works_here()
    except Error as problem:
        return f"the database does not answer ({type(problem).__name__})", False
    return ("working", True) if is_heard else ("no worker of this machine was heard of", False)


def _private_files() -> str:
    from django.conf import settings

    from loadshare.server.installation.named import sqlite_path
    from loadshare.server.installation.private import notes, open_to_others

    folder = settings.DATA_FOLDER
    if loose := open_to_others(folder, sqlite_path(settings.DATABASES["default"])):
        names = ", ".join(map(str, loose))
        raise PlainError(f"others on this machine can read {names}; let only their owner read them")
    noted = "".join(f"\n      could be read by others until {line}" for line in notes(folder))
    return f"only their owner can read them{noted}"


def _pages() -> str:
    from loadshare.home import PACKAGE

    manifest = PACKAGE / "static" / "dist" / "manifest.json"
    if not manifest.is_file():
        raise PlainError("the front end is not built; run: make run")
    return "front end built"


def _phones() -> str:
    """Whether `serve --lan` has a certificate that a phone would take today."""
    from loadshare.home import data_folder
    from loadshare.server.installation.certificate import (
        CertificateError,
        CertificateFiles,
        check_certificate,
    )
    from loadshare.server.installation.network import network_addresses

    files = CertificateFiles.within(data_folder())
    if not files.certificate.exists():
        return "no certificate yet; made by the first: loadshare serve --lan"
    addresses = network_addresses()
    try:
        ends = check_certificate(files=files, names=addresses, now=dt.datetime.now(dt.UTC))
    except CertificateError as problem:
        raise PlainError(f"{problem}; loadshare serve --lan makes a new one") from None
    return (
        f"certificate holds until {ends:%Y-%m-%d} for {', '.join(addresses) or 'the names it was made for'}"
    )
