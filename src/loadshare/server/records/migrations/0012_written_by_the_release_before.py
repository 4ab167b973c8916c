"""The database fills in what 0.2.0 does not know of, so that it can go on beside this one."""

from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("selfcare", "0011_past_use")]

    operations = [
        migrations.AlterField(
            model_name="sessionlog",
            name="heard_at",
            field=models.DateTimeField(db_default=Now(), default=timezone.now),
        ),
    ]
