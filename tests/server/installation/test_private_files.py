"""Database, keys and backups are for their owner alone, whoever made the folder and with what umask."""

import os
import subprocess
import urllib.request
from pathlib import Path

import pytest

from loadshare.server.installation.private import keep_private, notes, open_to_others
from tests.support.installation import Place, mode
from tests.support.site import Site

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX"),
]


class OpenSite(Site):
    """A server of somebody whose umask lets everybody read."""

    begins_empty = True

    @property
    def command(self) -> list[str]:
        return ["sh", "-c", 'umask 000 && exec "$@"', "sh", *super().command]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    made.chmod(0o777)
    return made


@pytest.fixture(autouse=True)
def same_umask() -> None:
    """The umask of the test run stays what it was made by its own settings."""
    os.umask(0o077)


def test_a_server_that_writes_keeps_every_file_to_its_owner(folder: Path) -> None:
    site = OpenSite(folder)
    site.start()
    try:
        with urllib.request.urlopen(f"{site.address}/check/", timeout=20) as page:
            assert page.status == 200
        found = {path.name: mode(path) for path in folder.iterdir() if path.name != "serve.log"}
        assert {"loadshare.sqlite3", "loadshare.sqlite3-wal", "loadshare.sqlite3-shm", "secret-key"} <= set(
            found
        )
        assert {name: oct(value) for name, value in found.items() if value & 0o077} == {}
        assert mode(folder) == 0o700
        assert Place(folder).loadshare("backup", folder / "all.zip", umask=0).code == 0
        assert mode(folder / "all.zip") == 0o600
    finally:
        site.stop()


def test_what_was_open_is_closed_at_the_next_start_and_the_doctor_says_so(folder: Path) -> None:
    place = Place(folder)
    assert place.manage("migrate", "--verbosity", "0").code == 0
    for name in ("loadshare.sqlite3", "secret-key", "old-backup.zip", "lan-key.pem"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    said = place.loadshare("doctor", umask=0).said
    assert "ok    private files: only their owner can read them" in said
    for name in ("loadshare.sqlite3", "secret-key", "old-backup.zip", "lan-key.pem"):
        assert mode(folder / name) == 0o600
        assert f"{name}\n" in said
    assert mode(folder) == 0o700
    assert "the folder" in said


def test_a_database_elsewhere_is_closed_and_its_folder_left_alone(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir(mode=0o755)
    elsewhere.chmod(0o755)
    database = elsewhere / "rows.sqlite3"
    place = Place(home, {"DATABASE_URL": f"sqlite:///{database}"})
    assert place.manage("migrate", "--verbosity", "0", umask=0).code == 0
    assert mode(database) == 0o600
    database.chmod(0o666)
    place.manage("check", umask=0)
    assert (mode(database), mode(elsewhere)) == (0o600, 0o755)


def test_a_folder_that_others_use_too_is_not_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("k")
    (tmp_path / "secret-key").chmod(0o644)
    (tmp_path / "of-another-program").write_text("x")
    (tmp_path / "of-another-program").chmod(0o644)
    tmp_path.chmod(0o1777)
    keep_private(tmp_path, None)
    assert mode(tmp_path) == 0o1777
    assert mode(tmp_path / "of-another-program") == 0o644
    assert mode(tmp_path / "secret-key") == 0o600
    assert len(notes(tmp_path)) == 1


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "somebody-elses"
    other.write_text("x")
    other.chmod(0o644)
    (folder / "link").symlink_to(other)
    keep_private(folder, None)
    assert mode(other) == 0o644
    assert open_to_others(folder, None) == []


def test_keys_may_come_from_files_elsewhere(folder: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_text("a-long-random-text-of-somebody\n")
    place = Place(folder, {"SECRET_KEY_FILE": str(given)})
    program = "import django; django.setup(); from django.conf import settings; print(settings.SECRET_KEY)"
    command = [os.sys.executable, "-c", program]  # type: ignore[attr-defined]
    environment = {**place.environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "a-long-random-text-of-somebody\n"
    assert not (folder / "secret-key").exists()
    given.write_text("")
    for verb in (("serve", "--port", "1"), ("backup", tmp_path / "b.zip")):
        ended_badly = place.loadshare(*verb)
        assert (ended_badly.code, "holds no key" in ended_badly.said) == (2, True), ended_badly
