"""To a clinic: a real server takes it, holds nothing twice whatever goes wrong, and nobody else is called."""

import datetime as dt
import json
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.knowledge import load_knowledge
from loadshare.server.audit.models import AuditEvent
from loadshare.server.installation.certificate import ensure_certificate
from loadshare.server.records.models import PainEntry
from loadshare.server.sending import calling
from loadshare.server.sending.address import ServerAddressError, ServerRule
from loadshare.server.sending.models import ClinicServer, SentEntry
from loadshare.server.sending.sealing import SealBrokenError, unseal
from loadshare.server.sending.sending import resources_to_send, send
from loadshare.server.tokens.making import make_token
from tests.server.cast import Visitor
from tests.server.sending.clinic import Door, held_by, peer_server, sealed_door
from tests.support.clock import of_the_system

TOKEN = "clinic-token-that-nobody-may-read"
ALL = ["answers", "course", "programme"]


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    with peer_server() as address:
        yield address


@pytest.fixture
def door(peer: str, settings: Any) -> Iterator[Door]:
    made = Door(peer)
    settings.CLINIC_SERVERS_INSIDE = [made.name]
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def carol(db: None) -> Visitor:  # noqa: ARG001
    visitor = Visitor("carol")
    visitor.with_programme()
    visitor.post("/today/pain/", {"pain": "3"})
    visitor.keeps_plan()
    # The clock stands, and ids follow from when somebody began: each test has a person of its own.
    began = visitor.person.started_at + dt.timedelta(microseconds=random.randrange(1, 10**9))
    visitor.person.__class__.objects.filter(pk=visitor.person.pk).update(started_at=began)
    return visitor


def sets_up(visitor: Visitor, address: str, token: str = TOKEN) -> int:
    return visitor.post("/data/clinic/", {"address": address, "token": token}).status_code


def press(visitor: Visitor, *parts: str) -> str:
    return visitor.post("/data/clinic/send/", {"parts": parts or ALL}, follow=True).content.decode()


def of(visitor: Visitor, address: str, kind: str, more: str = "") -> list[dict[str, Any]]:
    """What the server holds about this person."""
    number = resources_to_send(visitor.person, [], now=timezone.now())[0]["id"]
    (patient,) = held_by(address, f"Patient?identifier=urn:loadshare:export|{number}")
    if kind == "Patient":
        return [patient]
    return held_by(address, f"{kind}?subject=Patient/{patient['id']}&_count=500{more}")


def counts(visitor: Visitor, address: str) -> dict[str, int]:
    kinds = ("Patient", "QuestionnaireResponse", "Observation", "Goal", "CarePlan")
    return {kind: len(of(visitor, address, kind)) for kind in kinds}


def wanted(visitor: Visitor) -> dict[str, int]:
    found = resources_to_send(visitor.person, list(ReadPart), now=timezone.now())
    kinds = ("Patient", "QuestionnaireResponse", "Observation", "Goal", "CarePlan")
    return {kind: sum(one["resourceType"] == kind for one in found) for kind in kinds}


def test_a_real_server_takes_it_is_searched_and_gives_it_back(carol: Visitor, door: Door) -> None:
    assert sets_up(carol, f"{door.address}/") == 302
    assert "entries are there now" in press(carol)
    assert counts(carol, door.behind) == wanted(carol)
    (pain,) = of(carol, door.behind, "Observation", "&code=http://loinc.org|72514-3")
    assert pain["valueQuantity"]["value"] == 3
    program = make_token(user=carol.person.user, name="x", parts=[ReadPart.ALL], days=7)[1]  # type: ignore[arg-type]
    for question in ("code=72514-3", f"date=ge{timezone.localdate()}", "date=lt2020", "category=survey"):
        headers = {"Authorization": f"Bearer {program}"}
        ours = json.loads(carol.client.get(f"/fhir/R4/Observation?{question}", headers=headers).content)
        theirs = of(carol, door.behind, "Observation", f"&{question}")
        assert sorted(one["resource"]["id"] for one in ours.get("entry", ())) == sorted(
            one["identifier"][0]["value"] for one in theirs
        ), question
    (path, headers, _body), *_ = door.asked
    assert (path, headers["Authorization"]) == ("/", f"Bearer {TOKEN}")
    assert AuditEvent.objects.filter(event="data-sent", person=carol.person.pk).exists()


def test_what_was_told_in_private_does_not_go(carol: Visitor) -> None:
    private = {question.id for question in load_knowledge().questions.values() if question.private}
    assert private
    found = resources_to_send(carol.person, [ReadPart.ANSWERS], now=timezone.now())
    (response,) = [one for one in found if one["resourceType"] == "QuestionnaireResponse"]
    check = carol.person.checks.exclude(finished_at=None).get()
    check.answers = {**check.answers, **dict.fromkeys(private, "yes"), "no-such-question": "yes"}
    check.save()
    found = resources_to_send(carol.person, [ReadPart.ANSWERS], now=timezone.now())
    assert [one for one in found if one["resourceType"] == "QuestionnaireResponse"] == [response]
    assert not private & {one["linkId"] for one in response["item"]}
    assert "Level" not in response["text"]["div"]


