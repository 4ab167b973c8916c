"""Which database the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

SQLITE = "django.db.backends.sqlite3"
IN_MEMORY = "sqlite in memory"


def sqlite_path(database: Mapping[str, Any]) -> Path | None:
    """The file of a SQLite database; none for PostgreSQL and for one that lives in memory only."""
    name = str(database["NAME"])
    if database["ENGINE"] != SQLITE or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name).absolute()


def name_of(database: Mapping[str, Any], folder: Path) -> str:
    """The same for the same database, and no secret; it follows a data folder that is moved."""
    path = sqlite_path(database)
    if path is not None:
        inside = path.is_relative_to(folder.absolute())
        return f"sqlite {path.relative_to(folder.absolute()) if inside else path}"
    if database["ENGINE"] == SQLITE:
        return IN_MEMORY
    host, port = database.get("HOST") or "local", database.get("PORT") or "5432"
    return f"postgresql {host}:{port}/{database['NAME']}"


def postgresql_parameters(database: Mapping[str, Any]) -> dict[str, Any]:
    """What psycopg wants in order to reach the database, without what only Django understands."""
    of_django = {"pool", "assume_role", "isolation_level", "server_side_binding", "client_encoding"}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {name: value for name, value in database.get("OPTIONS", {}).items() if name not in of_django}
    return options | {name: database[key] for name, key in named.items() if database.get(key)}
