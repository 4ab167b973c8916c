"""Every word of the moving body that a person reads or hears; the page carries them to its script."""

from django.utils.translation import gettext as _


def viewer_words() -> dict[str, str]:
    """Words by the names `frontend/src/viewer/words.ts` knows; `{n}` stands for a number of degrees."""
    return _on_buttons() | _of_the_picture()


def _on_buttons() -> dict[str, str]:
    return {
        "controls": _("Controls of the picture"),
        "movement": _("Movement"),
        "moment": _("Moment of the movement"),
        "look_from": _("Look from"),
        "front": _("Front"),
        "side": _("Side"),
        "back": _("Back"),
        "see_inside": _("See inside"),
        "play": _("Play"),
        "pause": _("Pause"),
        "speed_1": _("Normal speed"),
        "speed_2": _("Half speed"),
        "speed_4": _("Quarter speed"),
        "side_right": _("Right side"),
        "side_left": _("Left side"),
    }


def _of_the_picture() -> dict[str, str]:
    return {
        "body": _("A moving body"),
        "stands": _("The person stands"),
        "low": _("The person sits or kneels"),
        "on_side": _("The person lies on the side"),
        "on_back": _("The person lies on the back"),
        "face_down": _("The person is face down"),
        "hip_right": _("The right hip moves about {n} degrees"),
        "hip_left": _("The left hip moves about {n} degrees"),
        "knee_right": _("The right knee moves about {n} degrees"),
        "knee_left": _("The left knee moves about {n} degrees"),
        "back_bends": _("The low back bends about {n} degrees"),
        "back_still": _("The low back stays almost still"),
        "turn": _("Turn the picture with the arrow keys"),
    }
