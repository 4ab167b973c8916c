"""What is kept of practitioners, of sharing with them, and of the codes for it."""

from __future__ import annotations

from loadshare.care.own_exercise import OwnExercise
from loadshare.server.belongings import Belonging, OnlyOne, Trace
from loadshare.server.clinic.words import said, words

BELONGINGS = (
    Belonging(
        model="clinic.Member",
        table="memberships",
        holds=said(lambda: words("kept.memberships")),
        why=said(lambda: words("kept.memberships-why")),
        secret=said(lambda: words("kept.only-here")),
    ),
    Belonging(
        model="clinic.Sharing",
        table="sharings",
        holds=said(lambda: words("kept.sharings")),
        why=said(lambda: words("kept.sharings-why")),
        secret=said(lambda: words("kept.only-here")),
        # Only somebody with an account shares, so two people who are joined never both have one.
        standing=OnlyOne(when={"ended_at": None}),
    ),
    Belonging(
        model="clinic.AlertSeen",
        table="alerts_seen",
        holds=said(lambda: words("kept.alerts")),
        why=said(lambda: words("kept.alerts-why")),
        secret=said(lambda: words("kept.only-here")),
        same_by=("sharing", "key"),
    ),
    Belonging(
        model="clinic.SharedMessage",
        table="messages",
        holds=said(lambda: words("kept.messages")),
        why=said(lambda: words("kept.messages-why")),
        stays=("sharing",),
    ),
    Belonging(
        model="clinic.PracticeExercise",
        table="practice_exercises",
        holds=said(lambda: words("kept.exercises")),
        why=said(lambda: words("kept.exercises-why")),
        secret=said(lambda: words("kept.of-the-practice")),
    ),
    Belonging(
        model="clinic.PracticeTemplate",
        table="practice_templates",
        holds=said(lambda: words("kept.templates")),
        why=said(lambda: words("kept.templates-why")),
        secret=said(lambda: words("kept.of-the-practice")),
    ),
    Belonging(
        model="clinic.GivenExercise",
        table="given_exercises",
        holds=said(lambda: words("kept.given")),
        why=said(lambda: words("kept.given-why")),
        stays=("sharing", "exercise"),
        contents={"content": OwnExercise},
    ),
    Belonging(
        model="clinic.GivenDone",
        table="given_exercises_done",
        holds=said(lambda: words("kept.given-done")),
        why=said(lambda: words("kept.given-done-why")),
        same_by=("given", "on"),
    ),
    Belonging(
        model="clinic.Invitation",
        table="invitations",
        holds=said(lambda: words("kept.invitations")),
        why=said(lambda: words("kept.invitations-why")),
        secret=said(lambda: words("kept.only-here")),
    ),
)

TRACES = (
    Trace(
        model="clinic.Clinic",
        holds=said(lambda: words("kept.clinics")),
        why=said(lambda: words("kept.clinics-why")),
    ),
)
