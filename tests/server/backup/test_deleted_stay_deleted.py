"""A backup that is older than a deletion does not bring the person back, unless somebody asks for it."""

import json
import shutil
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings

from loadshare.server.accounts.keeping import keep_guest
from loadshare.server.audit.models import AuditEvent
from loadshare.server.backup.leaving_out import gone_of
from loadshare.server.installation.deleted_list import (
    NAME,
    Deleted,
    add_to_list,
    append_to_list,
    read_list,
    write_list,
)
from loadshare.server.records.models import Person
from tests.server.backup.test_backup import Installation
from tests.server.cast import Visitor

STORY = """
import datetime as dt, json, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from loadshare.server.accounts.keeping import keep_guest
from loadshare.server.backup import take
from loadshare.server.yourdata.deleting import delete_everything
from loadshare.server.records.models import Person
from tests.server.cast import Visitor, number_of

people = {name: Visitor(name) for name in ("alice", "bob", "carol", "")}
for name, one in people.items():
    one.with_programme()
    if name:
        one.keeps_plan()
joins = Visitor()
joins.with_programme()
ids = {name or "guest": str(one.person.pk) for name, one in people.items()} | {"joins": str(joins.person.pk)}
folder = settings.DATA_FOLDER
take(Path(sys.argv[1]) / "before.zip", folder=folder, now=timezone.now())

people["bob"].start()
people["bob"].post(f"/check/{number_of('emergency-nerves')}/", {"saddle-numbness": "yes"})
people["alice"].post("/data/delete/")
keep_guest(user_id=people["carol"].person.user_id, guest_id=joins.person.pk)
delete_everything(people["carol"].person, now=timezone.now())
Person.objects.filter(pk=ids["guest"]).update(days_away=999)
call_command("expire_people", verbosity=0)
take(Path(sys.argv[1]) / "after.zip", folder=folder, now=timezone.now())
(Path(sys.argv[1]) / "ids.json").write_text(json.dumps(ids))
"""
DELETE_BOB = """
import sys
from django.utils import timezone
from loadshare.server.yourdata.deleting import delete_everything
from loadshare.server.records.models import Person
delete_everything(Person.objects.get(pk=sys.argv[1]), now=timezone.now())
"""


@dataclass(frozen=True)
class Story:
    """Alice deleted herself after the backup, Carol with what she did as a guest; another guest expired.

    Bob was told after it to be seen first.
    """

    made: Installation
    folder: Path
    ids: dict[str, str]

    @property
    def before(self) -> Path:
        return self.folder / "before.zip"

    def who_is_in(self, installation: Installation) -> set[str]:
        rows = installation.rows()["selfcare_person"]
        return {name for name, key in self.ids.items() if any(_names(row, key) for row in rows)}


def _names(row: str, key: str) -> bool:
    return key in row or uuid.UUID(key).hex in row


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    made = Installation.new(folder / "home")
    (folder / "backups").mkdir()
    made.python(STORY, str(folder / "backups"))
    return Story(made, folder / "backups", json.loads((folder / "backups" / "ids.json").read_text()))


def copy_of(story: Story, folder: Path) -> Installation:
    made = Installation.new(folder, like=story.made)
    shutil.copy(story.made.home / NAME, folder)
    return made


def test_who_was_deleted_since_is_left_out_and_the_trail_goes_on(story: Story, tmp_path: Path) -> None:
    here = copy_of(story, tmp_path / "home")
    receipts = [row for row in here.rows()["audit_auditevent"] if "data-deleted" in row]
    said = here.run("restore", story.before, "--force")
    assert "3 who deleted themselves, 1 who had stayed away too long" in said
    assert story.who_is_in(here) == {"bob"}
    rows = here.rows()
    assert len(rows["auth_user"]) == 1
    assert len(rows["usersessions_usersession"]) == 1
    assert len(rows["selfcare_programme"]) == 1
    assert here.is_sound()
    trail = "\n".join(rows["audit_auditevent"])
    assert len([row for row in rows["audit_auditevent"] if "data-deleted" in row]) == len(receipts) == 3
    assert "guest-expired" in trail
    assert {one.person for one in read_list(here.home / NAME)} >= {
        story.ids[name] for name in ("alice", "carol", "joins", "guest")
    }


def test_who_was_told_since_to_be_seen_first_stays_locked(story: Story, tmp_path: Path) -> None:
    here = copy_of(story, tmp_path / "home")
    locks = here.rows()["selfcare_safetylock"]
    said = here.run("restore", story.before, "--force")
    assert "Still locked until they were seen, although the backup does not know it: 1." in said
    (kept,) = here.rows()["selfcare_safetylock"]
    (lock,) = locks
    assert story.ids["bob"] in kept or uuid.UUID(story.ids["bob"]).hex in kept
    assert "'E'" in kept
    assert "'E'" in lock
    said = here.run("restore", story.before, "--force")
    assert "Still locked" in said, "nor at the second time"