def test_pressing_again_sends_what_is_new_and_changes_what_has_changed(carol: Visitor, door: Door) -> None:
    sets_up(carol, door.address)
    press(carol)
    asked = len(door.asked)
    assert "has all of it already" in press(carol)
    assert len(door.asked) == asked
    carol.person.programmes.update(is_current=False)
    PainEntry.objects.create(person=carol.person, on=timezone.localdate() - dt.timedelta(days=1), pain=7)
    assert "2 entries are there now" in press(carol)
    assert counts(carol, door.behind) == wanted(carol)
    assert {one["status"] for one in of(carol, door.behind, "CarePlan")} == {"completed"}


@pytest.mark.parametrize("deed", ["lose", "cut"])
def test_a_lost_answer_doubles_nothing(carol: Visitor, door: Door, deed: str) -> None:
    sets_up(carol, door.address)
    door.does = [deed, "pass"]
    assert "no whole answer" in press(carol)
    assert not SentEntry.objects.exists()
    assert "entries are there now" in press(carol)
    assert counts(carol, door.behind) == wanted(carol)


def test_it_goes_on_where_it_stopped(carol: Visitor, door: Door) -> None:
    first = timezone.localdate() - dt.timedelta(days=200)
    PainEntry.objects.bulk_create(
        PainEntry(person=carol.person, on=first + dt.timedelta(days=n), pain=n % 11) for n in range(40)
    )
    sets_up(carol, door.address)
    door.does = ["pass", (429, {"Retry-After": "120"}, b""), "pass"]
    page = press(carol, "course")
    assert "8 entries are there now" in page
    assert "Wait 3 minutes" in page
    while "Press again" in press(carol, "course"):
        pass  # a press ends after half a minute
    assert all(len(json.loads(body)["entry"]) <= 8 for _, _, body in door.asked)
    assert counts(carol, door.behind)["Observation"] == wanted(carol)["Observation"] > 40


