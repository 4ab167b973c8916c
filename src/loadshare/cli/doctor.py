"""`loadshare doctor`: is everything here that Loadshare needs, and does it work?"""

import datetime as dt
import os
import platform
import sys
from collections.abc import Callable, Iterator

import typer

from loadshare import __version__
from loadshare.ending import PlainError, words_for


def doctor() -> None:
    """Check this installation.

    Says what to do about anything that is wrong, and ends with exit code 1.
    """
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    import django
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from loadshare.server.installation.database import examine_database
    from loadshare.server.installation.sqlite_file import DatabaseState

    django.setup()
    if examine_database(settings.DATA_FOLDER, connection.settings_dict, whole=True) is DatabaseState.ABSENT:
        return f"{connection.vendor}, none yet; made at the first start"
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = f"{len(waiting)} updates waiting, made at the next start" if waiting else "up to date"
    return f"{connection.vendor}, {state}"


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
