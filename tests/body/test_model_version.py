"""The mark of the model: it moves with what decides a number, and with nothing else."""

import pytest

from loadshare.body.daily.version import BODY, NOT_NUMBERS, model_version, without_remarks

CODE = '''"""What it is."""

import math

# how many
COUNT = 3  # of them
"""What COUNT is."""


def area(radius: float) -> float:
    """In square metres.

    Raises nothing.
    """
    # a circle
    return math.pi * radius**2 * COUNT  # not an ellipse
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What it is.", "What it was."),
        ("# how many\n", ""),
        ("  # of them", "  # of those"),
        ('"""What COUNT is."""\n', ""),
        ("    Raises nothing.\n", "    Raises nothing.\n\n    Twice.\n"),
        ("\n\n\ndef", "\n\ndef"),
        ("  # not an ellipse", ""),
    ],
)
def test_a_remark_decides_no_number(old: str, new: str) -> None:
    assert old in CODE
    assert without_remarks(CODE.replace(old, new)) == without_remarks(CODE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("COUNT = 3", "COUNT = 4"),
        ("radius**2", "radius**3"),
        ("import math", "import cmath"),
        ("area", "size"),
    ],
)
def test_a_change_of_the_code_decides(old: str, new: str) -> None:
    assert without_remarks(CODE.replace(old, new)) != without_remarks(CODE)


def test_a_text_that_is_used_is_no_remark() -> None:
    text = 'LIMITS = {"hip": "# deg"}\nraise ValueError("""so""")\n'
    assert without_remarks(text) == text.strip()
    assert without_remarks(text.replace("# deg", "# rad")) != text.strip()


def test_what_is_left_is_still_the_module() -> None:
    scope: dict[str, object] = {}
    exec(without_remarks(CODE).replace("-> float:", "-> float: pass;", 0), scope)
    assert scope["area"](1.0) == pytest.approx(3 * 3.14159265)  # type: ignore[operator]


def test_each_reader_has_a_mark_of_its_own() -> None:
    marks = {
        model_version(),
        model_version(movements=True),
        model_version(export=True),
        model_version(movements=True, export=True),
    }
    assert len(marks) == 4
    assert all(len(mark) == 16 for mark in marks)


def test_what_is_left_out_of_the_mark_exists() -> None:
    assert {name for name in NOT_NUMBERS if not (BODY / name).is_file()} == set()
