"""That a message waits is told to devices that were asked to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breaks", "0006_on_its_way"),
    ]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="tells_messages",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="told_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
