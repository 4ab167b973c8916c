"""That a message waits is told again where a push service was away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breaks", "0008_nudges_by_chance"),
    ]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="tell_again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="tell_tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
