"""Bringing a copy: it restores everything, once, or changes nothing at all."""

import copy
import datetime as dt
import io
import json
import tracemalloc
import uuid
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loadshare.server.accounts.keeping import keep_guest
from loadshare.server.audit.models import AuditEvent
from loadshare.server.belongings.bringing import bring
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.belongings.older import FileRefusedError, brought_up_to_date, version_of
from loadshare.server.belongings.package import MOST_BYTES, MOST_BYTES_OPENED, text_in
from loadshare.server.belongings.reading import Copy, read_copy
from loadshare.server.belongings.register import belongings
from loadshare.server.records.models import (
    Check,
    ItemLog,
    PainEntry,
    Person,
    Programme,
    SafetyLock,
    SessionLog,
)
from tests.server.cast import Visitor
from tests.server.yourdata.test_own_data import with_history
from tests.support.zips import damaged

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def data_of(visitor: Visitor) -> dict[str, Any]:
    return everything_of(visitor.person, now=NOW)


def sent(visitor: Visitor, content: bytes, name: str = "copy.zip") -> HttpResponse:
    return visitor.post("/data/bring/", {"copy": SimpleUploadedFile(name, content)})


def taken(visitor: Visitor) -> bytes:
    return visitor.post("/data/take/").content


def copy_of(text: bytes) -> Copy:
    return read_copy(io.BytesIO(text))


def as_bytes(data: Any) -> bytes:
    return json.dumps(data).encode()


def rows() -> dict[str, int]:
    return {one.table: one.model_class._default_manager.count() for one in belongings()}


def test_what_was_deleted_comes_back_whole(guest: Visitor) -> None:
    with_history(guest)
    before, file = data_of(guest), taken(guest)
    programme = guest.get("/programme/").content.decode().count("<article")
    guest.post("/data/delete/")
    assert sent(guest, file)["Location"] == "/data/"
    assert data_of(guest) == before
    assert guest.get("/programme/").content.decode().count("<article") == programme
    assert guest.get("/session/").status_code == 200
    assert AuditEvent.objects.filter(event="data-brought").count() == 1


def test_sending_it_twice_changes_nothing_more(guest: Visitor) -> None:
    with_history(guest)
    file = taken(guest)
    guest.post("/data/delete/")
    sent(guest, file)
    before, count = data_of(guest), rows()
    page = guest.client.post("/data/bring/", {"copy": SimpleUploadedFile("a.zip", file)}, follow=True)
    assert "here already" in page.content.decode()
    assert (data_of(guest), rows()) == (before, count)


def test_ones_own_copy_into_ones_own_history_changes_nothing(alice: Visitor) -> None:
    with_history(alice)
    before, count = data_of(alice), rows()
    sent(alice, taken(alice))
    assert (data_of(alice), rows()) == (before, count)


def test_ids_that_somebody_else_has_are_renewed_and_stay_so(alice: Visitor, guest: Visitor) -> None:
    """The copy of somebody who is still here: both have everything, nothing is shared, twice is once."""
    with_history(alice)
    file, theirs = taken(alice), data_of(alice)
    sent(guest, file)
    first, count = data_of(guest), rows()
    sent(guest, file)
    assert (data_of(guest), rows()) == (first, count)
    assert data_of(alice) == theirs
    assert first["tables"]["checks"][0]["id"] != theirs["tables"]["checks"][0]["id"]
    assert first["tables"]["programmes"][0]["made_from"] == first["tables"]["checks"][0]["id"]
    assert len(first["tables"]["session_items"]) == len(theirs["tables"]["session_items"])


def test_what_is_here_stands(alice: Visitor, guest: Visitor) -> None:
    """The current programme and the open check stay; a graver lock comes in; history is joined."""
    with_history(alice)
    guest.with_programme("warehouse-worker")
    guest.post("/today/pain/", {"pain": "7"})
    current = guest.person.programmes.get(is_current=True).id
    sent(guest, taken(alice))
    assert guest.person.programmes.get(is_current=True).id == current
    assert guest.person.programmes.count() == 2
    assert guest.person.pain_entries.get().pain == 7


def test_a_graver_lock_comes_in_and_a_milder_one_does_not(alice: Visitor, guest: Visitor) -> None:
    alice.with_emergency()
    guest.with_check(legs_both_new="yes")
    grave, mild = taken(alice), taken(guest)
    sent(guest, grave)
    assert guest.person.locks.get(checked_on=None).level == "E"
    sent(alice, mild)
    assert alice.person.locks.get(checked_on=None).level == "E"


