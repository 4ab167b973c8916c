"""What a page says about this device, filled in by script."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def device_words() -> dict[str, Any]:
    """`%n` is how many, `%when` a day and time."""
    return {
        "one": _("1 thing is kept on this device and waits to be sent."),
        "many": _("%n things are kept on this device and wait to be sent."),
        "leaving": _("Leaving now removes what was not sent. Connect first to keep it."),
        "copy": _(
            "No connection. This page is as it was on %when. "
            "What you do in sessions and breaks is kept and sent later."
        ),
        "needs": _("This needs a connection. Nothing was changed and nothing is lost; try again later."),
        "refused": _("It was not taken:"),
        "again": _("Send again"),
        "drop": _("Remove from this device"),
        "kinds": {
            "session": _("A session"),
            "pain": _("How strong the pain was"),
            "settled": _("How the morning after was"),
            "break": _("A break"),
            "measurement": _("A measurement"),
        },
    }
