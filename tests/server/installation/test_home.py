"""Where data and the key live, and which country's numbers are shown."""

from pathlib import Path

import pytest

from loadshare.home import data_folder, secret_key
from loadshare.interop.country import COUNTRIES, find_country


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOADSHARE_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data"
    assert (tmp_path / "data").is_dir()


def test_the_key_is_made_once_and_kept_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = secret_key(tmp_path)
    assert len(key) > 50
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_the_key_can_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret_key(tmp_path) == "given"


def test_an_unknown_country_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="use one of GB, IE"):
        find_country("XX")


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_has_an_emergency_number(code: str) -> None:
    country = find_country(code.lower())
    assert country.emergency.number.isdigit()
    assert country.emergency_place
