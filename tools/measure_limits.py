"""The thresholds of `loadshare.measure` for the engine in the browser, from the one table."""

from pathlib import Path

from loadshare.measure.limits import TABLE

PAGE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "measure" / "engine" / "limits.ts"


def text() -> str:
    """What the file should say."""
    lines = [
        f"export const {section}_{name}".upper().replace("EXPORT CONST", "export const") + f" = {value:.15g};"
        for section, values in TABLE.items()
        for name, value in values.items()
    ]
    head = (
        "/** Every threshold of the engine. Written by `make docs` from `loadshare/measure/limits.toml`. */\n"
    )
    return head + "\n".join(lines) + "\n"
