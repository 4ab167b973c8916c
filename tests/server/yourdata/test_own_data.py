"""Taking one's data along, and deleting it at once."""

import csv
import io
import json
import re
import uuid
import zipfile

from django.contrib.auth.models import User
from jsonschema import Draft202012Validator

from loadshare.server.audit.models import AuditEvent
from loadshare.server.records.models import Check, ItemLog, Person
from tests.server.cast import Visitor


def with_history(visitor: Visitor) -> None:
    visitor.with_programme()
    visitor.post("/today/pain/", {"pain": "4"})
    visitor.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    visitor.post("/progress/given/", {"measure": "oswestry", "value": "34", "on": "2026-01-05"})


def copy_of(visitor: Visitor) -> zipfile.ZipFile:
    response = visitor.post("/data/take/")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="loadshare-20')
    return zipfile.ZipFile(io.BytesIO(response.content))


def test_the_copy_holds_everything(guest: Visitor) -> None:
    with_history(guest)
    data = json.loads(copy_of(guest).read("data.json"))
    tables = data["tables"]
    assert tables["checks"][0]["answers"]["age"]
    assert tables["programmes"][0]["content"]["week"] == 1
    assert tables["programmes"][0]["made_from"] == tables["checks"][0]["id"]
    assert tables["sessions"][0]["pain_after"] == 2
    assert tables["session_items"][0]["outcome"] == "done"
    assert tables["session_items"][0]["session"] == tables["sessions"][0]["number"] == 1
    assert tables["pain"][0]["pain"] == 4
    assert tables["scores"][0]["value"] == 34
    assert tables["weeks"] == tables["activities"] == []


def test_the_copy_fits_the_schema_that_lies_beside_it(guest: Visitor) -> None:
    with_history(guest)
    with copy_of(guest) as archive:
        schema = json.loads(archive.read("data.schema.json"))
        Draft202012Validator.check_schema(schema)
        check = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert list(check.iter_errors(json.loads(archive.read("data.json")))) == []
        assert not check.is_valid({"format": "loadshare-data"})


def test_the_tables_open_in_a_spreadsheet(guest: Visitor) -> None:
    with_history(guest)
    with copy_of(guest) as archive:
        text = archive.read("tables/session_items.csv").decode("utf-8-sig")
        readme = archive.read("README.txt").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == ItemLog.objects.count() > 1
    assert rows[0]["outcome"] == "done"
    assert "tables/session_items.csv" in readme
    assert "passkeys" in readme


def test_the_copy_holds_nothing_that_opens_the_account(alice: Visitor) -> None:
    with_history(alice)
    user = User.objects.get()
    with copy_of(alice) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert user.password.encode() not in whole
    assert str(alice.person.id).encode() not in whole


def test_the_page_says_how_much_of_what_is_kept(guest: Visitor) -> None:
    assert "Nothing about you is kept" in guest.get("/data/").content.decode()
    with_history(guest)
    page = " ".join(guest.get("/data/").content.decode().split())
    assert "Pain you noted, once a day" in page
    assert "1 entry" in page
    assert "Your passkeys" in page
    assert "never what was in it" in page


def test_deleting_asks_once_and_deletes_everything(alice: Visitor) -> None:
    with_history(alice)
    stays = "one count stays: that one more person used it for so long."
    page = alice.get("/data/delete/").content.decode()
    assert "cannot be undone" in page
    assert stays in page
    assert Person.objects.exists()
    page = alice.post("/data/delete/").content.decode()
    assert "Everything about you is deleted" in page
    assert stays in page
    for model in (Person, User, Check, ItemLog):
        assert not model.objects.exists()
    assert alice.get("/today/")["Location"] == "/"


def test_the_receipt_counts_what_went_and_is_in_the_trail(alice: Visitor) -> None:
    with_history(alice)
    items = ItemLog.objects.count()
    response = alice.post("/data/delete/")
    receipt = response.context["receipt"]
    assert receipt.counts["session_items"] == items
    assert receipt.counts["pain"] == 1
    event = AuditEvent.objects.get(event="data-deleted")
    assert (event.receipt, event.count) == (receipt.number, receipt.total)
    assert receipt.number in response.content.decode()
    text = alice.post("/data/receipt/", {"receipt": receipt.signed})
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert receipt.number in text.content.decode()
    assert "How each exercise of a session went" in text.content.decode()
    assert "one count stays" in text.content.decode()


def test_a_receipt_that_was_not_given_out_here_is_none(guest: Visitor) -> None:
    assert guest.post("/data/receipt/", {"receipt": "made-up"})["Location"] == "/data/"
    assert guest.post("/data/receipt/")["Location"] == "/data/"


def test_two_receipts_differ(alice: Visitor, bob: Visitor) -> None:
    numbers = {one.post("/data/delete/").context["receipt"].number for one in (alice, bob)}
    assert len(numbers) == 2


def test_after_deleting_no_device_is_signed_in(alice: Visitor) -> None:
    other = Visitor("alice")
    other.signs_in()
    alice.post("/data/delete/")
    assert other.get("/today/")["Location"] == "/"


def test_the_audit_trail_holds_no_answers(guest: Visitor) -> None:
    guest.with_emergency()
    fields = {field.name for field in AuditEvent._meta.get_fields()}
    of_a_look = {"actor", "actor_words", "clinic", "section", "reason"}
    assert fields == {"id", "at", "event", "person", "count", "receipt"} | of_a_look
    assert not any(AuditEvent.objects.values_list(*of_a_look - {"actor", "clinic"}).distinct().get())
    assert {"guest-started", "check-finished", "lock-set"} <= set(
        AuditEvent.objects.values_list("event", flat=True)
    )


def test_what_is_kept_stands_under_six_headings_and_is_counted_there(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    page = guest.get("/data/").content.decode()
    heads = re.findall(r"<summary>([^<]+?)(?: <span[^>]*>(\d+) entr\w+</span>)?</summary>", page)
    counted = {name: int(count or 0) for name, count in heads}
    assert counted["Your answers"] == 1
    assert counted["Your programme and sessions"] == 2
    assert counted["What you measured"] == counted["Your breaks"] == counted["Sharing and messages"] == 0
    receipt = guest.post("/data/delete/").content.decode()
    assert receipt.count("<dt>Your programme and sessions</dt>") == 1
    assert "<summary>Each kind of entry</summary>" in receipt