@pytest.mark.any_database
def test_who_expired_comes_back_when_asked_and_is_not_left_out_later(story: Story, tmp_path: Path) -> None:
    here = copy_of(story, tmp_path / "home")
    said = here.run("restore", story.before, "--force", "--bring-back", "expired")
    assert "Brought back although they were deleted since, as you asked: 1." in said
    assert story.who_is_in(here) == {"bob", "guest"}
    assert story.ids["guest"] not in {one.person for one in read_list(here.home / NAME) if one.is_gone}
    said = here.run("restore", story.before, "--force", "--bring-back", "everybody")
    assert "as you asked: 3." in said
    assert story.who_is_in(here) == set(story.ids)
    here.run("restore", story.before, "--force")
    assert story.who_is_in(here) == set(story.ids), "nobody was deleted since they came back"
    here.python(f"import django; django.setup()\n{DELETE_BOB}", story.ids["bob"])
    assert "1 who deleted themselves" in here.run("restore", story.before, "--force")
    assert story.who_is_in(here) == set(story.ids) - {"bob"}


@pytest.mark.any_database
def test_where_the_database_is_lost_the_folder_still_knows(story: Story, tmp_path: Path) -> None:
    here = Installation.new(tmp_path / "home")  # without rows
    shutil.copy(story.made.home / NAME, here.home)
    said = here.run("restore", story.before)
    assert "3 who deleted themselves" in said
    assert "Nothing here says who was told after 2" in said
    assert "Ask everybody to start a new check" in said
    assert story.who_is_in(here) == {"bob"}


@pytest.mark.any_database
def test_where_the_machine_is_lost_the_list_beside_the_backups_knows(story: Story, tmp_path: Path) -> None:
    here = Installation.new(tmp_path / "home")
    assert (story.folder / NAME).stat().st_mode & 0o077 == 0
    assert "3 who deleted themselves" in here.run("restore", story.before)
    assert story.who_is_in(here) == {"bob"}


@pytest.mark.any_database
def test_where_nothing_knows_it_is_said_and_a_newer_backup_helps(story: Story, tmp_path: Path) -> None:
    here = Installation.new(tmp_path / "home")
    alone = tmp_path / "alone.zip"
    shutil.copy(story.before, alone)
    said = here.run("restore", alone)
    assert "Nothing here says who was deleted after 2" in said
    assert story.who_is_in(here) == set(story.ids)
    (tmp_path / "noise").write_text("no list")
    assert "no list of deleted people" in here.run(
        "restore", alone, "--force", "--deleted", tmp_path / "noise", code=2
    )
    said = here.run("restore", alone, "--force", "--deleted", story.folder / "after.zip")
    assert "3 who deleted themselves, 1 who" in said
    assert story.who_is_in(here) == {"bob"}


# The list itself ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_deleting_is_in_the_list_at_once_and_holds_nothing_about_anybody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path)
    alice, guest = Visitor("alice"), Visitor()
    alice.start()
    alice.keeps_plan()
    guest.start()
    ids = (str(alice.person.pk), str(guest.person.pk))
    keep_guest(user_id=alice.person.user_id, guest_id=guest.person.pk)
    assert not (tmp_path / NAME).exists()
    alice.post("/data/delete/")
    listed = read_list(tmp_path / NAME)
    assert {one.person for one in listed} == set(ids)
    assert len({one.receipt for one in listed}) == 1
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    said = [set(json.loads(line)) for line in (tmp_path / NAME).read_text().splitlines()]
    assert all(keys == {"person", "event", "at", "count", "receipt"} for keys in said)
    assert AuditEvent.objects.filter(event="data-deleted").count() == 2
    assert not Person.objects.exists()


def one(number: int) -> Deleted:
    return Deleted(person=str(uuid.UUID(int=number)), event="data-deleted", at="2026-01-01T00:00:00+00:00")


@pytest.mark.any_database
def test_a_line_that_was_cut_spoils_only_itself(tmp_path: Path) -> None:
    file = tmp_path / NAME
    write_list(file, [one(1), one(2)])
    file.write_bytes(file.read_bytes()[:-20])
    append_to_list(file, [one(3)])
    assert read_list(file) == (one(1), one(3))
    file.write_text(file.read_text() + '{"person": "x"}\n[]\nnull\n')
    add_to_list(file, [one(1), one(2), one(4), one(4)])
    assert read_list(file) == (one(1), one(3), one(2), one(4))


@pytest.mark.any_database
def test_of_one_person_the_last_line_counts(tmp_path: Path) -> None:
    file, back = tmp_path / NAME, replace(one(1), event="brought-back")
    add_to_list(file, [one(1), one(2)])
    add_to_list(file, [back])
    assert [each.is_gone for each in read_list(file)] == [False, True]
    add_to_list(file, [one(1)])
    assert read_list(file) == (one(1), one(2))


@pytest.mark.any_database
def test_whom_the_lists_name_differently() -> None:
    back = replace(one(1), event="brought-back")
    assert gone_of(trail=[], own=[back], others=[one(1), one(2)]) == (one(2),)
    assert gone_of(trail=[one(1)], own=[back], others=[]) == (one(1),), "deleted again since"
    assert gone_of(trail=[], own=[one(1)], others=[back]) == (one(1),)


@pytest.mark.any_database
def test_there_is_nobody_in_a_list_that_is_not_there(tmp_path: Path) -> None:
    assert read_list(tmp_path / NAME) == ()
