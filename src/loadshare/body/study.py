"""Studies: many people, several cases and tasks, written chunk by chunk so that memory stays flat and work
resumes.

A chunk is one case, one task and one span of people. Its file is written beside its final name and then
renamed, so a file that exists is complete; a study started again does only what is missing. Chunks run in
this process, in a pool of processes, or on a Dask cluster by address; the numbers are the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import numpy as np
from numpy.typing import NDArray

from loadshare.body.engine import Body, people_of, share_with_crowd
from loadshare.body.person import BodyError, Person, check_number
from loadshare.body.population import BLOCK, MAX_PEOPLE, QUANTILES, Uncertainty, draw, outputs
from loadshare.body.tasks import Task

Progress = Callable[[int, int], None]
Columns = dict[str, NDArray[np.generic]]
Made = TypeVar("Made")


class CaseSummary(TypedDict):
    """One case in one task: `quantiles[output]` has one value per entry of `levels`."""

    quantiles: dict[str, list[float]]
    levels: list[float]
    can_hold_pct: float | None


class Summary(TypedDict):
    """What a study found, by "case/task"."""

    name: str
    seed: int
    people: int
    results: dict[str, CaseSummary]


@dataclass(frozen=True)
class Study:
    """What to compute: people drawn from a seed around each case, through each task."""

    name: str
    seed: int
    people: int
    chunk: int
    cases: dict[str, Person]
    tasks: dict[str, Task]
    uncertainty: Uncertainty

    def chunks(self) -> list[Chunk]:
        """Every chunk: cases, then tasks, then people in spans of `chunk`; the last span may be shorter."""
        return [
            Chunk(case, task, first, min(self.chunk, self.people - first))
            for case in self.cases
            for task in self.tasks
            for first in range(0, self.people, self.chunk)
        ]

    @property
    def mark(self) -> str:
        """Short digest of everything that changes the numbers, kept with the results."""
        what = repr((self.seed, self.people, self.chunk, self.cases, self.tasks, self.uncertainty))
        return hashlib.sha256(what.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Chunk:
    """One span of people in one case and task."""

    case: str
    task: str
    first: int
    count: int

    @property
    def file(self) -> str:
        """Its file inside the folder of the study; names sort as people do."""
        return f"{self.case}--{self.task}--{self.first:09d}.parquet"


def read_study(path: Path) -> Study:
    """Read a study file.

    Raises:
        BodyError: a missing file, a key that is unknown, or a number outside its range.
    """
    raw = _read_toml(path)
    known = {"name", "seed", "people", "chunk", "uncertainty", "case", "task"}
    if unknown := set(raw) - known:
        raise BodyError(
            f"{path.name}: unknown {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}"
        )
    cases: dict[str, Person] = {}
    tasks: dict[str, Task] = {}
    for c in _tables(raw, "case"):
        name = _name(c.pop("name", None), cases, "case")
        cases[name] = _made(Person, c)
    for t in _tables(raw, "task"):
        label = _name(t.pop("label", t.get("name")), tasks, "task")
        tasks[label] = _made(Task, t)
    if not cases or not tasks:
        raise BodyError(f"{path.name}: a study needs at least one [[case]] and one [[task]]")
    people = int(check_number("people", raw.get("people", 1000), 1, MAX_PEOPLE))
    chunk = int(check_number("chunk", raw.get("chunk", 2048), 1, 1_000_000))
    return Study(
        name=str(raw.get("name", path.stem)),
        seed=int(check_number("seed", raw.get("seed", 1), 0, 2**63 - 1)),
        people=people,
        chunk=max(BLOCK, chunk // BLOCK * BLOCK),
        cases=cases,
        tasks=tasks,
        uncertainty=_made(Uncertainty, raw.get("uncertainty", {})),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise BodyError(f"no study file {path.name!r}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BodyError(f"{path.name} is not UTF-8 text; a study is a TOML file") from None
    except RecursionError:
        raise BodyError(f"{path.name}: lists inside lists too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise BodyError(f"{path.name} is not valid TOML: {error}") from error


def _tables(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise BodyError(f"write each {key} as a table [[{key}]]")
    return [dict(table) for table in found]


def _name(name: object, used: Mapping[str, object], key: str) -> str:
    """A name that may stand in the name of a file, and once only."""
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]{1,60}", name) or name.startswith("."):
        raise BodyError(f"give each [[{key}]] a name of letters, digits and - . _, not {name!r}")
    if name in used:
        raise BodyError(f"two of [[{key}]] are called {name!r}; give each its own name")
    return name


def _made(kind: Callable[..., Made], values: Any) -> Made:
    name = getattr(kind, "__name__", "value")
    try:
        if kind is Uncertainty:
            values = _spread(**values)
        return kind(**values)
    except (TypeError, AttributeError) as error:
        raise BodyError(f"{name}: {error}") from error


_RANGES = {"disc_factor": (0.1, 2.0), "low_back_nm": (1.0, 500.0), "ligament_press": (0.0, 1.0)}


def _spread(**values: Any) -> dict[str, Any]:
    """The numbers of an uncertainty, checked."""
    return {
        name: _pair(name, value) if name in _RANGES else check_number(name, value, 0.0, 100.0)
        for name, value in values.items()
    }


def _pair(name: str, value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise BodyError(f"{name} must be two numbers, not {value!r}")
    one, other = (check_number(name, number, *_RANGES[name]) for number in value)
    return min(one, other), max(one, other)


def run_study(
    study: Study,
    folder: Path,
    *,
    workers: int = 1,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Run what is missing of a study and summarise it.

    Args:
        study: what to compute.
        folder: where chunks (`*.parquet`) and `summary.json` are written; created when missing. With Dask it
            must be reachable by the caller only: workers send their rows back.
        workers: processes on this machine; 1 runs in this process.
        dask: address of a Dask scheduler, for example `tcp://10.0.0.5:8786`; takes the place of `workers`.
        progress: called with (chunks done, chunks in all).

    Returns:
        The summary: quantiles per case, task and output, and the share of people who can hold the posture.

    Raises:
        BodyError: the folder holds another study, or an optional package is missing.
    """
    _need_parquet()
    check_number("workers", workers, 1, 256)
    folder.mkdir(parents=True, exist_ok=True)
    _claim(study, folder)
    chunks = study.chunks()
    todo = [c for c in chunks if not (folder / c.file).exists()]
    done = len(chunks) - len(todo)
    if progress:
        progress(done, len(chunks))
    for chunk, columns in _results(study, todo, workers, dask):
        _write(folder / chunk.file, columns)
        done += 1
        if progress:
            progress(done, len(chunks))
    summary = summarise(study, folder)
    _write_text(folder / "summary.json", json.dumps(summary, indent=1))
    return summary


