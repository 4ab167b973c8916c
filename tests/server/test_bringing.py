"""Bringing a copy: it restores everything, once, or changes nothing at all."""

import copy
import datetime as dt
import io
import json
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
from loadshare.server.belongings.bringing import MOST_VALUES, bring, read_document
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.belongings.older import FileRefusedError, brought_up_to_date
from loadshare.server.belongings.package import MOST_BYTES_OPENED, unpack_data
from loadshare.server.belongings.register import belongings
from loadshare.server.selfcare.models import (
    Check,
    ItemLog,
    PainEntry,
    Person,
    Programme,
    SafetyLock,
    SessionLog,
)
from tests.server.cast import Visitor
from tests.server.test_own_data import with_history

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def data_of(visitor: Visitor) -> dict[str, Any]:
    return everything_of(visitor.person, now=NOW)


def sent(visitor: Visitor, content: bytes, name: str = "copy.zip") -> HttpResponse:
    return visitor.post("/data/bring/", {"copy": SimpleUploadedFile(name, content)})


def taken(visitor: Visitor) -> bytes:
    return visitor.post("/data/take/").content


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
    bomb = zipped(data_json=b"0" * (MOST_BYTES_OPENED + 1))
    assert bomb.getbuffer().nbytes < 200_000
    with pytest.raises(FileRefusedError, match="larger than any copy"):
        unpack_data(bomb, size=bomb.getbuffer().nbytes)


def test_a_text_of_very_many_small_values_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileRefusedError, match="larger than any copy"):
        read_document(b'{"format": [' + b"[]," * MOST_VALUES + b"0]}")


def test_only_the_data_is_opened() -> None:
    file = zipped(data_json=b"{}", other_txt=b"x")
    assert unpack_data(file, size=10) == b"{}"
    for wrong in (zipped(other_txt=b"x"), zipped(**{f"n{number}": b"" for number in range(300)})):
        with pytest.raises(FileRefusedError, match="not a copy"):
            unpack_data(wrong, size=10)
    with pytest.raises(FileRefusedError, match="larger than 64 MB"):
        unpack_data(io.BytesIO(b"{}"), size=65 * 1024 * 1024)


def test_an_older_file_is_brought_up_to_date_step_by_step() -> None:
    steps = {1: lambda raw: {**raw, "first": True}, 2: lambda raw: {**raw, "second": raw["first"]}}
    done = brought_up_to_date({"format": "loadshare-data", "version": 1}, steps=steps, newest=3)
    assert done == {"format": "loadshare-data", "version": 3, "first": True, "second": True}


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
    bring(read_document(as_bytes(base)), to=person)
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
    assert bring(read_document(text), to=again) == sum(map(len, taken_along["tables"].values()))
    again.refresh_from_db()
    assert everything_of(again, now=NOW) == taken_along
    assert bring(read_document(text), to=again) == 0
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
