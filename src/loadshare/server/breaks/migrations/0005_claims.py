"""Which round claimed a device, so that one update claims them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breaks", "0004_when_it_was_heard"),
    ]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="claimed_by",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
