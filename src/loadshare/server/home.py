"""Where Loadshare keeps its database and its key on this machine."""

import os
import secrets
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[2]


def data_folder() -> Path:
    """The folder for data: `$LOADSHARE_HOME`, `var/` in a checkout, else the user's own data folder."""
    if chosen := os.environ.get("LOADSHARE_HOME"):
        folder = Path(chosen).expanduser()
    elif (CHECKOUT / "pyproject.toml").is_file():
        folder = CHECKOUT / "var"
    else:
        folder = _user_data_folder() / "loadshare"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """The key that signs cookies: `$SECRET_KEY`, else one made on the first run and kept."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = folder / "secret-key"
    if not path.exists():
        write_once(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


def write_once(path: Path, text: str) -> None:
    """Write a file whole and only for its owner; the first of two processes wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:
        # A file system without links: a rename is whole too, and the last writer wins.
        draft.replace(path)
        return
    draft.unlink()


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
