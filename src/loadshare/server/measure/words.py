"""What the measuring page says by itself, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

UNIT_SIGNS = {"deg": "°", "s": " s", "times": "", "%": " %", "cm": " cm", "steps": ""}


def unit_sign(unit: str) -> str:
    """The unit as it stands behind a number."""
    return UNIT_SIGNS.get(unit, f" {unit}")


def side_word(side: str) -> str:
    """The side as a heading; nothing where a test has none."""
    return {"left": _("Left"), "right": _("Right")}.get(side, "")


def script_words() -> dict[str, str]:
    """Words the script needs while nobody can ask the server."""
    return {
        "left": _("Left"),
        "right": _("Right"),
        "left_side": _("Left side"),
        "right_side": _("Right side"),
        "try_of": _("try %(number)s of %(count)s"),
        "part_of": _("part %(number)s of 2"),
        "place_phone": _("Put the phone in place."),
        "place_second": _("Now move the phone up, just above the waist."),
        "starts_in": _("It starts by itself."),
        "done": _("Done."),
        "once_more": _("Once more, the same way."),
        "differ": _("The two differ, so one more decides."),
        "other_side": _("Now the other side."),
        "second_part": _("Now the second part."),
        "go_on": _("Go on"),
        "see_result": _("See the result"),
        "likely": _("likely %(low)s to %(high)s"),
        "nothing_stands_out": _("Nothing stands out for your age on this test."),
        "no_line": _("There is no line to compare with. Watch how it changes over some weeks."),
        "near_line": _("It is so near to the line that it could lie on either side of it."),
        "good": _("The recording is good. The true figure very likely lies in the range shown."),
        "fair": _("Take this with care, and repeat it another day."),
        "disagree": _("The tries differ too much, so this will not be used for your plan."),
        "pain_stopped": _("Pain stopped this test, so its numbers will not be used for your plan."),
        "kept": _("Kept."),
        "already": _("This was kept already. Nothing was doubled."),
        "waiting": _("You are offline. It is kept on this device and sent when you are back."),
        "not_sent": _("It could not be sent. It is still here; try again when you are back online."),
        "result_new": _("What your answers fit is up to date with it."),
        "help_first": _("One of your results says to see somebody first."),
        "silent": _("The phone's motion sensor said nothing."),
        "seconds": _("seconds"),
        "degrees": _("degrees"),
    }
