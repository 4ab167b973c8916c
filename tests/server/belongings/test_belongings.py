"""Every table that hangs from a person says what it holds, and nobody can forget to."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, UniqueConstraint

from loadshare.server.belongings.file_form import document_model, row_model, schema
from loadshare.server.belongings.register import (
    belongings,
    carried,
    fields_of,
    hanging_models,
    key_of,
    link_to_person,
    path_to_owner,
    person_model,
    traces,
)
from loadshare.server.belongings.rule import Belonging

FRAMEWORK = {
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
}
"""Tables that Django brings and that say nothing about a person."""


def by_table(belonging: Belonging) -> str:
    return belonging.table


def test_every_table_that_hangs_from_a_person_is_named() -> None:
    named = {one.model_class._meta.label for one in belongings()}
    hanging = {model._meta.label for model in hanging_models()}
    assert hanging - named == set(), "say in your app's belongings.py what this table holds and why"
    assert named - hanging == set(), "these tables hang from nobody"


def test_every_other_table_is_accounted_for() -> None:
    stated = {one.model for one in belongings()} | {one.model for one in traces()} | FRAMEWORK
    models = {model._meta.label for model in apps.get_models()}
    assert models - stated == set(), "a table that the page Your data would not speak of"


def test_each_table_is_named_once() -> None:
    names = [one.table for one in belongings()]
    assert len(names) == len(set(names))
    assert len({one.model for one in belongings()}) == len(names)


@pytest.mark.parametrize("belonging", belongings(), ids=by_table)
def test_it_says_what_it_holds_and_why(belonging: Belonging) -> None:
    assert len(str(belonging.holds)) > 10
    assert str(belonging.why).endswith(".")
    assert not str(belonging.secret) or str(belonging.secret).endswith(".")


@pytest.mark.parametrize("belonging", carried(), ids=by_table)
def test_what_leaves_can_come_back(belonging: Belonging) -> None:
    """References point only to what leaves as well, and every field has a form in the file."""
    leaving = {one.model_class for one in carried()}
    for field in fields_of(belonging):
        if isinstance(field, ForeignKey):
            assert field.related_model in leaving, f"{belonging.model}.{field.name} refers to what stays"
    assert row_model(belonging).model_fields


@pytest.mark.parametrize("belonging", belongings(), ids=by_table)
def test_where_only_one_may_be_the_rule_says_which(belonging: Belonging) -> None:
    """A table with a rule of the database about one person's rows has the same rule for joining two."""
    link = link_to_person(belonging.model_class)
    if link is None:
        return
    for rule in belonging.model_class._meta.constraints:
        if not isinstance(rule, UniqueConstraint) or link.name not in rule.fields:
            continue
        others = set(rule.fields) - {link.name}
        if rule.condition is not None:
            assert belonging.standing is not None, f"{rule.name}: which one stands?"
        else:
            assert set(key_of(belonging) or ()) <= others, f"{rule.name}: name {sorted(others)} in same_by"
            assert belonging.same_by or link.unique, rule.name


def test_a_path_leads_from_every_row_to_its_owner() -> None:
    for one in belongings():
        path, _owner = path_to_owner(one.model_class)
        assert one.model_class._default_manager.filter(**{f"{path}__isnull": True}).query
    with pytest.raises(ValueError, match="hangs from nobody"):
        path_to_owner(apps.get_model("audit.AuditEvent"))


def test_a_table_follows_those_it_refers_to() -> None:
    order = [one.model_class for one in belongings()]
    of_nobody = {apps.get_model(one.model) for one in traces()}
    for place, model in enumerate(order):
        targets = {f.related_model for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}
        assert targets - {model} <= {*order[:place], person_model(), apps.get_model("auth.User"), *of_nobody}


def test_the_schema_names_every_table_that_leaves() -> None:
    tables = schema()["$defs"]["Tables"]["properties"]
    assert set(tables) == {one.table for one in carried()}
    assert "passkeys" not in tables
    assert document_model().model_config["extra"] == "forbid"


@pytest.mark.parametrize("belonging", carried(), ids=by_table)
def test_what_names_a_row_is_never_made_up_while_it_is_read(belonging: Belonging) -> None:
    """Else the same damaged copy, brought twice, would double the row."""
    for name in belonging.same_by:
        found = row_model(belonging).model_fields[name]
        assert found.is_required() or found.get_default(call_default_factory=True) == found.get_default(
            call_default_factory=True
        )
