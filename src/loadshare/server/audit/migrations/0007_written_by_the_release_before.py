"""The database fills in what 0.2.0 does not know of, so that it can go on beside this one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_tokens_and_sending")]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name=name,
            field=models.CharField(blank=True, db_default="", default="", max_length=length),
        )
        for name, length in (("actor_words", 170), ("section", 20), ("reason", 200))
    ]
