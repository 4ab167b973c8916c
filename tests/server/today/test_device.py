"""What a device may keep: pages the server marks, of one person and one build; and nothing after leaving."""

import datetime as dt
import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse

from loadshare.server.offline import build as build_module
from loadshare.server.offline.build import build
from loadshare.server.offline.naming import device_name
from loadshare.server.programme import planning
from loadshare.server.today.device_plan import plan_for
from tests.server.cast import SADDLE, Visitor

ROOT = Path(__file__).resolve().parents[3]
KEPT = [
    "/today/",
    "/programme/",
    "/session/",
    "/session/gentle/",
    "/session/stopped/",
    "/break/",
    "/break/short/",
    "/moves/glute-bridge/",
]
NEVER_KEPT = [
    "/", "/check/1/", "/check/review/", "/check/measured/", "/result/ideas/", "/session/after/", "/data/",
    "/data/delete/", "/breaks/", "/account/keep/", "/account/sign-in/", "/connection/",
    "/week/", "/week/signs/", "/progress/", "/progress/questions/", "/progress/given/",
]  # fmt: skip


def plan_of(visitor: Visitor) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(visitor.get("/offline/plan.json").content)
    return plan


@pytest.mark.parametrize("address", KEPT)
def test_these_pages_may_be_kept_by_their_person(guest: Visitor, address: str) -> None:
    guest.with_programme()
    response = guest.get(address)
    assert response["Loadshare-Keep"] == "yes"
    assert response["Loadshare-Person"] == device_name(guest.person.id)
    assert response["Loadshare-Build"] == build()


@pytest.mark.parametrize("address", NEVER_KEPT)
def test_no_other_page_may_be_kept(guest: Visitor, address: str) -> None:
    guest.with_programme()
    guest.start()
    assert "Loadshare-Keep" not in guest.get(address).headers


def test_answers_to_forms_are_never_kept(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.post("/session/", {"pain_after": "11"})
    assert page.status_code == 200
    assert "Loadshare-Keep" not in page.headers


def test_a_closed_programme_is_neither_marked_nor_planned(guest: Visitor) -> None:
    guest.with_programme()
    assert plan_of(guest)["pages"]
    guest.with_check(**SADDLE)
    assert plan_of(guest)["pages"] == []
    for address in ("/today/", "/programme/", "/session/"):
        assert "Loadshare-Keep" not in guest.get(address).headers


def test_the_plan_holds_all_that_a_week_without_a_connection_needs(guest: Visitor) -> None:
    stored = guest.with_programme()
    plan = plan_of(guest)
    assert {"/today/", "/programme/", "/session/gentle/", "/break/", "/break/short/"} < set(plan["pages"])
    assert {"/offline/", "/help/", "/session/stopped/"} < set(plan["lasting"])
    programme = planning.programme_of(stored)
    for item in (*programme.items, *programme.flare_day):
        assert f"/moves/{item.exercise}/" in plan["lasting"]
    assert "/body/body.json" in plan["files"]
    assert any("/viewer-" in file for file in plan["files"])


def test_everything_planned_is_there_and_marked(guest: Visitor) -> None:
    guest.with_programme()
    plan = plan_of(guest)
    for page in (*plan["pages"], *plan["lasting"]):
        assert guest.get(page)["Loadshare-Keep"] == "yes", page
    for file in plan["files"]:
        if file.startswith("/static/"):
            assert find(file.removeprefix("/static/")), file


def test_every_file_a_kept_page_names_is_planned(guest: Visitor) -> None:
    """Wherever it is named: in a link, a picture, a set of pictures, a style, or for a script to fetch."""
    guest.with_programme()
    plan = plan_of(guest)
    kept = {file.partition("?")[0] for file in plan["files"]}
    for page in (*plan["pages"], *plan["lasting"]):
        names = set(re.findall(r"/(?:static|body)/[^\s\"'()<>#?,;&]+", guest.get(page).content.decode()))
        assert names, page
        assert names <= kept, page


@pytest.mark.django_db
def test_an_icon_lasts_a_day_without_the_worker(client: Client) -> None:
    """Browsers ask for it past the worker."""
    with closing(client.get("/static/icon.svg")) as icon:
        assert "max-age=86400" in icon["Cache-Control"]


def test_each_day_ahead_has_its_own_session(guest: Visitor) -> None:
    stored = guest.with_programme()
    programme = planning.programme_of(stored)
    days = plan_of(guest)["days"]
    assert len(days) == 7
    for day, address in days.items():
        page = guest.get(address).content.decode()
        names = json.loads(re.search(r'id="timeline"[^>]*>(.*?)</script>', page, re.S)[1])["names"]  # type: ignore[index]
        wanted = planning.items_of_day(programme, dt.date.fromisoformat(day))
        assert set(names) == {item.exercise for item in wanted}


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "x", ""])
def test_other_days_are_today(guest: Visitor, day: str) -> None:
    guest.with_programme()
    items = re.compile(r'"exercises": \[[^\]]*\]')
    today = items.findall(guest.get("/session/").content.decode())
    assert items.findall(guest.get(f"/session/?day={day}").content.decode()) == today


