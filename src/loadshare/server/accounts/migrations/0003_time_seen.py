"""How far time has gone as this installation saw it, for what is kept for a number of days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_days_seen_to_pass")]

    operations = [
        migrations.AddField(
            model_name="runningday",
            name="believed",
            field=models.DateField(blank=True, null=True),
        ),
    ]