def test_the_bare_data_file_will_do(guest: Visitor) -> None:
    with_history(guest)
    data = data_of(guest)
    guest.post("/data/delete/")
    sent(guest, as_bytes(data), "data.json")
    assert data_of(guest) == data


def broken(data: dict[str, Any], way: str) -> bytes:
    """The copy of a person with a history, broken in one way."""
    bad, tables = copy.deepcopy(data), copy.deepcopy(data["tables"])
    bad["tables"] = tables
    match way:
        case "not json":
            return as_bytes(bad)[:-40]
        case "another file":
            return as_bytes({"format": "something"})
        case "newer":
            bad["version"] = 99
        case "no version":
            bad["version"] = True
        case "unknown table":
            tables["dreams"] = []
        case "unknown field":
            tables["pain"][0]["colour"] = "red"
        case "pain out of range":
            tables["pain"][0]["pain"] = 11
        case "not a number":
            return as_bytes(bad).replace(b'"pain": 4', b'"pain": NaN')
        case "text for number":
            tables["pain"][0]["pain"] = "4"
        case "missing reference":
            tables["programmes"][0]["made_from"] = str(uuid.uuid4())
        case "same id twice":
            tables["checks"].append(tables["checks"][0])
        case "two current programmes":
            tables["programmes"].append({**tables["programmes"][0], "id": str(uuid.uuid4())})
            tables["programmes"][-1]["week"] = 9
        case "unknown exercise":
            tables["session_items"][0]["exercise"] = "cartwheel"
        case "programme names what is not in it":
            tables["programmes"][0]["content"]["days"][0]["items"] = ["glute-bridge", "cartwheel"]
        case "programme in tatters":
            tables["programmes"][0]["content"] = {"week": 1}
        case "answers in tatters":
            tables["checks"][0]["answers"]["age"] = {"deep": []}
        case "a level there is not":
            tables["checks"][0]["level"] = "Z"
        case "sign that cannot be stored":
            tables["session_items"][0]["exercise"] = "a\x00b"
        case "the year 9999":
            tables["checks"][0]["started_at"] = "9999-12-31T23:59:59Z"
        case "deep":
            return b'{"format": ' + b"[" * 100_000
    return as_bytes(bad)


