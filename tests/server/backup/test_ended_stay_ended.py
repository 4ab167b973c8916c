"""No restore revives a sharing or a token that was ended; a machine that knows nothing ends them all."""

import json
from pathlib import Path

import pytest

from tests.server.backup.test_backup import Installation

STORY = """
import json, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("migrate", verbosity=0)
from loadshare.server.backup import take
from tests.server.clinic.practice import practitioner, shares, with_account

mary, gone = practitioner("mary"), practitioner("gone")
stopped, stays, left = (with_account(name) for name in ("stopped", "stays", "left"))
rows = {"stopped": shares(stopped, mary), "stays": shares(stays, mary), "left": shares(left, gone)}
mary.post("/clinic/invite/")
from loadshare.interop.fhir.scopes import ReadPart
from loadshare.server.tokens.making import end_token, make_token
tokens = {
    name: make_token(user=stays.person.user, name=name, parts=[ReadPart.ALL], days=30)[0]
    for name in ("token kept", "token stopped")
}
take(Path(sys.argv[1]) / "before.zip", folder=settings.DATA_FOLDER, now=timezone.now())
end_token(stays.person.user, tokens["token stopped"].pk)
stopped.post(f"/sharing/{rows['stopped'].pk}/stop/")
gone.post("/clinic/leave/")
(Path(sys.argv[1]) / "ids.json").write_text(json.dumps({name: str(row.pk) for name, row in rows.items()}))
"""
LOOK = """
import json, sys, django
django.setup()
from pathlib import Path
from loadshare.server.clinic.models import Member, Sharing
found = {str(row.pk): row.ended_by for row in Sharing.objects.all()}
members = sorted(Member.objects.filter(ended_at=None).values_list("name", flat=True))
from loadshare.server.tokens.models import OwnToken
tokens = sorted(OwnToken.objects.values_list("name", flat=True))
Path(sys.argv[1]).write_text(json.dumps([found, [*members, *tokens]]))
"""
TRAIL = """
import json, sys, django
django.setup()
from pathlib import Path
from loadshare.server.audit.models import AuditEvent
from loadshare.server.clinic.models import Invitation
ended = AuditEvent.objects.filter(event="sharing-ended", reason="restored")
lines = ended.values_list("actor_words", flat=True)
waiting = Invitation.objects.filter(answered_at=None).count()
Path(sys.argv[1]).write_text(json.dumps([sorted(lines), waiting]))
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Path]:
    folder = tmp_path_factory.mktemp("story")
    made = Installation.new(folder / "home")
    (folder / "backups").mkdir()
    made.python(STORY, str(folder / "backups"))
    return made, folder / "backups"


def sharings_of(installation: Installation, folder: Path) -> tuple[dict[str, str], list[str]]:
    answer = installation.home.with_name("found.json")
    installation.python(LOOK, str(answer))
    found, members = json.loads(answer.read_text())
    ids = json.loads((folder / "ids.json").read_text())
    return {name: found[key] for name, key in ids.items()}, members


def test_what_was_ended_since_the_backup_stays_ended(
    story: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, folder = story
    here = Installation.new(tmp_path / "home", like=made)
    said = here.run("restore", folder / "before.zip", "--force")
    assert "nothing here says that they still hold: 2 sharings" in said
    found, members = sharings_of(here, folder)
    assert found == {"stopped": "restored", "stays": "", "left": "restored"}
    assert members == ["Mary", "token kept"]


@pytest.mark.any_database
def test_on_a_machine_that_knows_nothing_every_yes_is_said_again(
    story: tuple[Installation, Path], tmp_path: Path
) -> None:
    _made, folder = story
    here = Installation.new(tmp_path / "home")
    said = here.run("restore", folder / "before.zip")
    assert "3 sharings with practitioners" in said
    found, members = sharings_of(here, folder)
    assert set(found.values()) == {"restored"}
    assert members == ["Gone", "Mary"], "no token; who practises is kept: it opens nobody"


@pytest.mark.any_database
def test_what_a_restore_ends_is_written_down_and_no_code_of_then_opens(
    story: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, folder = story
    here = Installation.new(tmp_path / "home", like=made)
    here.run("restore", folder / "before.zip", "--force")
    answer = tmp_path / "trail.json"
    here.python(TRAIL, str(answer))
    assert json.loads(answer.read_text()) == [["Gone", "Mary"], 0]
