"""What became of an exercise of a practice in a session, not only whether it was done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0005_templates_of_a_practice"),
    ]

    operations = [
        migrations.AddField(
            model_name="givendone",
            name="eased",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="givendone",
            name="how",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="givendone",
            name="spread",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
