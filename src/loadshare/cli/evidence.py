"""`loadshare evidence`: what this installation can say about its use, without naming anybody."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from loadshare.cli.installation import set_up_database
from loadshare.cli.output import InputError

PAGE = ".html"


def evidence(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="the JSON file; the page stands beside it")],
    force: Annotated[bool, typer.Option("--force", help="replace the two where they exist")] = False,
) -> None:
    """Write how people used this installation, as FILE and as a page beside it.

    Up to the end of the last whole quarter: who began, who stayed, sessions, outcomes, red sessions,
    unwanted effects and reasons to leave. Seven people or fewer are never told; other numbers get noise and
    are rounded. It is made once for each quarter and kept in the home. Nothing is sent.
    """
    page = file.with_suffix(PAGE)
    if page == file:
        raise InputError(f"{file}: this is the name of the page. Name the JSON file, for example use.json.")
    there = next((path for path in (file, page) if path.exists()), None)
    if there is not None and not force:
        raise InputError(f"{there} exists. Choose another name, or replace it with --force.")
    set_up_database()
    from loadshare.server.using.gathering import kept_report
    from loadshare.server.using.page import page_of

    report = kept_report(today=dt.datetime.now().astimezone().date())
    try:
        file.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
        page.write_text(page_of(report), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from None
    print(f"Wrote {file} and {page.name}: {report.quarter}. Nobody is named in them.")
