"""The chance with which a nudge has the short form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breaks", "0009_told_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="breakplan",
            name="chance_short_with",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="keptnudge",
            name="short_with",
            field=models.FloatField(blank=True, null=True),
        ),
    ]
