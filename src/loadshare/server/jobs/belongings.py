"""What is noted of work in the background: nothing about anybody."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Trace

TRACES = (
    Trace(
        model="jobs.Job",
        holds=_("Nothing about you: what this installation does by itself, and when it is due again"),
        why=_("So that nudges go out and days are counted, once and in time."),
    ),
    Trace(
        model="jobs.Worker",
        holds=_("Nothing about you: which of its programs are at work"),
        why=_("So that one that was stopped is missed."),
    ),
)
