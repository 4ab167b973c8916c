"""Every word of the session's player that is not the session's own; the page carries them to its script."""

from typing import Any

from django.utils.translation import gettext as _


def player_words() -> dict[str, Any]:
    """Words by the names `frontend/src/session/payload.ts` knows; braces are filled there."""
    return _of_the_step() | _on_buttons()


def _of_the_step() -> dict[str, Any]:
    return {
        "kinds": {
            "prepare": _("Get ready"),
            "work": _("Move"),
            "hold": _("Hold"),
            "switch": _("Change sides"),
            "rest": _("Rest"),
            "done": _("Done"),
        },
        "sides": {"left": _("Left side"), "right": _("Right side"), "both": ""},
        "set_of": _("Set {n} of {all}"),
        "place": _("{n} of {all}"),
        "of": _("of {all}"),
        "next": _("Next: {name}"),
        "last": _("Last one"),
    }


def _on_buttons() -> dict[str, str]:
    return {
        "start": _("Start"),
        "go_on": _("Resume"),
        "ready": _("I’m ready"),
        "pause": _("Pause"),
        "pace_1": _("Normal pace"),
        "pace_own": _("My own pace"),
        "slower": _("Slower × {n}"),
        "speak_on": _("Voice on"),
        "speak_off": _("Voice off"),
        "speak_none": _("No voice here"),
        "beeps_on": _("Beeps on"),
        "beeps_off": _("Beeps off"),
        "keys_on": _("Keys on"),
        "keys_off": _("Keys off"),
        "remote_on": _("Headphone buttons on"),
        "remote_off": _("Headphone buttons off"),
    }
