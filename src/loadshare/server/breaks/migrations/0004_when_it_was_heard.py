"""When a word was heard, by the server's clock, beside when it was said."""

from typing import Any

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Max


def heard_when_said(apps: Any, schema_editor: Any) -> None:
    """When what is there was heard nobody knows; by the time of the newest of a person all of it was."""
    events = apps.get_model("breaks", "BreakEvent").objects.using(schema_editor.connection.alias)
    for person, newest in events.values_list("person").annotate(Max("at")).order_by():
        events.filter(person=person).update(heard_at=newest)


class Migration(migrations.Migration):
    dependencies = [("breaks", "0003_own_exercises")]

    operations = [
        migrations.AddField(
            model_name="breakevent",
            name="heard_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(heard_when_said, migrations.RunPython.noop),
    ]
