"""The release before goes on working, as on a second server, on the database that today's has migrated."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.database import postgresql_server
from tests.support.installation import Place

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parents[3]
BUILT = "src/loadshare/server/static/dist"
NEEDS = ("src", "tests", "examples", "docs/reference", "pyproject.toml")
BEGINS = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.server.cast import Visitor
somebody = Visitor()
somebody.with_programme()
print(json.dumps({name: morsel.value for name, morsel in somebody.client.cookies.items()}))
"""
GOES_ON = """
import json, sys
import django
django.setup()
from loadshare.server.records.models import Person
from tests.server.cast import Visitor
try:
    from tests.server.offline import Device
except ImportError:
    from tests.server.offline.parcels import Device
PAGES = "/ /today/ /programme/ /session/ /progress/ /breaks/ /week/ /data/ /check/ /help/ /evidence/".split()
somebody, newcomer = Visitor(), Visitor()
for name, value in json.load(sys.stdin).items():
    somebody.client.cookies[name] = value
newcomer.with_programme()
said = {}
for who, visitor in (("somebody", somebody), ("newcomer", newcomer)):
    device = Device(visitor)
    said[who] = {
        "pages": {page: visitor.get(page).status_code for page in PAGES},
        "session": [answer["outcome"] for answer in device.send(device.session())],
        "again": [visitor.get(page).status_code for page in ("/today/", "/progress/")],
        "copy": visitor.post("/data/take/").status_code,
    }
    person = visitor.person.pk
    visitor.post("/data/delete/")
    said[who]["stays"] = Person.objects.filter(pk=person).exists()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def before() -> Iterator[Path]:
    """The tree of the newest release, which is the last commit that gave the program a number.

    Where that is what is tested now, it is the release before this one.
    """
    asked = subprocess.run(
        ["git", "log", "--format=%H", "-G^__version__", "HEAD^", "--", "src/loadshare/__init__.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not asked.stdout.strip():
        pytest.skip("no history here, so the release before cannot be taken from it")
    commit = asked.stdout.split()[0]
    with tempfile.TemporaryDirectory(prefix="loadshare-release-") as name:
        folder = Path(name)
        packed = subprocess.run(
            ["git", "archive", commit, *NEEDS], cwd=ROOT, stdout=subprocess.PIPE, check=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
        if (folder / BUILT).exists():
            (folder / BUILT).unlink()
        (folder / BUILT).symlink_to(ROOT / BUILT)  # styles are no part of what is asked here
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(tmp_path)
        return
    with (
        tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder,
        postgresql_server(Path(folder) / "server") as address,
    ):
        yield Place(tmp_path, {"DATABASE_URL": address})


def run(tree: Path, place: Place, program: str, said: str = "") -> Any:
    """A program of the release before, with its own code and nothing of ours."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tree, input=said, capture_output=True, text=True, check=False, timeout=300,
        env={
            **place.environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings",
            "PYTHONPATH": os.pathsep.join([str(tree / "src"), str(tree)]), "ALLOWED_HOSTS": "testserver",
        },
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout)


@pytest.mark.system_clock
def test_it_goes_on_for_whom_it_knows_and_for_newcomers(before: Path, place: Place) -> None:
    cookies = run(before, place, BEGINS)
    assert place.manage("migrate", "--verbosity", "0").code == 0
    said = run(before, place, GOES_ON, json.dumps(cookies))
    for who in ("somebody", "newcomer"):
        assert {page: status for page, status in said[who]["pages"].items() if status not in (200, 302)} == {}
        assert said[who]["pages"]["/today/"] == 200
        assert said[who]["session"] == ["kept"]
        assert said[who]["again"] == [200, 200]
        assert (said[who]["copy"], said[who]["stays"]) == (200, False)
    assert "up to date" in place.loadshare("doctor").said
