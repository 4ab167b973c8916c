"""What servers with one database know of each other's keys."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from django.core.cache import cache
from django.core.management import call_command

from loadshare.server.breaks.push_keys import private_key, public_key, push_key_path
from loadshare.server.requests.limits import cull_cache
from loadshare.server.running.keys_seen import OtherKey, note_keys, other_keys
from tests.support.clock import Clock
from tests.support.installation import Place

LONGEST_APART = dt.timedelta(hours=25, minutes=10)
"""Two daily rounds, on the day when the clock goes back."""


@pytest.fixture
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:  # noqa: ARG001
    settings.DATA_FOLDER = tmp_path
    public_key.cache_clear()
    yield tmp_path
    public_key.cache_clear()


def damage(path: Path, how: str) -> None:
    if how == "a folder":
        path.mkdir()
        return
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes({"no key": b"oh no", "cut off": other[:40], "of another curve": other}[how])


@pytest.mark.parametrize("how", ["no key", "cut off", "of another curve", "a folder"])
def test_a_damaged_push_key_does_not_stop_the_daily_round(folder: Path, how: str) -> None:
    damage(push_key_path(folder), how)
    call_command("daily", verbosity=0)
    assert other_keys() == []


@pytest.mark.own_database
@pytest.mark.parametrize("how", ["no key", "of another curve"])
def test_the_doctor_says_that_it_is_damaged_and_what_to_do(tmp_path: Path, how: str) -> None:
    place = Place(tmp_path).with_tables()
    damage(push_key_path(place.home), how)
    assert place.manage("daily").code == 0
    said = place.loadshare("doctor")
    assert said.code == 1
    assert f"wrong nudges: {push_key_path(place.home)} holds no key for nudges. " in said.said
    assert "Bring it back from a backup. Or move it away" in said.said
    assert "ok    shared keys" in said.said


def test_a_key_is_known_until_the_next_round_however_late_that_is(
    folder: Path, settings: Any, clock: Clock
) -> None:
    private_key(folder)
    settings.SECRET_KEY = "of the first"
    note_keys()
    settings.SECRET_KEY = "of the second"
    clock.shift(LONGEST_APART - dt.timedelta(seconds=1))
    cull_cache()
    assert [other.setting for other in other_keys()] == ["SECRET_KEY"]
    clock.shift(dt.timedelta(hours=1))
    assert other_keys() == []


def test_the_daily_round_does_not_take_away_what_was_just_noted(folder: Path, settings: Any) -> None:
    settings.SECRET_KEY = "of the first"
    note_keys()
    cull_cache()
    settings.SECRET_KEY = "of the second"
    assert len(other_keys()) == 1
    assert not push_key_path(folder).exists()


@pytest.mark.usefixtures("folder")
def test_two_servers_that_note_at_once_do_not_write_over_each_other(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, writes = cache.set_many, []
    with monkeypatch.context() as patch:
        patch.setattr(cache, "set_many", lambda *what, **how: writes.append((what, how)))
        patch.setattr(cache, "set", lambda *what, **how: writes.append((what, how)))
        for secret in ("of the first", "of the second"):
            settings.SECRET_KEY = secret
            note_keys()
    for what, how in writes:  # both had read before either wrote
        (write if len(what) == 1 else cache.set)(*what, **how)
    for secret in ("of the first", "of the second"):
        settings.SECRET_KEY = secret
        others = other_keys()
        assert [other.setting for other in others] == ["SECRET_KEY"]
        assert isinstance(others[0], OtherKey)
