"""A lock remembers that several checks asked for it, and outlives the check that set it."""

import django.db.models.deletion
from django.db import migrations, models


def remember_earlier_checks(apps, schema_editor):  # type: ignore[no-untyped-def]
    """A lock that stands was moved on to the newest check; an earlier one may have set it."""
    locks = apps.get_model("selfcare", "SafetyLock").objects.using(schema_editor.connection.alias)
    checks = apps.get_model("selfcare", "Check").objects.using(schema_editor.connection.alias)
    for lock in locks.filter(checked_on=None):
        others = checks.filter(person=lock.person_id, level__in=("E", "S")).exclude(pk=lock.check_run_id)
        if others.exists():
            locks.filter(pk=lock.pk).update(of_several=True)


class Migration(migrations.Migration):
    dependencies = [("selfcare", "0004_newest_without_a_clock")]

    operations = [
        migrations.AddField(
            model_name="safetylock",
            name="of_several",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="safetylock",
            name="check_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locks",
                to="selfcare.check",
            ),
        ),
        migrations.RunPython(remember_earlier_checks, migrations.RunPython.noop),
    ]
