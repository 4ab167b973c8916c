"""Of several hosts of PostgreSQL, one that was primary in the past is left for the others."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from loadshare.server.installation.fence import leave_the_past, who_takes_writes


class Wrapper:
    """As Django's, for servers that each stand at a timeline; the first that answers is taken."""

    def __init__(self, timelines: dict[str, int], host: str | None = None) -> None:
        self.timelines, self.connection = timelines, None
        self.settings_dict: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "loadshare",
            "HOST": ",".join(one.partition(":")[0] for one in timelines) if host is None else host,
            "PORT": ",".join(one.partition(":")[2] or "5432" for one in timelines),
        }
        self.taken: list[str] = []

    def connect(self) -> None:
        self.host = self.settings_dict["HOST"].split(",")[0]
        self.port = int(self.settings_dict["PORT"].split(",")[0])
        self.at = self.host if self.port == 5432 else f"{self.host}:{self.port}"
        self.taken.append(self.at)
        self.connection = self.info = self  # type: ignore[assignment]
        leave_the_past(None, self)  # type: ignore[arg-type]

    def close(self) -> None:
        self.connection = None

    def get_connection_params(self) -> dict[str, Any]:
        return {"dbname": "loadshare", "context": None}

    def cursor(self) -> "Wrapper":
        return self

    def __enter__(self) -> "Wrapper":
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to let go of."""

    def execute(self, _asks: str) -> None:
        """Every server knows."""

    def fetchone(self) -> tuple[str, str]:
        return "7411", f"{self.timelines[self.at]:08X}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


def taken(timelines: dict[str, int]) -> list[str]:
    wrapper = Wrapper(timelines)
    wrapper.connect()
    assert wrapper.connection is not None
    return wrapper.taken


def test_the_old_primary_is_left_and_the_new_one_taken_also_by_a_process_that_starts_later() -> None:
    assert taken({"a": 1, "b": 1}) == ["a"]
    assert taken({"b": 17, "a": 1}) == ["b"], "b was made primary"
    for _ in range(2):
        assert taken({"a": 1, "b": 17}) == ["a", "b"]
    assert taken({"a": 18, "b": 17}) == ["a"], "and a again, in its turn"


def test_two_at_one_address_are_told_apart_by_their_ports() -> None:
    assert taken({"a:6001": 2, "a:6002": 1}) == ["a:6001"]
    assert taken({"a:6002": 1, "a:6001": 2}) == ["a:6002", "a:6001"]


def test_a_connection_goes_on_asking_the_new_one_first(folder: Path) -> None:
    taken({"b": 2, "a": 1})
    wrapper = Wrapper({"a": 1, "b": 2})
    wrapper.connect()
    wrapper.connect()
    assert wrapper.taken == ["a", "b", "b"]
    assert [path.name for path in folder.iterdir()] == [".timelines"]


def test_who_takes_writes_is_said_in_one_order_also_after_one_was_left(folder: Path) -> None:
    here, there = str(folder / "one"), str(folder / "other")  # sockets that nobody listens at
    taken({there: 2, here: 1})
    wrapper = Wrapper({here: 1, there: 2})
    before = who_takes_writes(wrapper)  # type: ignore[arg-type]
    wrapper.connect()
    assert wrapper.settings_dict["HOST"] == f"{there},{here}"
    assert who_takes_writes(wrapper) == before == ([], [f"{here}:5432", f"{there}:5432"])  # type: ignore[arg-type]


@pytest.mark.parametrize("timelines", [{"a": 1, "b": 1}, {"a": 1, "b": 2, "c": 1}])
def test_where_only_the_past_answers_nothing_is_written(timelines: dict[str, int]) -> None:
    taken({"d": 3, "a": 1})
    wrapper = Wrapper(timelines)
    for _ in range(2):
        with pytest.raises(OperationalError, match="past"):
            wrapper.connect()
        assert wrapper.connection is None


def test_one_host_alone_and_a_file_are_never_asked(folder: Path) -> None:
    for named in ("a", ""):
        wrapper = Wrapper({"a": 1}, host=named)
        wrapper.host = "nobody"
        leave_the_past(None, wrapper)  # type: ignore[arg-type]
    file = Wrapper({"a": 1, "b": 1})
    file.settings_dict |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "x.sqlite3")}
    leave_the_past(None, file)  # type: ignore[arg-type]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("broken", ["[broken", "5", '{"7411": "9"}'])
def test_what_cannot_be_read_or_written_stops_nobody(folder: Path, broken: str) -> None:
    (folder / ".timelines").write_text(broken, encoding="utf-8")
    assert taken({"a": 2, "b": 1}) == ["a"]
    assert taken({"b": 1, "a": 2}) == ["b", "a"], "it was written anew"
