"""When the server heard of a session, beside when it was done."""

from typing import Any

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Max


def heard_when_done(apps: Any, schema_editor: Any) -> None:
    """When what is there was heard nobody knows; by the time of the newest of a person all of it was."""
    sessions = apps.get_model("selfcare", "SessionLog").objects.using(schema_editor.connection.alias)
    for person, newest in sessions.values_list("person").annotate(Max("ended_at")).order_by():
        sessions.filter(person=person).update(heard_at=newest)


class Migration(migrations.Migration):
    dependencies = [("selfcare", "0006_copies_on_their_way")]

    operations = [
        migrations.AddField(
            model_name="sessionlog",
            name="heard_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(heard_when_done, migrations.RunPython.noop),
    ]
