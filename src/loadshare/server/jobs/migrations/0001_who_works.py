"""Jobs, and who works on them."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
                ("held_by", models.UUIDField(blank=True, null=True)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("went_well_at", models.DateTimeField(blank=True, null=True)),
                ("failed_with", models.CharField(blank=True, default="", max_length=80)),
            ],
            options={"ordering": ("name",)},
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("host", models.CharField(max_length=255)),
                ("began_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"ordering": ("began_at",)},
        ),
    ]
