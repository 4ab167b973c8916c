"""Exercises a practice wrote itself: checked, given by the rules of the library, done or not, and ended."""

import json
import re
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.media import MediaError, read_media
from loadshare.server.clinic.models import GivenDone, GivenExercise, PracticeExercise
from loadshare.server.diary.logbook import SPREAD_STOP
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.clinic.practice import (
    ALL,
    address_of_code,
    joins,
    member,
    page_of,
    practitioner,
    shares,
    text_of,
    yes,
)
from tests.support.clock import Clock, today

pytestmark = pytest.mark.django_db
LIST, NEW = "/clinic/exercises/", "/clinic/exercises/new/"
SECRET = b"GPS 51.5N 0.1W"


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_picture(*, side: int = 2, width: int | None = None) -> bytes:
    """A square PNG with a place in it that nobody should learn; `width`: what its head says."""
    head = struct.pack(">IIBBBBB", width or side, side, 8, 2, 0, 0, 0)
    drawn = zlib.compress((b"\0" + b"\xff\x80\0" * side) * side)
    parts = (
        chunk(b"IHDR", head),
        chunk(b"tEXt", b"Comment\0" + SECRET),
        chunk(b"IDAT", drawn),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def a_photo() -> bytes:
    """As a phone makes it: held on its side, with a place, and words behind the end."""
    told = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0) + SECRET
    exif = b"\xff\xe1" + struct.pack(">H", len(told) + 8) + b"Exif\0\0" + told
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 2, 2, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0\x3f\0" + b"\x12\xff\0\x34\xff\xd0\x56"
    return (
        b"\xff\xd8"
        + exif
        + b"\xff\xfe"
        + struct.pack(">H", 2 + len(SECRET))
        + SECRET
        + frame
        + scan
        + b"\xff\xd9"
        + SECRET
    )


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def a_track(kind: bytes) -> bytes:
    """As a camera writes it: with the hour, its own name, a place, and words in what is left free."""
    taken = b"\0\0\0\0" + SECRET[:8] + b"\0" * 12
    hdlr = box(b"hdlr", b"\0" * 8 + kind + b"\0" * 12 + SECRET + b"\0")
    mdia = box(b"mdia", box(b"mdhd", taken) + hdlr)
    return box(b"trak", box(b"tkhd", taken) + mdia + box(b"udta", SECRET) + box(b"free", SECRET))


def a_film(*, tracks: bytes | None = None) -> bytes:
    taken = b"\1\0\0\0" + SECRET + b"\0" * 16
    inner = a_track(b"vide") + a_track(b"soun") if tracks is None else tracks
    moov = box(b"moov", box(b"mvhd", taken) + inner + box(b"udta", SECRET) + box(b"XTRA", SECRET))
    beside = box(b"uuid", SECRET) + box(b"free", SECRET)
    return box(b"ftyp", b"isom\0\0\0\0isom") + moov + beside + box(b"mdat", b"\x01\x02")


WRITTEN = {
    "name": "Wall slide", "steps": "Stand at a wall.\nSlide down a little.", "strand": "strengthen",
    "position": "standing", "equipment": ["wall"], "sets": "2", "count": "5", "hold_s": "0",
    "cautions": ["knee-pain"],
}  # fmt: skip


def writes(practice: Visitor, *, file: bytes | None = None, **changes: Any) -> int:
    sent = {**WRITTEN, **changes}
    if file is not None:
        sent |= {"file": SimpleUploadedFile("x.bin", file), "shows": "Somebody at a wall"}
    return practice.post(NEW, sent).status_code


def an_exercise(practice: Visitor, *, file: bytes | None = None, **changes: Any) -> PracticeExercise:
    assert writes(practice, file=file, **changes) == 302
    return PracticeExercise.objects.latest("made_at")


def give_page(person: Visitor) -> str:
    return f"{page_of(person)}exercises/"


def gives(practice: Visitor, person: Visitor, exercise: PracticeExercise) -> GivenExercise:
    sent = {"exercise": str(exercise.pk), "reason": "For your knees"}
    assert practice.post(give_page(person), sent).status_code == 302
    return GivenExercise.objects.get(exercise=exercise, ended_at=None)


def ends_a_session(person: Visitor, **said: str) -> None:
    page = person.get("/session/").content.decode()
    found = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("offer", "client_id")
    }
    sent = {**found, "pain_after": "2", "effort": "3", **said}
    assert person.post("/session/", sent).status_code == 302


