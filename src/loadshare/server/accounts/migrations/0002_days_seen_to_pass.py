"""Sessions that no clock can end, and the day that was counted last. Who is signed in stays so."""

from typing import Any

from django.db import migrations, models


def take_over(apps: Any, schema_editor: Any) -> None:
    """Every session there is. How old one is cannot be told from a clock, so each begins at nought."""
    alias = schema_editor.connection.alias  # a restore brings another database than the usual up to date
    before = apps.get_model("sessions", "Session").objects.using(alias)
    kept = apps.get_model("accounts", "KeptSession")
    names = ("session_key", "session_data", "expire_date")
    rows = before.values(*names).iterator()
    kept.objects.using(alias).bulk_create((kept(**row) for row in rows), batch_size=500)
    before.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_cache_table"), ("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeptSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("days_unused", models.PositiveSmallIntegerField(default=0)),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="RunningDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
            ],
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
