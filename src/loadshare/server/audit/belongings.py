"""What the trail holds."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Trace

TRACES = (
    Trace(
        model="audit.AuditEvent",
        holds=_(
            "That something was made, moved, taken, looked at or deleted, and when, under a random number; "
            "of a practitioner who looked, the name and which part"
        ),
        why=_(
            "So that you can be told what happened. It holds no answers. It stays after you are gone, "
            "without who looked."
        ),
    ),
)
