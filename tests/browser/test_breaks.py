"""From nudge to log in a real browser: said on the page, nudged, answered on the notification, done, kept."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import accessibility_problems
from tests.support.journey import Post, breaks_at_every_hour

STUB_PUSH = """() => {
  const bytes = (length, first) => Uint8Array.from({ length }, (_, place) => (place === 0 ? first : 7));
  const plain = (raw) => btoa(String.fromCharCode(...raw));
  const text = (raw) => plain(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  let made = null;
  PushManager.prototype.getSubscription = async () => made;
  PushManager.prototype.subscribe = async (options) => {
    window.subscribedWith = options.applicationServerKey.length;
    made = {
      unsubscribe: async () => true,
      toJSON: () => ({
        endpoint: "https://fcm.googleapis.com/fcm/send/browser-test",
        keys: { p256dh: text(bytes(65, 4)), auth: text(bytes(16, 1)) },
      }),
    };
    return made;
  };
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let turn = 0; turn < 40; turn++) {
    const [one] = await worker.getNotifications();
    if (one) return { title: one.title, body: one.body, actions: one.actions.map((action) => action.title) };
    await new Promise((go) => setTimeout(go, 50));
  }
  return null;
}"""
NUDGE = {
    "title": "Time to move", "body": "", "short": False,
    "start": "Start", "later": "Later", "moved": "I just moved", "tap": "Tap to start.",
}  # fmt: skip


@pytest.fixture
def worker_page(context: BrowserContext, base_url: str) -> Page:
    """Somebody with a programme whose breaks are open on every day and at every hour."""
    context.grant_permissions(["notifications"], origin=base_url)
    Post(context.request).to_programme()
    page = context.new_page()
    breaks_at_every_hour(page)
    return page


def test_a_break_from_nudge_to_log(worker_page: Page) -> None:
    page = worker_page
    _sat_until_now(page)
    page.goto("/today/")
    expect(page.get_by_text("Next break at")).to_be_visible()
    expect(page.get_by_role("heading", name="Time to get up")).to_be_visible(timeout=25_000)
    expect(page).to_have_title(re.compile("● Time to move"))
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/break/")
    player = page.locator("[data-player]")
    expect(player).to_be_visible()
    for _ in range(int(player.locator("[data-part=place]").inner_text().split()[-1])):
        page.keyboard.press("s")
    expect(page.get_by_role("heading", name="That was it.")).to_be_focused()
    page.get_by_role("button", name="I’m back at my desk").click()
    page.wait_for_url("**/today/")
    expect(page.get_by_text("Next break at")).to_be_visible()
    expect(page).not_to_have_title(re.compile("●"))


def test_a_break_never_traps_the_screen(worker_page: Page) -> None:
    worker_page.goto("/break/")
    expect(worker_page.locator("[data-player]")).to_be_visible()
    worker_page.keyboard.press("Escape")
    worker_page.wait_for_url("**/today/")


def test_it_works_without_script(worker_page: Page, browser: Browser, base_url: str) -> None:
    state = worker_page.context.storage_state()
    context = browser.new_context(base_url=base_url, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto("/today/")
    page.get_by_role("button", name="I’m at my desk").click()
    expect(page.get_by_text("Next break at")).to_be_visible()
    page.get_by_role("button", name="30 min").click()
    expect(page.get_by_text("In a meeting until")).to_be_visible()
    page.get_by_role("button", name="It is over").click()
    page.get_by_role("button", name="Start now").click()
    expect(page.get_by_role("heading", name="A short break")).to_be_visible()
    page.get_by_role("button", name="I stay up a while").click()
    expect(page.get_by_role("button", name="I’m at my desk")).to_be_visible()
    context.close()


def test_a_closed_page_is_nudged_and_the_notification_answered(worker_page: Page, base_url: str) -> None:
    page = worker_page
    page.goto("/today/")
    page.get_by_role("button", name="I’m at my desk").click()
    expect(page.get_by_text("Next break at")).to_be_visible()
    page.add_init_script(f"({STUB_PUSH})()")
    page.goto("/breaks/")
    page.get_by_role("button", name="Nudge me when the page is closed").click()
    expect(page.get_by_text("This device is nudged even when the page is closed.")).to_be_visible()
    assert page.evaluate("window.subscribedWith") == 65
    page.reload()
    expect(page.get_by_text("1 device is nudged while the page is closed.")).to_be_visible()
    assert accessibility_problems(page) == []
    shown = _delivered(page, base_url, NUDGE)
    # Chromium has room for two buttons; a tap on the notification itself starts.
    assert shown == {"title": "Time to move", "body": "Tap to start.", "actions": ["Later", "I just moved"]}
    page.get_by_role("button", name="End this on all devices").click()
    expect(page.get_by_text("No device is nudged while the page is closed.")).to_be_visible()


def test_the_calendar_of_the_page_is_a_calendar(worker_page: Page) -> None:
    page = worker_page
    page.goto("/breaks/")
    page.locator("#calendar > summary").click()
    page.get_by_role("button", name="Make my calendar").click()
    address = page.get_by_label("Private address of your calendar").input_value()
    answer = page.request.get(address)
    assert answer.status == 200
    assert "BEGIN:VCALENDAR" in answer.text()
    page.reload()
    expect(page.get_by_label("Private address of your calendar")).to_have_count(0)


def _sat_until_now(page: Page) -> None:
    """Sat down just long enough ago that the next nudge is due in a few seconds."""
    page.goto("/breaks/")
    minutes = int(page.get_by_label("Minutes of sitting before a nudge").input_value())
    at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes) + dt.timedelta(seconds=8)
    said = {"id": str(uuid.uuid4()), "kind": "break", "made_at": at.isoformat(), "body": {"kind": "back"}}
    outcome = page.evaluate(
        """async (said) => {
          const { person, token } = await (await fetch("/offline/sync/")).json();
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          const body = JSON.stringify({ person, sent_at: new Date().toISOString(), entries: [said] });
          const answer = await fetch("/offline/sync/", { method: "POST", headers, body });
          return (await answer.json()).answers[0].outcome;
        }""",
        said,
    )
    assert outcome == "kept"


def _delivered(page: Page, origin: str, message: dict[str, Any]) -> dict[str, Any] | None:
    """The notification on the screen once the worker was handed a message.

    The browser does not tell whether it handed the message over, so it is asked again, as a push service
    does; the same tag makes one notification of them.
    """
    for _ in range(10):
        _deliver(page, origin, message)
        if notification := page.evaluate(SHOWN):
            return dict(notification)
    return None


def _deliver(page: Page, origin: str, message: dict[str, Any]) -> None:
    """Hand a message to the worker as the browser does when a push service delivers it."""
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    registration = next(one["registrationId"] for one in found if one["scopeURL"] == f"{origin}/")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": json.dumps(message)},
    )
