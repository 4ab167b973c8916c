"""What was decided about each nudge, and chance that may leave some out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breaks", "0007_messages"),
        ("selfcare", "0013_single_trials"),
    ]

    operations = [
        migrations.AddField(
            model_name="breakplan",
            name="chance_seed",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="breakplan",
            name="chance_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="breakplan",
            name="chance_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="KeptNudge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("made", models.CharField(max_length=12)),
                ("form", models.CharField(blank=True, max_length=5)),
                ("shown_with", models.FloatField()),
                ("why", models.CharField(blank=True, max_length=8)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nudges",
                        to="selfcare.person",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "at"), name="one_nudge_an_instant"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("form__in", ["whole", "short"]),
                                ("made__in", ["shown", "left-out"]),
                                ("shown_with__range", (0.0, 1.0)),
                                ("why", ""),
                            ),
                            models.Q(
                                ("form", ""),
                                ("made", "not-possible"),
                                ("shown_with", 0.0),
                                ("why__in", ["paused", "quiet", "meeting", "rests", "closed"]),
                            ),
                            _connector="OR",
                        ),
                        name="nudge_is_known",
                    ),
                ],
            },
        ),
    ]
