"""How a test speaks to a browser: the commands of WebDriver, by HTTP or through Firefox's own door.

Both doors know the same commands by other names, and answer with the same values.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Protocol

from tests.support.site import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which WebDriver hands out an element."""
STARTS_WITHIN_S = 60
ANSWERS_WITHIN_S = 60


class RefusedError(Exception):
    """The browser did not do it; says its kind of error and its words."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind


class Wire(Protocol):
    """One browser with one window."""

    name: str

    def ask(self, command: str, **parameters: Any) -> Any:
        """Give a command, and return what it yields."""

    def console(self) -> list[str]:
        """The errors that pages threw or logged."""

    def close(self) -> None:
        """End the browser."""


HTTP = {
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "GetCurrentURL": ("GET", "/url"),
    "Navigate": ("POST", "/url"),
    "SetWindowRect": ("POST", "/window/rect"),
    "TakeScreenshot": ("GET", "/screenshot"),
}
"""Where the driver of WebKit has each command."""


class WebKit:
    """WebKitGTK in its own small browser, through its driver."""

    name = "webkit"

    def __init__(self, folder: Path, browser: str, display: str) -> None:
        self._log = folder / "webkit.log"
        port = free_port()
        self._address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "DISPLAY": display, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        environment.pop("WAYLAND_DISPLAY", None)
        with self._log.open("wb") as lines:
            self._driver = subprocess.Popen(
                [shutil.which("WebKitWebDriver") or "", f"--port={port}"],
                env=environment,
                stdout=lines,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        options = {
            "binary": browser,
            "args": ["--automation", "--enable-write-console-messages-to-stdout=true"],
        }
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        _until(lambda: self._send("GET", "/status"), self._driver, self._log)
        self._session = self._send("POST", "/session", {"capabilities": wanted})["sessionId"]

    def ask(self, command: str, **parameters: Any) -> Any:
        method, path = HTTP[command]
        element = parameters.pop("id", "")
        return self._send(method, f"/session/{self._session}{path.format(id=element)}", parameters)

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self._address + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN_S) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            said = json.load(error)["value"]
            raise RefusedError(said["error"], said["message"]) from None

    def console(self) -> list[str]:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if "CONSOLE" in line and " ERROR " in line]

    def close(self) -> None:
        with contextlib.suppress(RefusedError, OSError):
            self._send("DELETE", f"/session/{self._session}")
        self._driver.terminate()
        self._driver.wait(timeout=10)


PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "intl.accept_languages": "en-GB",
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}
CONSOLE = """return Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag))
  .map((one) => `${one.errorMessage} (${one.sourceName})`)"""


class Firefox:
    """Firefox without a window on a screen, through Marionette, the door its own tests use."""

    name = "firefox"

    def __init__(self, folder: Path, browser: str) -> None:
        profile = folder / "profile"
        profile.mkdir()
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._log = folder / "firefox.log"
        environment = {**os.environ, "HOME": str(folder), "MOZ_REMOTE_ALLOW_SYSTEM_ACCESS": "1"}
        command = [browser, "--headless", "--marionette", "--remote-allow-system-access"]
        with self._log.open("wb") as written:
            self._browser = subprocess.Popen(
                [*command, "--no-remote", "--profile", str(profile), "about:blank"],
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        port = profile / "MarionetteActivePort"
        self._socket = _until(
            lambda: socket.create_connection(("127.0.0.1", int(port.read_text())), ANSWERS_WITHIN_S),
            self._browser,
            self._log,
        )
        self._said = self._socket.makefile("rb")
        self._number = 0
        self._read()  # who it is
        self.ask("NewSession", acceptInsecureCerts=True)

    def ask(self, command: str, **parameters: Any) -> Any:
        door = "" if ":" in command else "WebDriver:"
        self._number += 1
        message = json.dumps([0, self._number, door + command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, value = self._read()
        if number != self._number:
            raise AssertionError(f"the answer to {number} came for {self._number}")
        if error:
            raise RefusedError(error["error"], error["message"])
        return value["value"] if isinstance(value, dict) and set(value) == {"value"} else value

    def _read(self) -> Any:
        length = b""
        while (sign := self._said.read(1)) not in {b":", b""}:
            length += sign
        return json.loads(self._said.read(int(length)))

    def console(self) -> list[str]:
        self.ask("Marionette:SetContext", value="chrome")
        found = self.ask("ExecuteScript", script=CONSOLE, args=[])
        self.ask("Marionette:SetContext", value="content")
        # The browser asks for the icon of a page by itself, and gives that up when the page is left.
        return [line for line in found if "http://localhost" in line and "/static/icon" not in line]

    def close(self) -> None:
        with contextlib.suppress(RefusedError, OSError, ValueError):
            self.ask("Marionette:Quit", flags=["eForceQuit"])
        self._said.close()
        self._socket.close()
        self._browser.wait(timeout=20)


def _until(attempt: Any, process: "subprocess.Popen[bytes]", log: Path) -> Any:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return attempt()
        except (OSError, ValueError):
            time.sleep(0.1)
    raise AssertionError(f"the browser did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