def test_it_cannot_be_kept_before_it_is_said_for_whom_it_is_not(mary: Visitor) -> None:
    assert writes(mary, cautions=[]) == 422
    assert writes(mary, for_everybody="1") == 422, "both at once is neither"
    assert not PracticeExercise.objects.exists()
    assert writes(mary) == 302
    assert writes(mary, cautions=[], for_everybody="1") == 302
    page = text_of(mary, LIST)
    assert "Not for: Knee pain" in page
    assert "For everybody, as you said." in page


def test_what_was_written_of_one_is_given_back_to_who_is_signed_out(mary: Visitor) -> None:
    mary.client.logout()
    refused = mary.post(NEW, WRITTEN)
    assert refused.status_code == 403
    assert "Slide down a little." in refused.content.decode()


def test_the_session_shows_it_and_counts_what_was_done(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    row = gives(mary, alice, an_exercise(mary, file=a_picture()))
    page = text_of(alice, "/session/")
    for told in (
        "Wall slide",
        "Slide down a little.",
        "Mary, Hill Road gave it to you: For your knees",
        "Somebody at a wall",
    ):
        assert told in page
    assert alice.get(f"/sharing/exercises/{row.pk}/file/")["Content-Type"] == "image/png"
    ends_a_session(alice, **{f"given-{row.pk}": "done", "given-no-id": "done"})
    kept = GivenDone.objects.get()
    assert (kept.is_done, kept.how, kept.eased) == (True, "done", False)
    assert "Done on 1 day" in text_of(mary, give_page(alice))
    assert alice.post(f"/sharing/exercises/{row.pk}/out/").status_code == 302
    assert "Wall slide" not in text_of(alice, "/session/")
    assert alice.get(f"/sharing/exercises/{row.pk}/file/").status_code == 404


def payload_of(person: Visitor, address: str = "/session/") -> dict[str, Any]:
    """What the page hands to its player."""
    page = person.get(address).content.decode()
    told = re.search(r'<script id="timeline" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert told
    return dict(json.loads(told[1]))


def test_the_player_leads_through_it_after_the_rest(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    before = payload_of(alice)
    row = gives(mary, alice, an_exercise(mary, file=a_picture(), per_side="1", hold_s="5"))
    name, told = f"given-{row.pk}", payload_of(alice)
    assert told["timeline"]["exercises"] == [*before["timeline"]["exercises"], name]
    place = len(before["timeline"]["exercises"])
    steps = [one for one in told["timeline"]["steps"] if one["exercise"] == name]
    assert {one["item"] for one in steps} == {place}
    held = [one for one in steps if one["kind"] == "hold"]
    assert len(held) == 2 * 5 * 2, "two sets of five on each side"
    assert {one["seconds"] for one in held} == {5}
    assert told["names"][name] == "Wall slide"
    assert told["cues"][name] == ["Stand at a wall.", "Slide down a little.", "Stop if it hurts."]
    assert name in told["learn"], "new, so it is shown before anything is timed"
    assert told["easier"][str(place)]["exercise"] == name
    assert told["key"] != before["key"], "a run that was begun without it is not taken up with it"
    page = alice.get("/session/").content.decode()
    assert f'<template data-figure="{name}">' in page
    assert f'name="{name}" value="stopped" data-outcome="{place}"' in page


def test_what_hurt_is_less_the_next_time_and_then_waits(alice: Visitor, mary: Visitor, clock: Clock) -> None:
    alice.with_programme()
    shares(alice, mary)
    row = gives(mary, alice, an_exercise(mary, sets="3", count="8"))
    name = f"given-{row.pk}"
    ends_a_session(alice, **{name: "done", f"{name}-eased": "yes", "stop_notes": f"{name}:sharp-groin-catch"})
    kept = GivenDone.objects.get()
    assert (kept.how, kept.eased, kept.spread) == ("stopped", True, False)
    clock.shift(86400)
    page = text_of(alice, "/session/")
    assert "It hurt last time, so this is about half." in page
    work = [one for one in payload_of(alice)["timeline"]["steps"] if one["exercise"] == name and one["count"]]
    assert [one["count"] for one in work] == [4]
    ends_a_session(alice, **{name: "stopped"})
    clock.shift(86400)
    assert "Wall slide" not in text_of(alice, "/session/")
    told = text_of(mary, give_page(alice))
    assert "It waits: It hurt two times in a row." in told
    assert "It hurt on 2 days" in told


def test_pain_further_down_in_it_asks_the_safety_questions_and_is_an_alert(
    alice: Visitor, mary: Visitor
) -> None:
    alice.with_programme()
    shares(alice, mary)
    name = f"given-{gives(mary, alice, an_exercise(mary)).pk}"
    ends_a_session(alice, stop_notes=f"{name}:{SPREAD_STOP}", **{name: "stopped"})
    assert GivenDone.objects.get().spread
    assert "Pain went further down the leg in a session." in text_of(mary)


def test_nothing_of_it_stays_on_a_device_or_among_the_gentle_minutes(alice: Visitor, mary: Visitor) -> None:
    """A device without a connection would not hear that it has ended."""
    alice.with_programme()
    shares(alice, mary)
    gives(mary, alice, an_exercise(mary))
    kept = alice.get(f"/session/?day={today()}")
    assert kept["Loadshare-Keep"] == "yes"
    assert "Wall slide" not in kept.content.decode()
    assert "What your practitioner gave you besides is here when you are online." in kept.content.decode()
    assert "Wall slide" in text_of(alice, "/session/")
    assert "Wall slide" not in text_of(alice, "/session/gentle/")


@pytest.mark.parametrize(
    ("written", "answers", "why"),
    [
        ({}, {"limit_knee": "yes"}, "The practice says that it is not for: Knee pain"),
        ({"equipment": ["loop-band"]}, {"equipment": []}, "It needs a loop band"),
        ({"sets": "5", "count": "30", "hold_s": "60"}, {}, "There is no room for it"),
    ],
)
def test_what_speaks_against_it_is_told_and_it_is_not_given(
    alice: Visitor, mary: Visitor, written: dict[str, Any], answers: dict[str, Any], why: str
) -> None:
    alice.with_programme("desk-worker", **answers)
    shares(alice, mary)
    exercise = an_exercise(mary, **written)
    assert why in text_of(mary, give_page(alice))
    sent = {"exercise": str(exercise.pk), "reason": "For your knees"}
    refused = mary.post(give_page(alice), sent)
    assert refused.status_code == 422
    assert not GivenExercise.objects.exists()
    shares(alice, mary, parts=["programme", "changes"])
    for page in (text_of(mary, give_page(alice)), mary.post(give_page(alice), sent).content.decode()):
        assert why not in page, "that would tell an answer"
        assert "Not for this person now." in page


def test_new_answers_that_speak_against_it_take_it_out_of_the_session(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    gives(mary, alice, an_exercise(mary))
    assert "Wall slide" in text_of(alice, "/session/")
    alice.with_check("desk-worker", limit_knee="yes")
    assert "Wall slide" not in text_of(alice, "/session/")
    assert "It waits: The practice says that it is not for: Knee pain" in text_of(alice, "/sharing/")
    alice.with_check("desk-worker")
    assert "Wall slide" in text_of(alice, "/session/")


def test_a_caution_that_the_library_knows_no_more_speaks_against_it(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    row = gives(mary, alice, an_exercise(mary))
    for one in (row, row.exercise):
        assert one is not None
        one.content["cautions"] = ["of-long-ago"]
        one.save()
    assert "Wall slide" not in text_of(alice, "/session/")
    assert "It waits: Written with an older list of cautions" in text_of(mary, give_page(alice))
    assert "For everybody" not in text_of(mary, LIST)


def test_where_help_comes_first_nothing_is_given_or_done(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    exercise = an_exercise(mary)
    alice.start()
    alice.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    sent = {"exercise": str(exercise.pk), "reason": "For your knees"}
    assert mary.post(give_page(alice), sent).status_code == 422
    assert "closed for now" in text_of(mary, give_page(alice))


@pytest.mark.parametrize("how", ["stopped", "no more changes", "taken back", "left"])
def test_it_ends_with_what_it_stands_on(alice: Visitor, mary: Visitor, how: str) -> None:
    alice.with_programme()
    row = shares(alice, mary)
    exercise = an_exercise(mary, file=a_picture())
    given_row = gives(mary, alice, exercise)
    match how:
        case "stopped":
            alice.post(f"/sharing/{row.pk}/stop/")
        case "no more changes":
            shares(alice, mary, parts=["programme"])
        case "taken back":
            mary.post(f"{LIST}{exercise.pk}/withdraw/")
        case "left":
            mary.post("/clinic/leave/")
    assert "Wall slide" not in text_of(alice, "/session/")
    assert alice.get(f"/sharing/exercises/{given_row.pk}/file/").status_code == 404
    given_row.refresh_from_db()
    assert given_row.ended_at is not None
    if how in {"taken back", "left"}:
        assert not PracticeExercise.objects.exclude(file=None).exists(), "nobody can open that file any more"


def test_a_practice_keeps_what_it_wrote_until_its_last_leaves(mary: Visitor) -> None:
    nina, anne = (
        joins(mary, name, role=role) for name, role in (("nina", "practitioner"), ("anne", "assistant"))
    )
    an_exercise(mary, file=a_picture())
    mary.post("/clinic/leave/")
    assert "Wall slide" in text_of(nina, LIST)
    nina.post("/clinic/leave/")
    assert not PracticeExercise.objects.exists()
    assert anne.get("/clinic/").status_code == 200


def test_a_yes_that_goes_on_goes_on_with_it(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    gives(mary, alice, an_exercise(mary))
    yes(alice, address_of_code(mary), parts=ALL)
    assert "Wall slide" in text_of(alice, "/session/")


def test_another_practice_can_neither_give_nor_open_nor_take_back_one(alice: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    alice.with_programme()
    shares(alice, other)
    exercise = an_exercise(mary, file=a_picture())
    sent = {"exercise": str(exercise.pk), "reason": "For your knees"}
    assert other.post(give_page(alice), sent).status_code == 404
    assert other.get(f"{LIST}{exercise.pk}/file/").status_code == 404
    assert other.post(f"{LIST}{exercise.pk}/withdraw/").status_code == 404


def test_a_reason_of_another_is_not_told_and_who_takes_one_out_is_written_down(
    alice: Visitor, mary: Visitor
) -> None:
    otto = practitioner("otto")
    alice.with_programme()
    for who in (mary, otto):
        shares(alice, who, parts=["programme", "changes"])
    row = gives(mary, alice, an_exercise(mary))
    assert "Mary, Hill Road: For your knees" in text_of(mary, give_page(alice))
    page = text_of(otto, give_page(alice))
    assert "Wall slide" in page
    assert "For your knees" not in page
    assert "Mary" not in page
    changes = AuditEvent.objects.filter(event=Event.PROGRAMME_CHANGED, person=alice.person.pk)
    before = changes.count()
    for _ in range(2):
        assert otto.post(give_page(alice), {"out": str(row.pk)}).status_code == 302
    assert changes.count() == before + 1
    assert changes.latest("at").actor == member(otto).pk


def test_a_file_is_handed_out_as_what_it_is_and_in_parts(mary: Visitor) -> None:
    exercise = an_exercise(mary, file=a_film())
    answer = mary.get(f"{LIST}{exercise.pk}/file/")
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    part = mary.get(f"{LIST}{exercise.pk}/file/", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert mary.get(f"{LIST}{exercise.pk}/file/", headers={"Range": "bytes=99999-"}).status_code == 416


@pytest.mark.parametrize("make", [a_picture, a_photo, a_film])
def test_what_a_file_tells_beside_what_it_shows_does_not_stay(make: Any) -> None:
    kept = read_media(make())
    assert SECRET[:8] not in kept.data
    assert read_media(kept.data) == kept, "what was written anew is read again as it is"
    if make is a_photo:
        assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept.data, "and it is still the right way up"
    if make is a_film:
        assert len(kept.data) == len(a_film()), "no place in a film moves"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"GIF89a", b"%PDF-1.7",
        b"\xff\xd8<script>",
        a_picture()[:-9], a_picture(width=9000), a_picture().replace(b"IDAT", b"IDAX"), a_film()[:-1],
        box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", b""), a_film(tracks=a_track(b"soun")),
        box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", b"vide" + b"\0" * 4),
        a_film(tracks=a_track(b"vide") + a_track(b"meta")),
        a_film(tracks=a_track(b"vide") + box(b"mvex", b"")),
        a_film(tracks=a_track(b"vide") + box(b"trak", b"") * 4_001),
    ],
    ids=len,
)  # fmt: skip
def test_what_is_no_picture_and_no_film_is_refused(mary: Visitor, data: bytes) -> None:
    with pytest.raises(MediaError):
        read_media(data)
    if data:
        assert writes(mary, file=data) == 422


@settings(max_examples=60, deadline=None)
@any_of(st.sampled_from([a_picture(), a_photo(), a_film()]), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = read_media(bytes(damaged[: data.draw(st.integers(0, len(whole)))]))
    except MediaError:
        return
    assert kept.type in {"image/png", "image/jpeg", "video/mp4"}
