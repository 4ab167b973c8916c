"""Where Loadshare keeps its database and its key on this machine."""

import os
import secrets
import sys
from pathlib import Path

from loadshare.ending import PlainError

PACKAGE = Path(__file__).resolve().parent / "server"
"""The folder of the web application: templates and static files lie in it."""
CHECKOUT = PACKAGE.parents[2]


class HomeError(PlainError):
    """Why what lies on this machine cannot be used as it is, and what to do next."""


def data_folder() -> Path:
    """The folder for data: `$LOADSHARE_HOME`, `var/` in a checkout, else the user's own data folder."""
    if chosen := os.environ.get("LOADSHARE_HOME"):
        folder = Path(chosen).expanduser()
    elif (CHECKOUT / "pyproject.toml").is_file():
        folder = CHECKOUT / "var"
    else:
        folder = _user_data_folder() / "loadshare"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HomeError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set LOADSHARE_HOME to a folder of yours."
        ) from None
    return folder


def cache_parents(room: Path) -> tuple[Path, ...]:
    """Where what was made from this room's files may be kept: beside them as Python's own, or in the home."""
    try:
        home = Path("~/.cache/loadshare").expanduser()
    except RuntimeError:  # nobody's home is known, as in some containers
        return (room / "__pycache__",)
    return room / "__pycache__", home


def secret_key(folder: Path) -> str:
    """The key that signs cookies: `$SECRET_KEY`, what is in `$SECRET_KEY_FILE`, else one made and kept."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if given := os.environ.get("SECRET_KEY_FILE"):
        advice = "Put a long random text into it that nobody else can read, or change SECRET_KEY_FILE."
        return _read_key(Path(given).expanduser(), advice).strip()
    path = folder / "secret-key"
    if not path.exists():
        write_once(path, secrets.token_urlsafe(50))
    return _read_key(
        path, "Bring it back from a backup. Or delete it: a new one is made, and everybody signs in again."
    )


def write_once(path: Path, text: str) -> None:
    """Write a file whole and only for its owner; the first of two processes wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)  # left by a process of the same number that was killed
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:
            # A file system without links: a rename is whole too, and the last writer wins.
            draft.replace(path)
    except OSError as error:
        raise HomeError(
            f"{path} cannot be written ({error.strerror}). "
            "Make room, or set LOADSHARE_HOME to a folder of yours."
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _read_key(path: Path, advice: str) -> str:
    try:
        key = path.read_text(encoding="ascii")
    except OSError as error:
        raise HomeError(f"The key in {path} cannot be read ({error.strerror}). {advice}") from None
    except ValueError:
        key = ""
    if not key.strip() or not key.strip().isprintable():
        raise HomeError(f"{path} holds no key. {advice}")
    return key


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
