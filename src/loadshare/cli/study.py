"""What is looked at around a study: that the parts of a folder are of one model, and who is in a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loadshare.body import BodyError
from loadshare.body.daily.version import model_version

ANSWERS_WITHIN_S = 20
"""The scheduler, and the first worker that it knows."""
MODEL = "model.txt"
"""Beside the parts of a study: the version of the body model that made them."""


def keep_to_one_model(folder: Path) -> None:
    """A study that goes on in this folder gives the numbers it would have given at once.

    Raises:
        BodyError: another model made what lies in it.
    """
    kept = folder / MODEL
    begun = kept.read_text(encoding="utf-8", errors="replace").strip() if kept.exists() else ""
    if begun == model_version():
        return
    if begun or any(folder.glob("*.parquet")):
        raise BodyError(
            f"folder {folder.name!r} was begun with another body model, whose numbers do not belong to "
            "those of this one; choose an empty folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(model_version() + "\n", encoding="utf-8")


@contextmanager
def cluster_at(address: str) -> Iterator[None]:
    """Inside, a study may be run on the Dask cluster at this address.

    Raises:
        BodyError: Dask is missing here, nobody answers or works there, somebody there would compute other
            numbers, or the cluster was lost meanwhile.
    """
    try:
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise BodyError("running on a cluster needs the extra: pip install 'loadshare[cluster]'") from error
    try:
        _check_workers(address)
        yield
    except KilledWorker as error:
        raise BodyError(
            f"workers at {address!r} die at the same part again and again, as where memory is short; "
            "give them more, and run this again: it goes on where it stopped"
        ) from error
    except (CommClosedError, FutureCancelledError) as error:
        raise BodyError(
            f"the cluster at {address!r} is lost; what was computed is kept: run this again to go on"
        ) from error


def _check_workers(address: str) -> None:
    """All of them compute as this machine would, else parts would not belong together."""
    from distributed import Client

    try:
        client = Client(address, timeout=f"{ANSWERS_WITHIN_S}s")
    except (OSError, ValueError) as error:
        raise BodyError(f"no Dask scheduler answers at {address!r}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWERS_WITHIN_S)
        except TimeoutError as error:
            raise BodyError(f"nobody works at {address!r}; start workers: dask worker {address}") from error
        said = client.run(model_version, on_error="return")
    for worker, version in sorted(said.items()):
        if isinstance(version, ImportError):
            raise BodyError(f"the worker {worker} has no Loadshare; install the same there as here")
        if version != model_version():
            raise BodyError(
                f"the worker {worker} has another body model and would give other numbers; "
                "install the same Loadshare there as here"
            )