def _results(
    study: Study, todo: list[Chunk], workers: int, dask: str | None
) -> Iterator[tuple[Chunk, Columns]]:
    if dask is not None:
        yield from _on_dask(study, todo, dask)
    elif workers == 1:
        for chunk in todo:
            yield chunk, compute_chunk(study, chunk)
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            futures = {pool.submit(compute_chunk, study, chunk): chunk for chunk in todo}
            for future in as_completed(futures):
                yield futures[future], future.result()


def _on_dask(study: Study, todo: list[Chunk], address: str) -> Iterator[tuple[Chunk, Columns]]:
    try:
        from distributed import Client
        from distributed import as_completed as completed
    except ImportError as error:
        raise BodyError("running on a cluster needs the extra: pip install 'loadshare[cluster]'") from error
    try:
        client = Client(address, timeout="20s")
    except OSError as error:
        raise BodyError(f"no Dask scheduler answers at {address!r}") from error
    with client:
        window, waiting = 64, iter(todo)
        futures = {}
        for chunk in [c for c, _ in zip(waiting, range(window), strict=False)]:
            futures[client.submit(compute_chunk, study, chunk, retries=3, pure=False)] = chunk
        finished = completed(list(futures))
        for future in finished:
            yield futures.pop(future), future.result()
            for chunk in [c for c, _ in zip(waiting, range(1), strict=False)]:
                new = client.submit(compute_chunk, study, chunk, retries=3, pure=False)
                futures[new] = chunk
                finished.add(new)


_BODY: list[Body] = []


def compute_chunk(study: Study, chunk: Chunk) -> Columns:
    """One chunk's columns (float32, person numbers as int64). Runs in any process."""
    if not _BODY:
        _BODY.append(Body())
    person, task = study.cases[chunk.case], study.tasks[chunk.task]
    chooser = _BODY[0].chooser(person.sex)
    posture = chooser.choose(task, people_of(chooser.skeleton, person))
    columns: dict[str, list[NDArray[np.generic]]] = {}
    for first in range(chunk.first, chunk.first + chunk.count, BLOCK):
        count = min(BLOCK, chunk.first + chunk.count - first)
        crowd = draw(
            chooser.skeleton, person, first=first, count=count, seed=study.seed, uncertainty=study.uncertainty
        )
        answer = share_with_crowd(chooser, posture, person, crowd)
        part: Columns = {"person": np.arange(first, first + count)}
        part |= {name: values.astype(np.float32) for name, values in outputs(answer, crowd).items()}
        for name, values in part.items():
            columns.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in columns.items()}


def summarise(study: Study, folder: Path) -> Summary:
    """Quantiles over the chunks of a study, one column in memory at a time.

    Raises:
        BodyError: a chunk was damaged after it was written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    for file in (folder / chunk.file for chunk in study.chunks()):
        try:
            pq.read_metadata(file)
        except pa.ArrowException:
            raise BodyError(f"{file.name} is damaged; delete it and run the study again") from None
    results: dict[str, CaseSummary] = {}
    for case in study.cases:
        for task in study.tasks:
            files = [folder / c.file for c in study.chunks() if c.case == case and c.task == task]
            names = [n for n in pq.read_schema(files[0]).names if n != "person"]
            held, table = None, {}
            for name in names:
                column = np.concatenate([pq.read_table(f, columns=[name])[name].to_numpy() for f in files])
                table[name] = [round(float(v), 4) for v in np.quantile(column, QUANTILES)]
                if name in ("residual_nm", "support_residual_n"):
                    fine = column < (1.0 if name == "residual_nm" else 5.0)
                    held = fine if held is None else held & fine
            results[f"{case}/{task}"] = {
                "quantiles": table,
                "levels": list(QUANTILES),
                "can_hold_pct": round(100.0 * float(np.mean(held)), 3) if held is not None else None,
            }
    return {"name": study.name, "seed": study.seed, "people": study.people, "results": results}


def _need_parquet() -> None:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise BodyError(
            "a study writes Parquet and needs the extra: pip install 'loadshare[study]'"
        ) from error


def _claim(study: Study, folder: Path) -> None:
    """A folder belongs to one study; another one with other numbers must not mix its chunks in."""
    file = folder / "study.json"
    if file.exists():
        try:
            mark = json.loads(file.read_text(encoding="utf-8"))["mark"]
        except (ValueError, TypeError, KeyError):
            mark = None
        if mark != study.mark:
            raise BodyError(f"folder {folder.name!r} holds another study; choose an empty one")
        return
    _write_text(file, json.dumps({"name": study.name, "seed": study.seed, "mark": study.mark}))


def _write(path: Path, columns: Columns) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    part = path.with_suffix(".part")
    pq.write_table(pa.table(columns), part)
    part.replace(path)


def _write_text(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)
