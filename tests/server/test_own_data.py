"""Taking one's data along, and deleting it at once."""

import json
import uuid

from django.contrib.auth.models import User

from loadshare.server.audit.models import AuditEvent
from loadshare.server.selfcare.models import Check, ItemLog, Person
from tests.server.cast import Visitor


def test_the_copy_holds_everything(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    guest.post("/progress/given/", {"measure": "oswestry", "value": "34", "on": "2026-01-05"})
    response = guest.post("/data/take/")
    assert response["Content-Disposition"] == 'attachment; filename="loadshare.json"'
    copy = json.loads(response.content)
    assert copy["checks"][0]["answers"]["age"]
    assert copy["programmes"][0]["week"] == 1
    assert copy["sessions"][0]["exercises"][0]["outcome"] == "done"
    assert copy["pain"][0]["pain"] == 4
    assert copy["scores"][0]["value"] == 34
    assert copy["weeks"] == copy["activities"] == []


def test_deleting_asks_once_and_deletes_everything(alice: Visitor) -> None:
    alice.with_programme()
    alice.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    assert "cannot be undone" in alice.get("/data/delete/").content.decode()
    assert Person.objects.exists()
    assert alice.post("/data/delete/")["Location"] == "/"
    for model in (Person, User, Check, ItemLog):
        assert not model.objects.exists()
    assert AuditEvent.objects.filter(event="data-deleted").count() == 1
    assert alice.get("/today/")["Location"] == "/"


def test_the_audit_trail_holds_no_answers(guest: Visitor) -> None:
    guest.with_emergency()
    fields = {field.name for field in AuditEvent._meta.get_fields()}
    assert fields == {"id", "at", "event", "person", "count"}
    assert {"guest-started", "check-finished", "lock-set"} <= set(
        AuditEvent.objects.values_list("event", flat=True)
    )
