"""New migrations only expand: the release before goes on working while they are made, and after.

Expand, deploy, contract: what is no longer used goes a release later, in a migration that says so with
`contracts = "why nothing uses it any more"`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

ALREADY = {
    "accounts": 3,
    "audit": 5,
    "breaks": 5,
    "clinic": 3,
    "measure": 1,
    "offline": 2,
    "pairing": 1,
    "selfcare": 10,
}
"""The last one of each app that was written before this rule."""
TAKES_AWAY = (
    operations.RemoveField,
    operations.RenameField,
    operations.DeleteModel,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.RunSQL,
)


def complaints(migration: Any, state: ProjectState) -> Iterator[str]:
    """What the program of the release before would stumble over. `state` is moved on."""
    if len(getattr(migration, "contracts", "")) > 20:
        return
    made: set[str] = set()
    freed = {
        operation.name
        for operation in migration.operations
        if isinstance(operation, operations.RemoveConstraint)
    }
    for operation in migration.operations:
        said = operation.describe()
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif isinstance(operation, TAKES_AWAY):
            yield f"{said}: the release before may still use it"
        elif getattr(operation, "model_name_lower", None) in made:
            pass
        elif isinstance(operation, operations.AddField):
            if not _may_be_left_out(operation.field):
                yield f"{said}: the release before writes rows without it; give it a db_default or null=True"
        elif isinstance(operation, operations.AlterField):
            before = state.models[migration.app_label, operation.model_name_lower].get_field(operation.name)
            yield from (f"{said}: {why}" for why in _narrows(before, operation.field))
        elif isinstance(operation, operations.AddConstraint) and operation.constraint.name not in freed:
            yield f"{said}: the release before does not know of it"
        operation.state_forwards(migration.app_label, state)


def _may_be_left_out(field: Any) -> bool:
    return bool(field.null or field.many_to_many or field.has_db_default())


def _narrows(before: Any, after: Any) -> Iterator[str]:
    if type(before) is not type(after):
        yield "it becomes another kind"
        return
    if before.null and not after.null:
        yield "nothing may be left out any more"
    if (before.max_length or 0) > (after.max_length or 0):
        yield "it becomes shorter"
    if not before.unique and after.unique:
        yield "it becomes unique"


def own_migrations() -> Iterator[tuple[Any, ProjectState]]:
    loader = MigrationLoader(None)
    for key in sorted(loader.graph.nodes):
        migration = loader.get_migration(*key)
        if migration.__module__.startswith("loadshare."):
            yield migration, loader.project_state(key, at_end=False)


def is_new(migration: Any) -> bool:
    return int(migration.name[:4]) > ALREADY.get(migration.app_label, 0)


def test_new_migrations_only_expand() -> None:
    found = {
        f"{migration.app_label} {migration.name}": list(complaints(migration, state))
        for migration, state in own_migrations()
        if is_new(migration)
    }
    assert {name: said for name, said in found.items() if said} == {}


def test_the_rule_would_have_spoken_up_before() -> None:
    said = {
        (migration.app_label, migration.name): list(complaints(migration, state))
        for migration, state in own_migrations()
    }
    assert len(said) > 25
    assert "db_default" in said["breaks", "0003_own_exercises"][0]
    assert said["audit", "0005_programme_changed"] == []  # a wider list of what is known
    assert said["selfcare", "0009_confidence"] == []  # new tables alone


def of(*steps: Any, **said: Any) -> Any:
    made = type("Migration", (migrations.Migration,), {"operations": list(steps), **said})
    return made("0002_second", "an_app")


def before() -> ProjectState:
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9, null=True))]
    operations.CreateModel("Thing", fields).state_forwards("an_app", state)
    return state


UNIQUE = models.UniqueConstraint(fields=["name"], name="one_name")


@pytest.mark.parametrize(
    "step",
    [
        operations.RemoveField("thing", "name"),
        operations.RenameField("thing", "name", "title"),
        operations.DeleteModel("Thing"),
        operations.RenameModel("Thing", "Other"),
        operations.AlterModelTable("thing", "other"),
        operations.RunSQL("SELECT 1"),
        operations.AddField("thing", "size", models.IntegerField(default=0)),
        operations.AlterField("thing", "name", models.CharField(max_length=9)),
        operations.AlterField("thing", "name", models.CharField(max_length=8, null=True)),
        operations.AlterField("thing", "name", models.IntegerField(null=True)),
        operations.AlterField("thing", "name", models.CharField(max_length=9, null=True, unique=True)),
        operations.AddConstraint("thing", UNIQUE),
    ],
    ids=lambda step: step.describe(),
)
def test_what_would_break_the_release_before_is_said(step: Any) -> None:
    assert len(list(complaints(of(step), before()))) == 1
    why = "nothing has used this since version 0.3.0"
    assert list(complaints(of(step, contracts=why), before())) == []


@pytest.mark.parametrize(
    "step",
    [
        operations.AddField("thing", "size", models.IntegerField(db_default=0)),
        operations.AddField("thing", "size", models.IntegerField(null=True)),
        operations.AlterField("thing", "name", models.CharField(max_length=10, null=True)),
        operations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
        operations.RunPython(operations.RunPython.noop),
        operations.CreateModel("Other", [("id", models.AutoField(primary_key=True))]),
    ],
    ids=lambda step: step.describe(),
)
def test_what_expands_is_let_through(step: Any) -> None:
    assert list(complaints(of(step), before())) == []
