"""Without a connection: pages work, what is done arrives once, and nothing stays after leaving."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, expect

from tests.support.browser import ENTRIES, accessibility_problems, sideways_scroll, wait_until
from tests.support.journey import Journey, Post, breaks_at_every_hour
from tests.support.site import Site

pytestmark = pytest.mark.expects_errors
"""A browser logs every request that finds no server."""

PASSWORD = "quiet-river-stone-9"
SYNC = "**/offline/sync/"
IS_KEPT = """async () => {
  const name = (await caches.keys()).find((other) => other.includes("-pages-") && !other.endsWith("nobody"));
  const plan = name && await (await caches.open(name)).match("/offline/plan.json");
  if (!plan || plan.headers.get("Loadshare-Kept-At") === "0") return false;
  return (await plan.json()).pages.length > 0;
}"""
KEPT = """async () => {
  const pairs = (await caches.keys()).map(async (name) => {
    const kept = await (await caches.open(name)).keys();
    return [name, kept.map(({ url }) => new URL(url).pathname)];
  });
  return Object.fromEntries(await Promise.all(pairs));
}"""
WITHOUT_BACKGROUND_SYNC = "delete ServiceWorkerRegistration.prototype.sync"
"""So that the page sends, where a test can stand in the way."""
NOTHING_WAITS = f"async () => (await ({ENTRIES})()).length === 0"
SAYS_OFFLINE = """async () => {
  const name = (await caches.keys()).find((other) => other.endsWith("-pages-nobody"));
  return Boolean(name && (await (await caches.open(name)).match("/offline/")));
}"""
"""Whether a device of nobody can say that there is no connection."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of these tests alone, because they kill it."""
    site = Site(tmp_path_factory.mktemp("offline"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def site(server: Site) -> str:
    return server.address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    return site


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A worker fills its cache and a server starts anew: more than a page's usual five seconds."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def robin(browser: Browser, site: str) -> StorageState:
    """The cookies of somebody with a programme, who comes on a new device in every test."""
    context = browser.new_context(base_url=site)
    Post(context.request).to_programme()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def kept(page: Page, context: BrowserContext, robin: StorageState) -> Page:
    """A device that has kept Robin's programme."""
    context.add_cookies(robin["cookies"])  # type: ignore[arg-type]
    page.goto("/today/")
    wait_until(page, IS_KEPT)
    return page


@pytest.fixture
def leaving(page: Page) -> Page:
    """A device of somebody who is about to leave for good."""
    Post(page.context.request).to_programme()
    page.goto("/today/")
    wait_until(page, IS_KEPT)
    return page


def worker_stopper(page: Page) -> Callable[[], None]:
    """Stops all workers of a page, and waits until each was: a page asked of one that is just stopping hangs.

    The browser stops an idle worker, and its successor begins; one that is watched, as here, it never stops.
    """
    devtools = page.context.new_cdp_session(page)
    at_work: set[str] = set()
    to_stop: set[str] = set()

    def note(event: dict[str, Any]) -> None:
        for version in event["versions"]:
            if version["runningStatus"] == "stopped":
                at_work.discard(version["versionId"])
                to_stop.discard(version["versionId"])
            else:
                at_work.add(version["versionId"])

    def stop() -> None:
        to_stop.update(at_work)
        devtools.send("ServiceWorker.stopAllWorkers")
        for _ in range(100):
            page.wait_for_timeout(100)
            if not to_stop:
                return
        raise AssertionError(f"workers never stopped: {to_stop}")

    devtools.on("ServiceWorker.workerVersionUpdated", note)
    devtools.send("ServiceWorker.enable")
    return stop


def notice(page: Page, part: str = "waiting") -> Any:
    return page.locator(f"[data-device={part}]")


def person_of(page: Page) -> str:
    return page.locator("meta[name=loadshare-person]").get_attribute("content") or ""


def do_session(page: Page, address: str = "/session/", *, pain: int = 2) -> None:
    page.goto(address)
    save = page.get_by_role("button", name="Save")
    while not save.is_visible():
        page.get_by_role("button", name="Next exercise").click()
    for name, value in (("pain_after", pain), ("effort", 5)):
        page.locator(f"label:has(input[name={name}][value='{value}'])").click()
    save.click()
    expect(page).to_have_url(re.compile("/(today|session/after)/$"))


def sessions(server: Site) -> int:
    return int(rows(server, "SELECT count(*) FROM selfcare_sessionlog")[0][0])


def rows(server: Site, question: str) -> list[Any]:
    with sqlite3.connect(server.home / "loadshare.sqlite3") as database:
        return database.execute(question).fetchall()


def test_the_pages_of_a_programme_work_offline(kept: Page, context: BrowserContext) -> None:
    kept.goto("/programme/")
    exercise = kept.locator("h3 a").first.inner_text()
    context.set_offline(True)
    for address, words in (
        ("/today/", "worst you can think of"),
        ("/programme/", exercise),
        ("/session/", "Get ready"),
        ("/session/gentle/", "Get ready"),
        ("/break/", "Get ready"),
        ("/break/short/", "Get ready"),
        ("/help/", "999"),
        ("/", "worst you can think of"),
    ):
        kept.goto(address)
        expect(kept.locator("main")).to_contain_text(words)
    kept.goto("/programme/")
    expect(notice(kept, "copy")).to_contain_text("No connection")
    kept.locator("h3 a").first.click()
    expect(kept.get_by_role("heading", level=1)).to_have_text(exercise)
    assert kept.locator("main svg").count() > 0


def test_other_pages_say_what_works(kept: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    kept.goto("/connection/")
    expect(kept.get_by_role("heading", level=1)).to_have_text("This page needs a connection")
    works = kept.locator("[data-works] li:visible")
    expect(works).to_have_count(6)
    assert accessibility_problems(kept) == []
    assert sideways_scroll(kept) == 0
    works.first.get_by_role("link").click()
    expect(kept).to_have_url(re.compile("/today/$"))


def test_check_results_account_and_data_are_never_kept(kept: Page, context: BrowserContext) -> None:
    private = (
        "/check/1/",
        "/check/review/",
        "/result/ideas/",
        "/account/keep/",
        "/account/sign-in/",
        "/data/",
    )
    for address in private:
        kept.goto(address)
    kept.goto("/today/")
    wait_until(kept, IS_KEPT)
    all_kept = [path for paths in kept.evaluate(KEPT).values() for path in paths]
    assert [path for path in all_kept if re.match("/(check|result|account|data|connection)/", path)] == []
    context.set_offline(True)
    for address in private:
        kept.goto(address)
        expect(kept.get_by_role("heading", level=1)).to_have_text("This page needs a connection")


def test_a_session_and_taps_done_offline_arrive_once(
    kept: Page, context: BrowserContext, server: Site
) -> None:
    before = sessions(server)
    context.set_offline(True)
    do_session(kept)
    expect(notice(kept)).to_contain_text("1 thing is kept on this device")
    kept.locator("button[name=pain][value='3']").click()
    expect(notice(kept)).to_contain_text("2 things are kept")
    do_session(kept, "/session/gentle/")
    kept.reload()
    expect(notice(kept)).to_contain_text("3 things are kept")
    assert accessibility_problems(kept) == []
    assert sessions(server) == before
    context.set_offline(False)
    expect(notice(kept)).to_be_hidden()
    assert sessions(server) == before + 2
    kept.goto("/today/")
    expect(kept.locator("main")).to_contain_text("Done for today")
    expect(kept.locator("main")).to_contain_text("Pain today: 3 of 10")
    kinds = rows(server, "SELECT kind FROM offline_receipt ORDER BY id DESC LIMIT 3")
    assert [kind for (kind,) in reversed(kinds)] == ["session", "pain", "session"]


def said_about_breaks(server: Site, since: int) -> list[Any]:
    return rows(server, f"SELECT kind, door FROM breaks_breakevent WHERE id > {since} ORDER BY at")


def test_breaks_said_and_done_offline_arrive_once_and_in_order(
    kept: Page, context: BrowserContext, server: Site
) -> None:
    breaks_at_every_hour(kept)
    kept.goto("/today/")
    wait_until(kept, IS_KEPT)
    before = rows(server, "SELECT max(id) FROM breaks_breakevent")[0][0]
    context.set_offline(True)
    kept.get_by_role("button", name="I’m at my desk").click()
    expect(notice(kept)).to_contain_text("1 thing is kept on this device")
    expect(kept.get_by_text("The next break is worked out when the connection is back.")).to_be_visible()
    assert accessibility_problems(kept) == []
    kept.goto("/break/")
    player = kept.locator("[data-player]")
    for _ in range(int(player.locator("[data-part=place]").inner_text().split()[-1])):
        kept.keyboard.press("s")
    kept.get_by_role("button", name="I stay up a while").click()
    expect(kept).to_have_url(re.compile("/today/$"))
    expect(notice(kept)).to_contain_text("2 things are kept")
    kept.reload()
    expect(notice(kept)).to_contain_text("2 things are kept")
    assert said_about_breaks(server, before) == []
    context.set_offline(False)
    expect(notice(kept)).to_be_hidden()
    assert said_about_breaks(server, before) == [("back", "page"), ("done", "player")]
    expect(kept.get_by_role("button", name="I’m at my desk")).to_be_visible()
    kept.get_by_role("button", name="I’m at my desk").click()
    expect(kept.get_by_text("Next break at")).to_be_visible()
    assert said_about_breaks(server, before)[2:] == [("back", "page")]
    context.set_offline(True)
    kept.get_by_role("button", name="Start now").click()
    expect(kept).to_have_url(re.compile("/break/$"))
    expect(kept.locator("[data-player]")).to_be_visible()
    kept.keyboard.press("Escape")
    expect(kept).to_have_url(re.compile("/today/$"))
    expect(notice(kept)).to_contain_text("1 thing is kept")
    context.set_offline(False)
    expect(notice(kept)).to_be_hidden()
    assert said_about_breaks(server, before)[3:] == [("started", "page")]
    expect(kept.get_by_role("button", name="I’m back")).to_be_visible()
    assert kept.evaluate(ENTRIES) == []


def test_two_missing_taps_are_asked_for_without_a_connection(kept: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    kept.goto("/session/")
    while not kept.get_by_role("button", name="Save").is_visible():
        kept.get_by_role("button", name="Next exercise").click()
    kept.get_by_role("button", name="Save").click()
    expect(kept.get_by_role("alert").filter(has_text="Choose a number for your pain.")).to_be_visible()
    assert kept.evaluate(ENTRIES) == []


def test_online_the_same_way_in_is_used(kept: Page, server: Site) -> None:
    before = sessions(server)
    do_session(kept)
    expect(kept).to_have_url(re.compile("/session/after/$"))
    expect(kept.get_by_role("heading", level=1)).to_have_text("That is saved.")
    assert sessions(server) == before + 1
    assert kept.evaluate(ENTRIES) == []


def cut_before(server: Site) -> Callable[[Route], None]:
    def handle(route: Route) -> None:
        server.kill()
        route.abort()

    return handle


def cut_after(server: Site) -> Callable[[Route], None]:
    """The server has kept it all, and dies before the answer is out."""

    def handle(route: Route) -> None:
        route.fetch()
        server.kill()
        route.abort()

    return handle


@pytest.mark.parametrize("cut", [cut_before, cut_after])
def test_a_server_that_dies_while_taking_it_has_it_once(
    kept: Page, context: BrowserContext, server: Site, cut: Callable[[Site], Callable[[Route], None]]
) -> None:
    before = sessions(server)
    kept.add_init_script(WITHOUT_BACKGROUND_SYNC)
    handle, caught, met = cut(server), [], []
    is_armed = False

    def meet(route: Route) -> None:
        if is_armed and route.request.method == "GET":
            route.continue_()
        elif not is_armed or caught:
            route.abort()
        else:
            caught.append(route.request.url)
            handle(route)
            met.append(route.request.url)

    # The trap stands first: what is done without a connection must not slip out before it is set.
    kept.route(SYNC, meet)
    context.set_offline(True)
    do_session(kept)
    do_session(kept, "/session/gentle/")
    is_armed = True
    try:
        context.set_offline(False)
        for _ in range(200):
            if met:
                break
            kept.wait_for_timeout(100)
        assert met, "it was on its way when the server died"
        expect(notice(kept)).to_contain_text("2 things are kept")
    finally:
        server.kill()
        server.start()
    kept.unroute_all()
    kept.goto("/today/")
    wait_until(kept, NOTHING_WAITS)
    expect(notice(kept)).to_be_hidden()
    assert sessions(server) == before + 2


def test_two_tabs_send_at_the_same_time(kept: Page, context: BrowserContext, server: Site) -> None:
    before = sessions(server)
    other = context.new_page()
    other.goto("/today/")
    context.set_offline(True)
    do_session(kept)
    do_session(other, "/session/gentle/")
    expect(notice(kept)).to_contain_text("2 things are kept")
    context.set_offline(False)
    for page in (kept, other):
        expect(notice(page)).to_be_hidden()
    assert sessions(server) == before + 2


def test_a_refused_entry_stays_until_the_person_decides(kept: Page) -> None:
    wrong = {
        "id": "00000000-0000-4000-8000-000000000001",
        "person": person_of(kept),
        "kind": "pain",
        "madeAt": kept.evaluate("new Date().toISOString()"),
        "body": {"pain": "99"},
    }
    kept.evaluate(ENTRIES, wrong)
    kept.reload()
    refused = notice(kept, "refused")
    expect(refused).to_contain_text("Pain is a whole number from 0 to 10.")
    kept.reload()
    expect(refused).to_contain_text("How strong the pain was")
    assert accessibility_problems(kept) == []
    refused.get_by_role("button", name="Send again").click()
    again = f"async () => {{ const all = await ({ENTRIES})(); return all.length === 1"
    wait_until(kept, f"{again} && all[0].id !== '{wrong['id']}' && all[0].refused !== undefined; }}")
    expect(refused).to_contain_text("Pain is a whole number from 0 to 10.")
    refused.get_by_role("button", name="Remove").click()
    expect(refused).to_be_hidden()
    assert kept.evaluate(ENTRIES) == []


def test_help_after_a_stop_needs_no_connection(kept: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    kept.goto("/session/")
    kept.get_by_role("button", name="It hurts").click()
    kept.get_by_role("button", name="Something new or frightening").click()
    kept.get_by_role("button", name="Pain or tightness in my chest").click()
    expect(kept.get_by_role("heading", level=1)).to_have_text("You did the right thing by stopping.")
    expect(kept.locator("main")).to_contain_text("Pain or tightness in my chest")
    expect(kept.locator("main")).to_contain_text("999")


def test_forms_that_need_a_connection_say_so_and_lose_nothing(kept: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    kept.goto("/programme/")
    kept.locator(".item__more > summary").first.click()
    kept.get_by_role("button", name=re.compile("^Easier")).first.click()
    expect(notice(kept, "needs")).to_contain_text("needs a connection")
    expect(kept).to_have_url(re.compile("/programme/$"))


def sign_up(page: Page, name: str) -> None:
    page.goto("/account/keep/")
    page.get_by_label(re.compile("name", re.I)).fill(name)
    page.get_by_label(re.compile("password", re.I)).first.fill(PASSWORD)
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/today/"))


def sign_out(page: Page) -> None:
    page.goto("/account/sign-out/")
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(r"/$"))


def nothing_is_kept(page: Page, person: str) -> None:
    wait_until(page, "async () => !document.cookie.includes('loadshare-left')")
    kept = page.evaluate(KEPT)
    assert [name for name in kept if name.endswith(person)] == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate(ENTRIES) == []


def test_signing_out_empties_the_device(leaving: Page, context: BrowserContext) -> None:
    sign_up(leaving, "leaving")
    wait_until(leaving, IS_KEPT)
    leaving.evaluate("localStorage.setItem('loadshare-break', '1')")
    person = person_of(leaving)
    sign_out(leaving)
    nothing_is_kept(leaving, person)
    leaving.wait_for_timeout(500)
    context.set_offline(True)
    leaving.goto("/offline/")  # whatever the browser kept, it is nobody's
    nothing_is_kept(leaving, person)


def test_deleting_everything_empties_the_device(leaving: Page) -> None:
    person = person_of(leaving)
    leaving.goto("/data/delete/")
    leaving.get_by_role("button", name="Delete everything").click()
    expect(leaving).to_have_url(re.compile(r"/$"))
    nothing_is_kept(leaving, person)


def test_leaving_says_what_would_be_lost(kept: Page) -> None:
    waiting = {
        "id": "00000000-0000-4000-8000-000000000002",
        "person": person_of(kept),
        "kind": "pain",
        "madeAt": kept.evaluate("new Date().toISOString()"),
        "body": {"pain": "3"},
    }
    kept.route(SYNC, lambda route: route.abort())
    kept.evaluate(ENTRIES, waiting)
    kept.goto("/data/delete/")
    expect(notice(kept)).to_contain_text("Leaving now removes what was not sent.")


def test_the_next_person_sees_nothing_of_the_one_before(
    kept: Page, context: BrowserContext, server: Site
) -> None:
    first = person_of(kept)
    headline = kept.locator("h2").first.inner_text()
    context.set_offline(True)
    kept.locator("button[name=pain][value='9']").click()
    expect(notice(kept)).to_contain_text("1 thing")
    context.clear_cookies()
    kept.route(SYNC, lambda route: route.abort())
    context.set_offline(False)
    kept.unroute_all()
    kept.goto("/?again")
    assert person_of(kept) == "nobody"
    assert [name for name in kept.evaluate(KEPT) if name.endswith(first)] == []
    wait_until(kept, SAYS_OFFLINE)
    context.set_offline(True)
    kept.goto("/today/")
    expect(kept.locator("body")).not_to_contain_text(headline)
    context.set_offline(False)
    Journey(kept).to_programme()
    kept.goto("/today/")
    second = person_of(kept)
    assert second not in {first, "nobody"}
    expect(notice(kept)).to_be_hidden()
    wait_until(kept, IS_KEPT)
    assert [name for name in kept.evaluate(KEPT) if name.endswith(first)] == []
    taps = rows(server, "SELECT count(*) FROM selfcare_painentry WHERE pain = 9")
    assert taps == [(0,)]


def test_a_new_build_replaces_the_old_one_whole(kept: Page, context: BrowserContext, server: Site) -> None:
    old = {name.split("-")[1] for name in kept.evaluate(KEPT)}
    assert len(old) == 1
    server.stop()
    server.settings["RELEASE"] = "the next one"
    server.start()
    kept.goto("/today/")
    wait_until(
        kept,
        "async () => { const here = await navigator.serviceWorker.ready;"
        " await here.update(); return Boolean(here.waiting); }",
    )
    is_gone = f"async () => (await caches.keys()).every((name) => !name.includes('{old.pop()}'))"
    stop_workers = worker_stopper(kept)
    for _ in range(10):
        kept.goto("/today/")
        kept.wait_for_timeout(1000)
        if kept.evaluate(is_gone):
            break
        stop_workers()
    assert kept.evaluate(is_gone)
    kept.goto("/today/")
    wait_until(kept, IS_KEPT)
    new = {name.split("-")[1] for name in kept.evaluate(KEPT)}
    assert len(new) == 1
    context.set_offline(True)
    kept.goto("/session/")
    expect(kept.locator("main")).to_contain_text("Get ready")


def test_it_can_be_installed(kept: Page, context: BrowserContext) -> None:
    devtools = context.new_cdp_session(kept)
    problems = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window, which tests run in, never offers it.
    assert [problem for problem in problems if problem["errorId"] != "in-incognito"] == []
    manifest = devtools.send("Page.getAppManifest")
    assert (manifest["errors"], manifest["url"].endswith(".webmanifest")) == ([], True)
