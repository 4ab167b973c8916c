"""New migrations only expand: the release before goes on working while they are made, and after.

Expand, deploy, contract: what is no longer used goes a release later, in a migration that says so with
`contracts = "why nothing uses it any more"`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.models import ModelOperation
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
HARMLESS = (
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterModelTableComment,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RunPython,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
"""Whatever is neither here nor looked at below is refused, so that a new kind is thought about first."""
HARMLESS_OF_A_FIELD = {
    "blank", "choices", "db_comment", "default", "editable", "error_messages", "help_text",
    "limit_choices_to", "on_delete", "related_name", "related_query_name", "validators", "verbose_name",
}  # fmt: skip
"""What a field says that the database does not hold."""
SAYS_ENOUGH = 20
NO_LONGER = "the release before may still use it"


def complaints(migration: Any, state: ProjectState) -> Iterator[str]:
    """What the program of the release before would stumble over. `state` is moved on."""
    if len(getattr(migration, "contracts", "")) > SAYS_ENOUGH:
        return
    yield from _stumbles(migration, migration.operations, state, made=set(), freed={})


def _stumbles(
    migration: Any, done: list[Any], state: ProjectState, *, made: set[str], freed: dict[str, Any]
) -> Iterator[str]:
    app = migration.app_label
    for operation in done:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif isinstance(operation, operations.SeparateDatabaseAndState):
            inside = operation.database_operations
            yield from _stumbles(migration, inside, state.clone(), made=made, freed=freed)
        elif isinstance(operation, operations.RemoveConstraint):
            known = state.models[app, operation.model_name_lower].options["constraints"]
            freed |= {one.name: one for one in known if one.name == operation.name}
        elif not _is_of_a_new_table(operation, made):
            yield from (f"{operation.describe()}: {why}" for why in _why(migration, operation, state, freed))
        operation.state_forwards(app, state)


def _is_of_a_new_table(operation: Any, made: set[str]) -> bool:
    """Nobody of the release before knows it."""
    if isinstance(operation, (operations.RenameModel, operations.AlterModelTable)):
        return False
    of_model = isinstance(operation, ModelOperation)
    return (operation.name_lower if of_model else getattr(operation, "model_name_lower", None)) in made


def _why(migration: Any, operation: Any, state: ProjectState, freed: dict[str, Any]) -> Iterator[str]:
    if isinstance(operation, operations.AddField):
        if not _may_be_left_out(operation.field):
            yield "the release before writes rows without it; give it a db_default or null=True"
        elif operation.field.unique and not operation.field.null:
            yield "the release before writes every row with the same"
    elif isinstance(operation, operations.AlterField):
        model = state.models[migration.app_label, operation.model_name_lower]
        yield from _narrows(model.get_field(operation.name), operation.field)
    elif isinstance(operation, operations.AddConstraint):
        before = freed.get(operation.constraint.name)
        if before is None:
            yield "the release before does not know of it"
        elif not _allows_as_much(before, operation.constraint):
            yield "it may allow less than the one before"
    elif isinstance(operation, operations.AddIndex):
        if len(getattr(migration, "holds", "")) <= SAYS_ENOUGH:
            yield "nobody writes meanwhile; make it concurrently or say holds = 'why it is short'"
    elif not isinstance(operation, HARMLESS):
        yield NO_LONGER


def _may_be_left_out(field: Any) -> bool:
    return bool(field.null or field.many_to_many or field.has_db_default())


def _narrows(before: Any, after: Any) -> Iterator[str]:
    _, kind_before, _, said_before = before.deconstruct()
    _, kind_after, _, said_after = after.deconstruct()
    if kind_before != kind_after:
        yield "it becomes another kind"
        return
    changed = {
        name
        for name in {*said_before, *said_after} - HARMLESS_OF_A_FIELD
        if said_before.get(name) != said_after.get(name)
    }
    wider = {
        "null": after.null,
        "unique": not after.unique,
        "db_default": after.has_db_default(),
        "db_index": not after.db_index,
        "max_length": (before.max_length or 0) <= (after.max_length or 0),
    }
    yield from (f"{name} is not what it was" for name in sorted(changed) if not wider.get(name, False))


def _allows_as_much(before: Any, after: Any) -> bool:
    """The same, or longer lists of what fields may be; whatever else it asks for as it was."""
    if before == after:
        return True
    parts = [_parts(one) for one in (before, after)]
    if None in parts or parts[0].keys() != parts[1].keys():
        return False
    return all(
        set(said) <= set(parts[1][name]) if name.endswith("__in") else said == parts[1][name]
        for name, said in parts[0].items()
    )


def _parts(constraint: Any) -> Any:
    """By name what a check asks of each field, where all of it has to hold."""
    if not isinstance(constraint, models.CheckConstraint):
        return None
    condition = constraint.condition
    asked = [child for child in condition.children if isinstance(child, tuple)]
    is_plain = condition.connector == models.Q.AND and not condition.negated
    if not is_plain or len(asked) != len(condition.children):
        return None
    return dict(asked) if len(dict(asked)) == len(asked) else None


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
        operations.AlterUniqueTogether("thing", {("id", "name")}),
        operations.AlterOrderWithRespectTo("thing", "id"),
        operations.SeparateDatabaseAndState(database_operations=[operations.RemoveField("thing", "name")]),
        operations.SeparateDatabaseAndState([operations.SeparateDatabaseAndState([operations.RunSQL("")])]),
        operations.AlterField("thing", "name", models.CharField(max_length=9, null=True, db_column="title")),
        operations.AddField("thing", "size", models.IntegerField(db_default=0, unique=True)),
        operations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
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
        operations.AlterField("thing", "name", models.CharField(max_length=9, null=True, help_text="x")),
        operations.SeparateDatabaseAndState(state_operations=[operations.RemoveField("thing", "name")]),
        operations.RunPython(operations.RunPython.noop),
        operations.CreateModel("Other", [("id", models.AutoField(primary_key=True))]),
    ],
    ids=lambda step: step.describe(),
)
def test_what_expands_is_let_through(step: Any) -> None:
    assert list(complaints(of(step), before())) == []


def one_of(*names: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(name__in=names), name="known")


@pytest.mark.parametrize(
    ("then", "is_said"),
    [
        (one_of("a", "b", "c"), False),
        (one_of("a", "b"), False),
        (one_of("a"), True),
        (models.CheckConstraint(condition=models.Q(name__in=["a", "b"], id__gt=1), name="known"), True),
        (models.CheckConstraint(condition=models.Q(name__in=["a"]) | models.Q(id=1), name="known"), True),
        (models.CheckConstraint(condition=~models.Q(name__in=["a", "b", "c"]), name="known"), True),
        (models.CheckConstraint(condition=models.Q(name__gt="a"), name="known"), True),
        (models.UniqueConstraint(fields=["name"], name="known"), True),
    ],
)
def test_a_rule_that_comes_back_allows_as_much(then: Any, is_said: bool) -> None:
    state = before()
    operations.AddConstraint("thing", one_of("a", "b")).state_forwards("an_app", state)
    step = of(operations.RemoveConstraint("thing", "known"), operations.AddConstraint("thing", then))
    assert bool(list(complaints(step, state))) is is_said


@pytest.mark.parametrize(
    ("names", "size", "is_said"),
    [("abc", 9, False), ("ab", 9, False), ("a", 9, True), ("abc", 8, True), ("abc", 10, True)],
)
def test_a_rule_of_several_fields_may_only_get_longer_lists(names: str, size: int, is_said: bool) -> None:
    def rule(known: str, most: int) -> models.CheckConstraint:
        return models.CheckConstraint(condition=models.Q(name__in=list(known), id__lte=most), name="known")

    state = before()
    operations.AddConstraint("thing", rule("ab", 9)).state_forwards("an_app", state)
    then = operations.AddConstraint("thing", rule(names, size))
    step = of(operations.RemoveConstraint("thing", "known"), then)
    assert bool(list(complaints(step, state))) is is_said


def test_an_index_of_a_table_that_is_there_says_why_that_is_short() -> None:
    step = operations.AddIndex("thing", models.Index(fields=["name"], name="by_name"))
    assert list(complaints(of(step, holds="a table of a few rows for each person"), before())) == []
    new = operations.CreateModel("Other", [("id", models.AutoField(primary_key=True))])
    index = operations.AddIndex("other", models.Index(fields=["id"], name="by_id"))
    assert list(complaints(of(new, index), before())) == []
