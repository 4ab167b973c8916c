"""Writes docs/reference/triage.md: how Loadshare and two baselines do on the published cases."""

from collections.abc import Iterator
from pathlib import Path

from loadshare.knowledge import load_knowledge
from loadshare.triage import BASELINES, Share, loadshare, published, read_set, score_of

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "triage.md"
HEAD = """<!-- Written by tools/docs.py. Change the source and run `make docs`. -->

# Triage of sore backs: scores

**Author consensus, not yet rated by clinicians**, and the rules were made with these cases at hand: the first
table says that the rules do what their authors meant, not that they are right, and not how they do on people
nobody here thought of. The cases, their format and how to rate them:
[benchmarks/triage](../../benchmarks/triage/README.md).

In brackets: 95 % Wilson interval. The laws are tested by `loadshare bench triage`, some 10,000 changed cases.
"""


def text() -> str:
    """The page."""
    return "\n".join([HEAD, *_tables()]) + "\n"


def _tables() -> Iterator[str]:
    knowledge = load_knowledge()
    cases = read_set(published(), knowledge=knowledge)
    for name, tool in {
        "Loadshare": loadshare(knowledge=knowledge),
        **{name: make(cases) for name, make in BASELINES.items()},
    }.items():
        source = f" (`{cases.red_flags.source}`)" if "list" in name else ""
        yield f"## {name[0].upper()}{name[1:]}{source}\n"
        yield "| cases | agrees | under-triage | over-triage |"
        yield "|---|---|---|---|"
        for score in score_of(cases.cases, tool(cases.cases)):
            yield f"| {score.group} | {_cell(score.agrees)} | {_cell(score.under)} | {_cell(score.over)} |"
        yield ""


def _cell(share: Share) -> str:
    low, high = share.interval
    return f"{share.count} of {share.of} ({100 * low:.0f} to {100 * high:.0f} %)"