WAYS = [
    "not json", "another file", "newer", "no version", "unknown table", "unknown field", "pain out of range",
    "not a number", "text for number", "missing reference", "same id twice", "two current programmes",
    "unknown exercise", "programme names what is not in it", "programme in tatters", "answers in tatters",
    "a level there is not", "sign that cannot be stored", "the year 9999", "deep",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.django_db(transaction=True)
def test_a_broken_copy_changes_nothing(way: str) -> None:
    alice, guest = Visitor("alice"), Visitor()
    with_history(alice)
    guest.start()
    data, before = data_of(alice), rows()
    alice.name = ""
    alice.post("/data/delete/")
    left = rows()
    response = sent(guest, broken(data, way), "data.json")
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()
    assert rows() == left != before
    assert not AuditEvent.objects.filter(event="data-brought").exists()


def test_a_refused_file_makes_no_guest(guest: Visitor) -> None:
    for content in (b"", b"hello", b"PK\x03\x04 broken"):
        assert sent(guest, content).status_code == 422
    assert guest.post("/data/bring/").status_code == 422
    assert not Person.objects.exists()


def zipped(**files: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    out.seek(0)
    return out


def test_a_small_file_that_opens_into_a_large_one_is_refused() -> None:
    bomb = zipped(data_json=b" " * (MOST_BYTES_OPENED + 1))
    assert bomb.getbuffer().nbytes < 200_000
    with pytest.raises(FileRefusedError, match="larger than any copy"):
        read_copy(bomb)


START = (
    b'{"format": "loadshare-data", "version": 1, "made_at": "2026-11-28T10:00:00Z", "made_by": "Loadshare", '
)
START += b'"person": {"started_at": "2026-11-28T10:00:00Z"}, "tables": {'
SWOLLEN = {
    "small values": b'"x": [' + b"[]," * 2_000_000 + b"0]}",
    "a row of small values": START + b'"pain": [' + b"{" + b'"a": [' + b"0," * 900_000 + b"0]}]}}",
    "a long string": b'{"format": "' + b"x" * 30_000_000 + b'"}',
    "a long key": b'{"' + b"x" * 30_000_000 + b'": 1}',
    "a long number": b'{"version": ' + b"1" * 30_000_000 + b"}",
    "deep": b'{"format": ' + b"[" * 1_000_000,
    "a deep row": START + b'"pain": [{"pain": ' + b"[" * 60 + b"]" * 60 + b"}]}}",
    "very many rows": START + b'"pain": [' + b"1," * 30_000_000 + b"1]}}",
    "an escape at every edge": b'{"format": "' + b"\\" * 15_000_000 + b'"}',
}


@pytest.mark.parametrize("way", SWOLLEN)
def test_a_copy_that_swells_is_refused_and_takes_no_memory(way: str) -> None:
    """A few kilobytes packed took more than a gigabyte each."""
    file = zipped(data_json=SWOLLEN[way])
    tracemalloc.start()
    try:
        with pytest.raises(FileRefusedError):
            read_copy(file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30 * 2**20


def test_only_the_data_is_opened() -> None:
    assert "".join(text_in(zipped(data_json=b"{}", other_txt=b"x"))) == "{}"
    for wrong in (zipped(other_txt=b"x"), zipped(**{f"n{number}": b"" for number in range(300)})):
        with pytest.raises(FileRefusedError, match="not a copy"):
            read_copy(wrong)
    with pytest.raises(FileRefusedError, match="larger than 64 MB"):
        read_copy(io.BytesIO(b"{" * (MOST_BYTES + 1)))


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


FOLDER = "loadshare-2026-11-28/"
APPLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
SENT_BACK = {
    "packed by Finder": lambda data: packed(
        (f"{FOLDER}data.json", data), (f"__MACOSX/{FOLDER}._data.json", APPLE), ("__MACOSX/data.json", APPLE)
    ),
    "packed by Windows": lambda data: packed((FOLDER, b""), (f"{FOLDER}data.json", data)),
    "packed with backslashes": lambda data: packed((FOLDER.replace("/", "\\") + "data.json", data)),
    "with a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "with a byte order mark in a zip": lambda data: packed(("data.json", b"\xef\xbb\xbf" + data)),
    "with an empty first line": lambda data: b"\r\n\n  " + data,
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
    "tables the other way round": lambda data: turned(data),
    "sorted by name": lambda data: json.dumps(json.loads(data), sort_keys=True).encode(),
}


def turned(data: bytes) -> bytes:
    raw = json.loads(data)
    raw["tables"] = dict(reversed(raw["tables"].items()))
    return as_bytes(dict(reversed(raw.items())))


@pytest.mark.parametrize("way", SENT_BACK)
def test_ones_own_copy_saved_or_packed_again_comes_in(guest: Visitor, way: str) -> None:
    with_history(guest)
    before = data_of(guest)
    file = SENT_BACK[way](as_bytes(before))
    guest.post("/data/delete/")
    assert sent(guest, file).status_code == 302
    assert data_of(guest) == before


def test_a_zip_with_two_copies_says_what_to_do(guest: Visitor) -> None:
    page = sent(guest, packed(("old/data.json", b"{}"), ("new/data.json", b"{}")))
    assert page.status_code == 422
    assert "Send the right one alone" in page.content.decode()


def test_a_damaged_zip_is_refused_in_words(guest: Visitor) -> None:
    with_history(guest)
    before = data_of(guest)
    for way, content in damaged({"data.json": as_bytes(before)}):
        assert sent(guest, content).status_code == 422, way
    assert data_of(guest) == before


def test_an_older_file_is_brought_up_to_date_step_by_step() -> None:
    steps = {
        1: lambda table, row: {**row, "first": table},
        2: lambda _table, row: {**row, "second": row["first"]},
    }
    done = brought_up_to_date("pain", {"on": 1}, version=1, steps=steps, newest=3)
    assert done == {"on": 1, "first": "pain", "second": "pain"}
    assert version_of({"format": "loadshare-data", "version": 2}, newest=3) == 2


def test_a_file_from_before_a_table_was_there_comes_in(guest: Visitor) -> None:
    with_history(guest)
    data = data_of(guest)
    guest.post("/data/delete/")
    del data["tables"]["pain"]
    del data["tables"]["session_items"][0]["eased"]
    assert sent(guest, as_bytes(data), "data.json").status_code == 302
    assert guest.person.pain_entries.count() == 0
    assert ItemLog.objects.count() == len(data["tables"]["session_items"])


# Any history ---------------------------------------------------------------------------------------

scores = st.none() | st.integers(0, 10)
days = st.integers(0, 400).map(lambda offset: dt.date(2026, 1, 1) + dt.timedelta(days=offset))
sessions = st.lists(
    st.fixed_dictionaries(
        {
            "on": days,
            "kind": st.sampled_from(["day", "flare"]),
            "pain_before": scores,
            "pain_after": scores,
            "settled": st.none() | st.booleans(),
            "effort": scores,
            "items": st.lists(
                st.tuples(
                    st.sampled_from(["glute-bridge", "cat-camel", "bird-dog", "clamshell"]),
                    st.sampled_from(["done", "part", "skipped", "stopped"]),
                    st.booleans(),
                ),
                max_size=3,
                unique_by=lambda item: item[0],
            ),
        }
    ),
    max_size=4,
)
pains = st.dictionaries(days, st.integers(0, 10), max_size=4)
lock_histories = st.lists(st.tuples(st.sampled_from(["E", "S", "D"]), days), max_size=2)


def someone_with(base: dict[str, Any], past: Any, pain: Any, locks: Any, standing: bool) -> Person:
    """A person whose check and programme are those of the base, with this history."""
    person = Person.objects.create()
    bring(copy_of(as_bytes(base)), to=person)
    run, programme = person.checks.get(), person.programmes.get()
    dose = programme.content["items"][0]["dose"]
    for one in past:
        values = {key: value for key, value in one.items() if key != "items"}
        session = SessionLog.objects.create(
            person=person, programme=programme, client_id=uuid.uuid4(), **values
        )
        for exercise, outcome, eased in one["items"]:
            ItemLog.objects.create(
                session=session, exercise=exercise, outcome=outcome, eased=eased, dose=dose
            )
    for day, value in pain.items():
        PainEntry.objects.create(person=person, on=day, pain=value)
    for level, day in locks:
        SafetyLock.objects.create(person=person, check_run=run, level=level, checked_on=day)
    if standing:
        SafetyLock.objects.create(person=person, check_run=run, level="S")
    return person


@pytest.fixture
def base(guest: Visitor) -> dict[str, Any]:
    guest.with_programme()
    return data_of(guest)


many = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
histories = given(past=sessions, pain=pains, locks=lock_histories, standing=st.booleans())


@many
@histories
def test_any_history_survives_leaving_deleting_and_coming_back(
    base: dict[str, Any], past: Any, pain: Any, locks: Any, standing: bool
) -> None:
    person = someone_with(base, past, pain, locks, standing)
    taken_along = everything_of(person, now=NOW)
    person.delete()
    again = Person.objects.create()
    text = as_bytes(taken_along)
    assert bring(copy_of(text), to=again)[1] == sum(map(len, taken_along["tables"].values()))
    again.refresh_from_db()
    assert everything_of(again, now=NOW) == taken_along
    assert bring(copy_of(text), to=again)[1] == 0
    assert everything_of(again, now=NOW) == taken_along


@many
@histories
def test_any_guest_can_join_any_account_and_no_session_is_lost(
    base: dict[str, Any], past: Any, pain: Any, locks: Any, standing: bool
) -> None:
    owner = someone_with(base, past, pain, locks, standing)
    owner.user = User.objects.create_user(uuid.uuid4().hex)
    owner.save()
    guest = someone_with(base, past[:2], dict(list(pain.items())[:2]), locks, not standing)
    PainEntry.objects.get_or_create(person=guest, on=dt.date(2026, 6, 6), defaults={"pain": 3})
    sessions_before = SessionLog.objects.filter(person__in=(owner, guest)).count()
    days_before = set(PainEntry.objects.filter(person__in=(owner, guest)).values_list("on", flat=True))
    keep_guest(user_id=owner.user_id, guest_id=guest.id)
    assert owner.sessions.count() == sessions_before
    assert set(owner.pain_entries.values_list("on", flat=True)) == days_before
    assert owner.programmes.filter(is_current=True).count() == 1
    assert owner.locks.filter(checked_on=None).count() == 1
    for model in (Check, Programme, SessionLog, PainEntry, SafetyLock):
        assert not model.objects.filter(person_id=guest.id).exists()