def test_the_plan_changes_when_the_pages_do(guest: Visitor) -> None:
    guest.with_programme()
    before = plan_of(guest)["state"]
    assert plan_of(guest)["state"] == before
    guest.post("/breaks/say/", {"kind": "back"})
    assert plan_of(guest)["state"] == before, "a word about breaks fetches no week of sessions again"
    guest.post("/today/pain/", {"pain": "4"})
    assert plan_of(guest)["state"] != before


def test_a_stranger_keeps_only_what_everybody_may(guest: Visitor) -> None:
    plan = plan_of(guest)
    assert (plan["person"], plan["pages"], plan["days"]) == ("nobody", [], {})
    assert set(plan["lasting"]) == {"/offline/", "/help/"}
    assert not guest.client.session.keys(), "looking leaves nothing behind"


def test_pages_fetched_for_later_use_up_no_message(guest: Visitor) -> None:
    stored = guest.with_programme()
    exercise = planning.programme_of(stored).items[0].exercise
    guest.post(f"/programme/{exercise}/change/", {"direction": "easier"})
    later = guest.get("/programme/", headers={"Loadshare-Purpose": "keep"}).content.decode()
    assert 'class="message"' not in later
    assert 'class="message"' in guest.get("/programme/").content.decode()


def test_the_worker_stands_at_the_root_and_names_its_build(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"] == "text/javascript"
    assert response.content.decode().startswith(f'self.BUILD="{build()}";')
    assert b"import" not in response.content.split(b"\n", 1)[1][:200], "one file, without modules"


def test_another_release_is_another_build(settings: Any) -> None:
    before = build()
    assert build_module.build.__wrapped__() == before
    settings.RELEASE = "another"
    assert build_module.build.__wrapped__() != before


def test_leaving_empties_the_device(alice: Visitor) -> None:
    alice.with_programme()
    response = alice.post("/account/sign-out/")
    assert response["Clear-Site-Data"] == '"storage"'
    assert response.cookies["loadshare-left"].value == "yes"
    assert alice.get("/")["Loadshare-Person"] == "nobody"


def test_deleting_everything_empties_the_device(guest: Visitor) -> None:
    guest.with_programme()
    assert "Clear-Site-Data" not in guest.get("/data/delete/").headers
    assert guest.post("/data/delete/")["Clear-Site-Data"] == '"storage"'


def test_other_forms_empty_nothing(guest: Visitor) -> None:
    guest.with_programme()
    assert "Clear-Site-Data" not in guest.post("/today/pain/", {"pain": "4"}).headers


def test_names_on_devices_tell_people_apart(alice: Visitor, bob: Visitor) -> None:
    names = {device_name(person.id) for person in (alice.person, bob.person)}
    assert len(names) == 2
    assert not any(str(alice.person.id)[:8] in name for name in names)


def test_an_account_keeps_the_pages_of_its_own_programme(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    assert plan_for(alice.person, today=alice.person.started_at.date())["pages"]
    assert plan_of(bob)["pages"] == []


def test_the_manifest_is_complete_and_in_the_colours_of_the_tokens() -> None:
    manifest = json.loads(Path(str(find("manifest.webmanifest"))).read_text(encoding="utf-8"))
    tokens = (ROOT / "frontend/styles/tokens.css").read_text(encoding="utf-8")
    paper = re.search(r"--paper: light-dark\((#[0-9a-f]{6})", tokens)
    assert paper is not None
    assert {manifest["background_color"], manifest["theme_color"]} == {paper[1]}
    assert (manifest["start_url"], manifest["scope"]) == (reverse("today"), "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        path = Path(str(find(icon["src"].removeprefix("/static/"))))
        if path.suffix == ".png":
            width = int.from_bytes(path.read_bytes()[16:20])
            assert icon["sizes"] == f"{width}x{width}"


def test_the_page_that_says_to_get_help_empties_the_kept_programme_at_once(guest: Visitor) -> None:
    guest.with_programme()
    assert "Loadshare-Shut" not in guest.get("/today/").headers
    guest.post("/week/all/")
    guest.post("/check/1/", {"saddle-numbness": "yes"})
    assert guest.get("/result/").headers["Loadshare-Shut"] == "yes"
