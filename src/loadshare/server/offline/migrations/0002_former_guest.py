"""The random number of a guest who joined an account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offline", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="formername", name="guest", field=models.UUIDField(blank=True, null=True)
        ),
    ]
