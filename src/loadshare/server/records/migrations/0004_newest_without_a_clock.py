"""What came last is noted where it happens; a clock that was moved refuses no answer."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("selfcare", "0003_named_activities")]

    operations = [
        migrations.RemoveConstraint(model_name="check", name="check_ends_after_start"),
        migrations.AddField(
            model_name="person",
            name="newest_check",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="days_away",
            field=models.PositiveSmallIntegerField(db_index=True, default=0),
        ),
        migrations.AlterField(
            model_name="person",
            name="seen_on",
            field=models.DateField(default=django.utils.timezone.localdate),
        ),
        migrations.AddField(
            model_name="weeklyreview",
            name="said_after",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
    ]
