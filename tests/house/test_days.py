"""One answer to "what day is it": `timezone.localdate`. The date of an instant is another half the night."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "loadshare"
BY_ITS_OWN_ZONE = {
    "cli/plan.py",
    "server/breaks/calendar_content.py",
    "server/breaks/log.py",
    "server/breaks/settings_form.py",
    "server/installation/private.py",
    "server/programme/paper.py",
    "server/yourdata/takeaway.py",
}
"""Here an instant is turned to the zone it is read in on the same line."""
TURNED = ("astimezone(", "localtime(", "wall.date()")
ITS_MACHINE = {"cli/daily_beside.py"}


def test_no_date_is_taken_from_an_instant_without_its_zone() -> None:
    found = {
        f"{name}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for name in [path.relative_to(SOURCE).as_posix()]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _takes_a_date(node, is_turned=name in BY_ITS_OWN_ZONE) and name not in ITS_MACHINE
    }
    assert found == set(), "ask timezone.localdate(instant), or turn the instant to its zone first"


def _takes_a_date(node: ast.AST, *, is_turned: bool) -> bool:
    if isinstance(node, ast.keyword):
        return "__date" in (node.arg or "")
    words = ast.unparse(node) if isinstance(node, ast.Call | ast.Attribute) else ""
    if words.endswith(".date()"):
        return not (is_turned and any(turn in words for turn in TURNED))
    return words.endswith(("date.today", "datetime.today", "utcnow", "utcfromtimestamp"))
