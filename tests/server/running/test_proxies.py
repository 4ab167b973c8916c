"""The proxies of the guide, as they stand there: real nginx, Caddy and HAProxy before a real Loadshare.

Only names of files, addresses and ports are put in. Each is skipped with words where it is not installed.
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.caller import Answered
from tests.support.site import ROOT, Site, free_port

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.system_clock,
    pytest.mark.skipif(sys.platform == "win32", reason="nginx, Caddy and HAProxy as on a server"),
]
GUIDE = ROOT / "docs" / "guide" / "running-for-a-clinic.md"
NAME = "clinic.example"
SOMEBODY_ELSE = "192.0.2.1"
OF_DEBIAN = (
    "defaults\n    mode http\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n"
)
"""What stands in HAProxy's file when it is installed."""
NGINX = (
    "{3}daemon off; pid {0}/pid; error_log {0}/errors;\nevents {{}}\nhttp {{\naccess_log off;\n{1}\n{2}\n}}\n"
)
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def in_the_guide(after: str) -> str:
    """The block that follows these words."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"\n{after}")[2]
    return text.partition("```text\n")[2].partition("```")[0]


def put(text: str, **changed: str) -> str:
    """The guide's text with other places in it; each has to be there."""
    for old, new in changed.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, site: int) -> list[object]:
    text = put(
        in_the_guide("nginx:"),
        **{"443": f"127.0.0.1:{port}", "/etc/ssl/": f"{folder}/", "127.0.0.1:8000": f"127.0.0.1:{site}"},
    )
    rooms = "\n".join(f"{name}_temp_path {folder}/{name};" for name in FOLDERS)
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder, rooms, text, "user root; " if os.geteuid() == 0 else ""))
    return ["nginx", "-c", path, "-p", folder, "-e", folder / "errors"]


def caddy(folder: Path, port: int, site: int) -> list[object]:
    text = put(
        in_the_guide("Caddy,"),
        **{
            f"{NAME} {{\n": f"{NAME}:{port} {{\n    tls {folder}/{NAME}.pem {folder}/{NAME}.key\n",
            "127.0.0.1:8000": f"127.0.0.1:{site}",
        },
    )
    path = folder / "Caddyfile"
    path.write_text("{\n    admin off\n    auto_https disable_redirects\n}\n" + text)
    return ["caddy", "run", "--config", path, "--adapter", "caddyfile"]


def haproxy(folder: Path, port: int, site: int) -> list[object]:
    """One of its two hosts is not there."""
    text = put(
        in_the_guide("HAProxy,"),
        **{
            "bind :443": f"bind 127.0.0.1:{port}",
            f"/etc/ssl/{NAME}.pem": f"{folder}/both.pem",
            "10.0.0.3:8000": f"127.0.0.1:{free_port()}",
            "10.0.0.4:8000": f"127.0.0.1:{site}",
        },
    )
    path = folder / "haproxy.cfg"
    path.write_text(OF_DEBIAN + text)
    return ["haproxy", "-db", "-f", path]


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for the name, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certified")
    files = [str(folder / f"{NAME}.{kind}") for kind in ("key", "pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", files[0], "-out", files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "both.pem").write_text("".join(Path(file).read_text() for file in reversed(files)))
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the settings of the guide; somebody else's network may look at the counts."""
    settings = dict(line.split("=", 1) for line in in_the_guide("## 3.").splitlines())
    assert settings.pop("DATABASE_URL")
    settings["ALLOWED_HOSTS"] += ",localhost"
    started = Site(
        tmp_path_factory.mktemp("site"), options=("--no-work",), **settings, LOG_FORM="json",
        METRICS_NETWORKS=f"{SOMEBODY_ELSE}/32",
    )  # fmt: skip
    started.start()
    yield started
    started.stop()


class Line(http.client.HTTPSConnection):
    """Leads to this machine, by the clinic's name."""

    def connect(self) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.sock = self._context.wrap_socket(line, server_hostname=NAME)  # type: ignore[attr-defined]


class Browser:
    """Comes over https and keeps its cookies."""

    def __init__(self, port: int, folder: Path) -> None:
        self._port, self._trusts = port, ssl.create_default_context(cafile=str(folder / f"{NAME}.pem"))
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answered:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Host": NAME, "Cookie": cookies, **headers}
        if form is not None:
            said |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
        with closing(Line(NAME, self._port, context=self._trusts)) as connection:
            connection.request("GET" if form is None else "POST", path, form and urlencode(form), said)
            answer = connection.getresponse()
            body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            assert "Secure" in cookie
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answered(status=answer.status, headers=headers, body=body)


@contextmanager
def running(command: list[object], folder: Path, browser: Browser) -> Iterator[None]:
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(
            [str(word) for word in command], stdout=said, stderr=said, cwd=folder,
            env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )  # fmt: skip
        try:
            ends = time.monotonic() + 15
            while True:
                try:
                    if browser.ask("/help/").status == 200:
                        break
                except OSError:
                    pass
                said.seek(0)
                assert process.poll() is None, said.read()
                assert time.monotonic() < ends, said.read()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(timeout=15)


@pytest.mark.parametrize("proxy", [nginx, caddy, haproxy], ids=lambda proxy: proxy.__name__)
def test_a_proxy_of_the_guide_ends_https_and_says_who_asks(
    proxy: Callable[[Path, int, int], list[object]], certified: Path, site: Site, tmp_path: Path
) -> None:
    if not shutil.which(proxy.__name__):
        pytest.skip(f"{proxy.__name__} is not installed")
    for file in certified.iterdir():
        shutil.copy(file, tmp_path)
    port = free_port()
    browser = Browser(port, tmp_path)
    with running(proxy(tmp_path, port, site.port), tmp_path, browser):
        page = browser.ask("/help/", **{"X-Request-ID": "from-outside-1"})
        number = page.headers["x-request-id"]
        assert page.headers["strict-transport-security"]
        assert number != "from-outside-1"
        assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", number)
        token = browser.ask("/offline/sync/").json["token"]
        begun = browser.ask("/check/", {"csrfmiddlewaretoken": token})
        assert begun.status == 302, begun.text
        assert browser.ask(begun.headers["location"]).status == 200
        large = {"csrfmiddlewaretoken": token, "more": "x" * 2_000_000}
        assert browser.ask("/check/", large).status == 302, "how long a body may be is ours to say"
        assert browser.ask("/metrics", **{"X-Forwarded-For": SOMEBODY_ELSE}).status == 404
    log = (site.home / "serve.log").read_text(encoding="utf-8")
    assert f'"request": "{number}"' in log, "the number that the proxy gave is the one in the log"
    assert "from-outside-1" not in log
