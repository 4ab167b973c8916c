"""What is kept about breaks, and why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from loadshare.care.break_hours import BreakSettings
from loadshare.server.belongings import Belonging

BELONGINGS = (
    Belonging(
        model="breaks.BreakPlan",
        table="break_settings",
        holds=_("How you want your breaks, and when the next one is due"),
        why=_("To nudge you when you asked for it, and at no other time."),
        contents={"settings": BreakSettings, "own": list[str]},
    ),
    Belonging(
        model="breaks.BreakEvent",
        table="breaks",
        holds=_("What you said about breaks: started, done, later, moved by yourself"),
        why=_("So that a break you took counts, and the next nudge comes at the right time."),
        same_by=("client_id",),
        contents={"details": dict[str, Any]},
    ),
    Belonging(
        model="breaks.PushDevice",
        table="push_devices",
        holds=_("Browsers you allowed to be nudged while the page is closed"),
        why=_("To reach them. They are gone as soon as you end it."),
        secret=_("Its keys work for that browser only."),
    ),
    Belonging(
        model="breaks.CalendarFeed",
        table="calendars",
        holds=_("Your private calendar address, as a fingerprint"),
        why=_("So that your calendar finds your sessions and breaks."),
        secret=_("The address is not kept, so a copy could not bring it back. Make a new one there."),
    ),
)
