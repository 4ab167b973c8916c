"""Until when a nudge is believed to be on its way, so that another process may send it after that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("breaks", "0005_claims")]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="sending_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