LESS = b'{"resourceType": "Bundle", "type": "transaction-response", "entry": []}'
PAGE = (200, {"Content-Type": "text/html"}, b"<h1>EVIL</h1>")
ANSWERS: dict[str, tuple[Any, str]] = {
    "401": ((401, {}, b"EVIL"), "does not take the token"),
    "403": ((403, {}, b""), "may not put in entries"),
    "404": ((404, {}, b""), "no FHIR server at this address"),
    "409": ((409, {}, b""), "more than once"),
    "412": ((412, {}, b""), "more than once"),
    "413": ((413, {}, b""), "too large"),
    "422": ((422, {}, b'{"issue": [{"diagnostics": "EVIL"}]}'), "did not take it"),
    "429": ((429, {"Retry-After": "x"}, b""), "asks to wait"),
    "500": ((500, {}, b""), "has trouble now"),
    "503": ((503, {"Retry-After": "60"}, b""), "Wait 2 minutes"),
    "302": ((302, {"Location": "http://127.0.0.1:1/"}, b""), "not followed"),
    "page": (PAGE, "is no FHIR"),
    "less": (
        (200, {}, b'{"resourceType": "Bundle", "type": "transaction-response", "entry": []}'),
        "is no FHIR",
    ),
    "deep": ((200, {}, b"[" * 100_000), "is no FHIR"),
    "large": ((200, {}, b" " * (calling.MOST_ANSWER_BYTES + 1)), "no whole answer"),
    "stall": ("stall", "no whole answer"),
    "drip": ("drip", "no whole answer"),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_each_trouble_is_said_and_no_text_of_others(
    carol: Visitor, door: Door, what: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(calling, "SILENT_S", 1)
    monkeypatch.setattr(calling, "WHOLE_S", 2)
    deed, told = ANSWERS[what]
    door.does = [deed]
    sets_up(carol, door.address)
    started = time.perf_counter()
    page = press(carol)
    assert time.perf_counter() - started < 6
    assert told in page
    assert "EVIL" not in page
    assert TOKEN not in page + caplog.text
    assert len(door.asked) == 1
    assert not SentEntry.objects.exists()


def test_the_token_is_sealed_and_goes_to_no_other_server(carol: Visitor, door: Door, settings: Any) -> None:
    sets_up(carol, door.address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sending_clinicserver")
        assert TOKEN not in str(cursor.fetchall())
    assert TOKEN not in carol.get("/data/clinic/").content.decode()
    press(carol)
    assert sets_up(carol, door.address, token="another-token") == 302
    assert not SentEntry.objects.exists()
    settings.SECRET_KEY = "another key of another installation, long enough"
    sealed = ClinicServer.objects.values_list("sealed_token", flat=True).get()
    with pytest.raises(SealBrokenError):
        unseal(sealed)
    done = send(ClinicServer.objects.get(), [ReadPart.COURSE], now=timezone.now(), rule=ServerRule())
    assert done.problem is not None
    assert done.problem.fate is calling.Sent.SEAL


def test_forgetting_deletes_address_and_token(carol: Visitor, door: Door) -> None:
    sets_up(carol, door.address)
    carol.post("/data/clinic/forget/")
    assert not ClinicServer.objects.exists()
    assert carol.post("/data/clinic/send/", {"parts": ALL})["Location"] == "/data/clinic/"
    assert door.asked == []


def test_one_press_at_a_time_and_one_that_was_cut_off_holds_for_two_minutes(
    carol: Visitor, door: Door
) -> None:
    sets_up(carol, door.address)
    ClinicServer.objects.update(busy_since=timezone.now() - dt.timedelta(seconds=60))
    assert "being sent already" in press(carol)
    ClinicServer.objects.update(
        busy_since=timezone.now() + dt.timedelta(days=60)
    )  # by a clock that was ahead
    assert "entries are there now" in press(carol)


def test_nothing_ticked_and_nobody_signed_in_send_nothing(carol: Visitor, door: Door, db: None) -> None:
    del db
    sets_up(carol, door.address)
    assert carol.post("/data/clinic/send/", {}).status_code == 422
    stranger = Visitor()
    stranger.start()
    assert stranger.post("/data/clinic/send/", {"parts": ALL})["Location"].startswith("/account/sign-in/")
    assert door.asked == []


def leads_to(*machines: str) -> ServerRule:
    return ServerRule(resolve=lambda _host, _port: machines)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://f.example/r4", "https"), ("ftp://f.example", "address"),
        ("https://u:p@f.example", "address"),
        ("https://f.example:22/", "port"), ("https://f.example/?x=1", "address"), ("x", "address"),
        ("https://f.example\\@inside", "address"), ("https://f.example/a b", "address"),
        ("https://f.example/%2e%2e", "address"), ("https://f.example/#x", "address"),
        ("https://[::1]/", "address"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_is_asked(address: str, why: str) -> None:
    with pytest.raises(ServerAddressError) as problem:
        leads_to("93.184.216.34").look(address)
    assert problem.value.why == why


@pytest.mark.parametrize(
    "machine",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "::10.0.0.1",
        "fec0::1",
        "ff02::1",
        "224.0.0.1",
        "0.0.0.0",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_called(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "_posted", None)
    rule = leads_to("93.184.216.34", machine)
    assert calling.call("https://fhir.example/r4", "t", {}, rule=rule).fate is calling.Sent.INSIDE


def test_the_machine_that_was_looked_at_is_the_one_that_is_called(door: Door) -> None:
    """A name that leads somewhere else a moment later is asked for once only."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

    port = door.server.server_port
    rule = ServerRule(inside=(f"clinic.example:{port}",), resolve=resolve)
    door.does = [PAGE]
    answer = calling.call(f"http://clinic.example:{port}/r4", "t" * 9, {"entry": []}, rule=rule)
    assert answer.fate is calling.Sent.NOT_FHIR
    assert asked == ["clinic.example"]
    assert door.asked[0][1]["Host"] == f"clinic.example:{port}"


def test_of_several_machines_the_first_is_called() -> None:
    """The system puts those last that cannot be reached from here, as an IPv6 address without IPv6."""
    found = leads_to("93.184.216.34", "2606:2800:21f:cb07:6820:80da:af6b:8b2c").look(
        "https://fhir.example/r4"
    )
    assert found.machine == "93.184.216.34"


def test_without_https_only_this_very_machine_may_be_named() -> None:
    rule = ServerRule(inside=("clinic.lan",), resolve=lambda _host, _port: ["10.0.0.5"])
    with pytest.raises(ServerAddressError, match="https"):
        rule.look("http://clinic.lan/r4")
    assert rule.look("https://clinic.lan:9443/r4").machine == "10.0.0.5"


@pytest.mark.system_clock
def test_over_https_the_name_is_looked_at_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["clinic.local"]
    files = ensure_certificate(folder=tmp_path, names=names, now=of_the_system())  # https asks the system
    heard: list[str] = []
    with sealed_door(files, heard) as port:
        rule = ServerRule(inside=("clinic.local", "other.local"), resolve=lambda *_: ["127.0.0.1"])

        def fate(name: str) -> calling.Sent:
            return calling.call(f"https://{name}:{port}/r4", TOKEN, {"entry": []}, rule=rule).fate

        assert fate("clinic.local") is calling.Sent.UNTRUSTED  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(files.authority))
        assert fate("other.local") is calling.Sent.UNTRUSTED
        assert heard == []
        assert fate("clinic.local") is calling.Sent.NOT_FHIR
        assert heard == ["/r4"]
