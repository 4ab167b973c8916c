"""Every verb ends in plain words, whatever it is given and wherever it runs: never a traceback.

A new verb fails here until it stands in `VERBS`. Verbs are called in this process where it makes no
difference; those that read the settings, and those that end in a strange place, in one of their own.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from loadshare import __version__
from loadshare.cli import main, start
from loadshare.cli.main import add_verbs
from loadshare.knowledge import reader
from tests.measure.engine_cases import FIXTURES
from tests.support.examples import FOLDER
from tests.support.installation import Place
from tests.support.verbs import NOBODY, Ended, Run, Verbs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and changes who it is")

KINDS = {
    "answers": "answers.toml",
    "week": "week.json",
    "backup": "backup.zip",
    "library": "library",
    "study": "study.toml",
    "ratings": "ratings.csv",
    "copy": "copy.json",
    "phone": "export.zip",
    "walk": "walk-even.csv.gz",
    "rotation": "rotation-right.csv.gz",
    "sacrum": "bend-sacrum.csv.gz",
    "rib": "bend-rib.csv.gz",
    "stance": "stance-left.csv.gz",
    "chair": "chair-sacrum.csv.gz",
    "bridges": "bridges.csv.gz",
}
"""What verbs read, by the name of the file."""
RECORDINGS = {kind: name for kind, name in KINDS.items() if name.endswith(".csv.gz")}
STUDY = 'people = 64\nchunk = 64\n[[case]]\nname = "healthy"\n[[task]]\nname = "sit"\n'
RATINGS = "case,level\nO02,self-care\nV13,emergency\n"
COPY = (
    '{"format": "loadshare-data", "version": 1, "made_at": "2026-11-29T10:00:00Z", "made_by": "Loadshare", '
    '"person": {"started_at": "2026-11-23T10:00:00Z"}, "tables": {}}'
)
HEALTH = (
    '<HealthData><Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" '
    'value="5400" startDate="2026-11-01 08:00:00 +0000" endDate="2026-11-01 09:00:00 +0000"/></HealthData>'
)
SILENT_S = 8.0


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A call. `{kind}` is a file it reads, `{out}` is where it writes."""

    name: str
    words: str = ""
    uses: str = ""
    """`home` or `database`: such a call cannot go well where that cannot be used."""
    runs_on: bool = False
    """It goes on until it is stopped."""
    makes_home: bool = False
    """It reads the settings of a home that it makes itself."""

    def __str__(self) -> str:
        return f"{self.name} {self.words}".strip()

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(kind for kind in KINDS if f"{{{kind}}}" in self.words)

    @property
    def writes(self) -> bool:
        return "{out}" in self.words

    @property
    def is_apart(self) -> bool:
        """It needs a process of its own: a process reads the settings once."""
        return self.uses == "database" or self.runs_on or self.makes_home


VERBS = (
    Verb(name="check", words="{answers}"),
    Verb(name="check", words="{answers} --json"),
    Verb(name="plan", words="{answers}"),
    Verb(name="plan", words="{answers} --json --week 3 --starts 2026-12-07"),
    Verb(name="plan", words="{answers} --pdf {out}"),
    Verb(name="review", words="{week}"),
    Verb(name="review", words="{week} --json"),
    Verb(name="questions"),
    Verb(name="questions", words="{out}"),
    Verb(name="export", words="{copy} --fhir {out}"),
    Verb(name="export", words="{copy} --tables {out}"),
    Verb(name="migrate", uses="database"),
    Verb(name="serve", words="--port {port}", uses="database", runs_on=True),
    Verb(name="work", words="--once", uses="database"),
    Verb(name="nudge", words="--once", uses="database"),
    Verb(name="breaks", words="--once --print", uses="home"),
    Verb(name="breaks", words="--say back", uses="home"),
    Verb(name="breaks", words="--print", uses="home", runs_on=True),
    Verb(name="doctor", uses="database"),
    Verb(name="evidence", words="{out}", uses="database"),
    Verb(name="backup", words="{out}", uses="database"),
    Verb(name="restore", words="{backup} --force", uses="database"),
    Verb(name="knowledge lint"),
    Verb(name="knowledge lint", words="{library}"),
    Verb(name="knowledge length"),
    Verb(name="knowledge show", words="figure-four-stretch"),
    Verb(name="knowledge show", words="figure-four-stretch --json"),
    Verb(name="body solve", words="--task bend --people 0"),
    Verb(name="body solve", words="--task sit --people 0 --json --plot {out}"),
    Verb(name="body compare", words="--task sit --plot {out}"),
    Verb(name="body exercise", words="glute-bridge --frames 3 --plot {out}"),
    Verb(name="body shock", words="--plot {out}"),
    Verb(name="body validate", words="--plot {out}"),
    Verb(name="body study", words="{study} --out {out}"),
    Verb(name="body export", words="--only glute-bridge"),
    Verb(name="body export", words="--only glute-bridge --out {out}"),
    Verb(name="body export", words="--only glute-bridge --dataset {out}"),
    Verb(name="measure walk", words="{walk} --plot"),
    Verb(name="measure walk", words="{walk} --json"),
    Verb(name="measure hip", words="{rotation}"),
    Verb(name="measure bend", words="{sacrum} {rib}"),
    Verb(name="measure stance", words="{stance}"),
    Verb(name="measure chair", words="{chair}"),
    Verb(name="measure bridge", words="{bridges}"),
    Verb(name="measure days", words="{phone}"),
    Verb(name="measure days", words="{phone} --json --copy {out}"),
    Verb(name="bench triage", words="--no-laws"),
    Verb(name="bench triage", words="--no-laws --json"),
    Verb(name="bench form"),
    Verb(name="bench agreement", words="{ratings}"),
    Verb(name="programs list", uses="database"),
    Verb(name="programs add", words="Diary --redirect https://diary.example/back", uses="database"),
    Verb(name="programs remove", words="Old", uses="database"),
    Verb(name="demo clinic", words="{out}", makes_home=True),
)
ONCE = list({verb.name: verb for verb in reversed(VERBS)}.values())[::-1]
"""The first call of each verb."""
USING = [verb for verb in ONCE if verb.uses]
READING = list({verb.name: verb for verb in reversed(VERBS) if verb.reads}.values())[::-1]
DATABASE = [verb for verb in VERBS if verb.uses == "database"]
SLOW = {"body compare", "body shock", "body validate"}
"""They write as `body solve` does, after seconds of computing."""
WRITING = list({verb.name: verb for verb in VERBS if verb.writes}.values())
each_call = pytest.mark.parametrize("verb", VERBS, ids=str)


def named(*names: str) -> pytest.MarkDecorator:
    """The first call of each of these verbs."""
    return pytest.mark.parametrize("verb", [verb for verb in ONCE if verb.name in names], ids=str)


@dataclass(frozen=True)
class Bench:
    """A folder that anybody may use, with good input of every kind and a site in `home`."""

    folder: Path
    run_verb: Verbs
    run_inside: Callable[[Run], Ended]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def out(self) -> Path:
        return self.folder / "made"

    def __call__(self, verb: Verb, *, settings: dict[str, str] | None = None, **more: Any) -> Ended:
        files = {kind: self.folder / name for kind, name in KINDS.items()}
        words = verb.words.format(**files, out=self.out, port=_free_port())
        if verb.runs_on:
            more.setdefault("stopped_once_it_speaks", True)
        settings = {"LOADSHARE_HOME": str(self.home), **(settings or {})}
        run = Run(
            words=(*verb.name.split(), *words.split()), folder=str(self.folder), settings=settings, **more
        )
        return self.run_verb(run) if verb.is_apart or more else self.run_inside(run)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def run_verb() -> Iterator[Verbs]:
    verbs = Verbs()
    yield verbs
    verbs.close()


@pytest.fixture(scope="module")
def good() -> Iterator[Path]:
    """Good input of every kind, and a site that was started once."""
    with tempfile.TemporaryDirectory(prefix="loadshare-verbs-") as name:
        folder = Path(name)
        shutil.copyfile(FOLDER / "desk-worker.toml", folder / KINDS["answers"])
        shutil.copyfile(FOLDER / "review.json", folder / KINDS["week"])
        shutil.copytree(reader.HERE, folder / KINDS["library"], ignore=shutil.ignore_patterns("*.py*", "__*"))
        (folder / KINDS["study"]).write_text(STUDY)
        (folder / KINDS["ratings"]).write_text(RATINGS)
        (folder / KINDS["copy"]).write_text(COPY)
        with zipfile.ZipFile(folder / KINDS["phone"], "w") as archive:
            archive.writestr("apple_health_export/export.xml", HEALTH)
        for recording in RECORDINGS.values():
            shutil.copyfile(FIXTURES / recording, folder / recording)
        site = Place(folder / "home").with_tables()
        back = "https://old.example/back"
        assert site.loadshare("programs", "add", "Old", "--redirect", back).code == 0
        assert site.loadshare("backup", folder / KINDS["backup"]).code == 0
        for path in (
            path for name in KINDS.values() for path in [folder / name, *folder.glob(f"{name}/**/*")]
        ):
            path.chmod(0o755 if path.is_dir() else 0o644)  # whoever runs the tests may be shy
        yield folder


@pytest.fixture
def run_inside(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Run], Ended]:
    def run(asked: Run) -> Ended:
        monkeypatch.chdir(asked.folder)
        for name, value in {"COLUMNS": "80", **asked.settings}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["loadshare", *asked.words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            start.main()
        printed = capsys.readouterr()
        return Ended(code=int(ended.value.code or 0), out=printed.out, err=printed.err)

    return run


@pytest.fixture
def bench(good: Path, run_verb: Verbs, run_inside: Callable[[Run], Ended]) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="loadshare-verb-") as name:
        folder = Path(name) / "here"
        # What is read is written over by some tests, never changed in its place: links are enough.
        shutil.copytree(good, folder, copy_function=os.link, ignore=lambda *_: ["home"])
        shutil.copytree(good / "home", folder / "home")
        Path(name).chmod(0o755)
        folder.chmod(0o777)
        yield Bench(folder, run_verb, run_inside)


def said(ended: Ended) -> str:
    """What it said, which is words for the person and nothing else."""
    everything = ended.out + ended.err
    assert "Traceback" not in everything, everything
    assert "fault of Loadshare" not in everything, everything
    assert "Exception ignored" not in everything, everything
    assert ended.code >= 0, f"killed by signal {-ended.code}"
    return everything


def assert_refused(ended: Ended) -> None:
    """It did not go well, and says so in a few lines on stderr."""
    said(ended)
    assert ended.code > 0, ended.out
    assert 1 <= len(ended.err.strip().splitlines()) <= 6, ended.err


def every_verb() -> set[str]:
    command = typer.main.get_command(add_verbs())
    assert isinstance(command, typer.core.TyperGroup)
    inner = {name: getattr(verb, "commands", {}) for name, verb in command.commands.items()}
    return {f"{name} {verb}".strip() for name, group in inner.items() for verb in group or [""]}


def test_every_verb_stands_here() -> None:
    assert {verb.name for verb in VERBS} == every_verb()


def test_verbs_are_listed_in_one_order_whichever_was_wanted_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "app", typer.Typer())
    main.add_verbs(("measure", "doctor"))
    app = main.add_verbs()
    assert [verb.name for verb in app.registered_commands] == [*main.VERBS]
    assert [group.name for group in app.registered_groups] == [*main.GROUPS]


@each_call
def test_good_input_goes_well(bench: Bench, verb: Verb) -> None:
    ended = bench(verb)
    said(ended)
    assert ended.code in ({0, 1, 130} if verb.runs_on else {0}), ended.err
    assert ended.out
    assert bench.out.exists() == verb.writes


# Files that cannot be read ---------------------------------------------------------------------------


def missing(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def empty(path: Path) -> None:
    missing(path)
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    missing(path)
    path.mkdir()


def noise(path: Path) -> None:
    missing(path)
    path.write_bytes(random.Random(1).randbytes(5000))


def a_picture(path: Path) -> None:
    missing(path)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(500))


def a_list(path: Path) -> None:
    missing(path)
    path.write_text("[1, 2]\n")


def nested(path: Path) -> None:
    missing(path)
    path.write_bytes(b"[" * 100_000)


def cut_off(path: Path) -> None:
    content = _content(path)
    missing(path)
    path.write_bytes(content[: len(content) // 2])


def damaged_inside(path: Path) -> None:
    """A zip whose middle was overwritten."""
    content = bytearray(_zipped(path))
    missing(path)
    middle = len(content) // 2
    content[middle : middle + 40] = random.Random(2).randbytes(40)
    path.write_bytes(content)


def damaged_at_its_end(path: Path) -> None:
    """A zip whose list of entries was overwritten."""
    content = bytearray(_zipped(path))
    missing(path)
    content[-70:-22] = random.Random(3).randbytes(48)
    path.write_bytes(content)


def a_zip_of_something_else(path: Path) -> None:
    missing(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday.txt", "sea and sand")


def _content(path: Path) -> bytes:
    return _zipped(path) if path.is_dir() else path.read_bytes()


def _zipped(path: Path) -> bytes:
    if zipfile.is_zipfile(path):
        return path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        content = path.read_bytes() if path.is_file() else b"nothing"
        unpacked = gzip.decompress(content) if path.suffix == ".gz" else content
        archive.writestr("inside.csv", unpacked)
    return packed.getvalue()


FAULTS: tuple[Callable[[Path], None], ...] = (
    missing,
    empty,
    a_folder,
    noise,
    a_picture,
    a_list,
    nested,
    cut_off,
    damaged_inside,
    damaged_at_its_end,
    a_zip_of_something_else,
)


def readings() -> Iterator[tuple[Verb, str, Callable[[Path], None]]]:
    """Every fault of what is read, once for each reader; of other calls that read the same, a few."""
    known: set[str] = set()
    for verb in READING:
        for kind in verb.reads:
            reader_of = "recording" if kind in RECORDINGS else kind
            faults = FAULTS[:3] if reader_of in known else FAULTS
            known.add(reader_of)
            yield from ((verb, kind, fault) for fault in faults)


@pytest.mark.parametrize(
    ("verb", "kind", "fault"), list(readings()), ids=lambda value: getattr(value, "__name__", str(value))
)
def test_a_bad_file_is_refused_in_words(
    bench: Bench, verb: Verb, kind: str, fault: Callable[[Path], None]
) -> None:
    """A backup too: it is refused before the database is opened, which is not allowed in this test."""
    fault(bench.folder / KINDS[kind])
    assert_refused(bench(dataclasses.replace(verb, uses="")))


@pytest.fixture(scope="module")
def nobody(run_verb: Verbs) -> int:
    """A user who may write nowhere and read what is open to all; root may do everything."""
    if os.geteuid() != 0:
        pytest.skip("only root can run a verb as somebody else")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        tried = run_verb(Run(words=("questions",), folder=name, user=NOBODY))
    if tried.code:
        pytest.skip(f"other users of this machine cannot read this checkout: {tried.err.strip()}")
    return NOBODY


@pytest.mark.parametrize("kind", [*(kind for kind in KINDS if kind not in RECORDINGS), "walk"])
def test_a_file_of_somebody_else_is_refused_in_words(bench: Bench, kind: str, nobody: int) -> None:
    verb = next(verb for verb in VERBS if kind in verb.reads)
    path = bench.folder / KINDS[kind]
    if path.is_dir():
        path = path / "filters.toml"
    content = path.read_bytes()
    path.unlink()  # a link to what others read too
    path.write_bytes(content)
    path.chmod(0o600)
    bench.home.chmod(0o777)
    assert_refused(bench(verb, user=nobody, settings={"LOADSHARE_HOME": str(bench.folder / "own")}))


# Places that cannot be used --------------------------------------------------------------------------


@pytest.mark.parametrize("verb", WRITING, ids=str)
@pytest.mark.parametrize("fault", ["no such folder", "a folder", "below a file"])
def test_a_place_that_cannot_be_written_to_is_said(bench: Bench, verb: Verb, fault: str) -> None:
    out = bench.folder / "made"
    if fault == "no such folder":
        out = bench.folder / "no" / "such" / "made"
    elif fault == "a folder":
        out.mkdir()
        (out / "kept").write_text("kept")
    else:
        out = bench.folder / KINDS["answers"] / "made"
    words = verb.words.replace("{out}", str(out))
    if verb.name in SLOW and fault != "no such folder":
        pytest.skip("takes seconds, and writes as body solve does")
    if verb.name == "body study" and fault in {"no such folder", "a folder"}:
        pytest.skip("a study makes its own folder, and goes on in one that is there")
    assert_refused(bench(dataclasses.replace(verb, words=words)))


@pytest.mark.parametrize("verb", [verb for verb in WRITING if verb.name in {"questions", "plan"}], ids=str)
def test_a_place_of_somebody_else_is_said(bench: Bench, verb: Verb, nobody: int) -> None:
    (bench.folder / "theirs").mkdir(mode=0o755)
    words = verb.words.replace("{out}", str(bench.folder / "theirs" / "made"))
    assert_refused(bench(dataclasses.replace(verb, words=words), user=nobody))


FILLING = [*USING, *(verb for verb in WRITING if not verb.uses and verb.name not in SLOW)]


@pytest.mark.parametrize("verb", FILLING, ids=str)
def test_a_full_disk_is_said(bench: Bench, verb: Verb) -> None:
    ended = bench(verb, largest_file=0)
    said(ended)
    if verb.writes or verb.words == "--say back":
        assert_refused(ended)
        left = list(bench.out.rglob("*")) if bench.out.is_dir() else [bench.out] * bench.out.exists()
        assert [path for path in left if path.stat().st_size] == []


@pytest.mark.parametrize("verb", [*USING, *(verb for verb in ONCE if verb.name == "body solve")], ids=str)
def test_a_home_that_cannot_be_written_to_is_said(bench: Bench, verb: Verb, nobody: int) -> None:
    shutil.rmtree(bench.home)
    bench.home.mkdir(mode=0o755)
    ended = bench(verb, user=nobody)
    said(ended)
    if verb.uses == "database":
        assert_refused(ended)


@pytest.mark.parametrize("verb", USING, ids=str)
def test_a_home_that_is_a_file_is_said(bench: Bench, verb: Verb) -> None:
    noise(bench.home)
    assert_refused(bench(verb))


BROKEN = [empty, a_folder, noise]


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
@named("breaks")
def test_notes_of_breaks_that_are_broken_are_said(
    bench: Bench, verb: Verb, fault: Callable[[Path], None]
) -> None:
    notes = bench.home / "desktop-breaks.jsonl"
    notes.touch()
    fault(notes)
    said(bench(verb))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *(("migrate", fault) for fault in BROKEN),
        ("serve", empty),
        ("serve", noise),
        ("backup", noise),
        ("nudge", empty),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_broken_database_is_not_begun_anew(bench: Bench, name: str, fault: Callable[[Path], None]) -> None:
    path = bench.home / "loadshare.sqlite3"
    for beside in bench.home.glob("loadshare.sqlite3-*"):
        beside.unlink()
    fault(path)
    before = path.read_bytes() if path.is_file() else None
    assert_refused(bench(next(verb for verb in ONCE if verb.name == name)))
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
@named("migrate")
def test_a_broken_key_is_said(bench: Bench, verb: Verb, fault: Callable[[Path], None]) -> None:
    fault(bench.home / "secret-key")
    assert_refused(bench(verb))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "oracle://somewhere/x"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x.sqlite3"),
        ("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/none"),
        ("DATABASE_URL", "postgresql://[bad/none"),
        ("COUNTRY", "XX"),
        ("TZ", "Nowhere/None"),
        ("GUEST_DAYS", "soon"),
        ("GUEST_DAYS", "-5"),
        ("GUEST_DAYS", "99999999999999"),
        ("TRUSTED_PROXIES", "-1"),
        ("HTTPS", "perhaps"),
        ("SECRET_KEY_FILE", "/no/such/key"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(bench: Bench, name: str, value: str) -> None:
    ended = bench(next(verb for verb in VERBS if verb.name == "backup"), settings={name: value})
    assert_refused(ended)
    assert name in ended.err or name == "DATABASE_URL"
    assert "secret" not in ended.err


@pytest.mark.parametrize("verb", DATABASE, ids=str)
def test_every_verb_names_a_setting_that_cannot_be_used(bench: Bench, verb: Verb) -> None:
    ended = bench(verb, settings={"GUEST_DAYS": "-5"})
    assert_refused(ended)
    assert "GUEST_DAYS is '-5'; use a whole number from 1 to" in ended.out + ended.err


# Readers who go away ---------------------------------------------------------------------------------


@named("check", "knowledge show", "backup")
def test_a_full_disk_behind_what_is_printed_is_said(bench: Bench, verb: Verb) -> None:
    ended = bench(verb, printed_to="full")
    assert_refused(ended)
    assert "room" in ended.err


@named("check", "knowledge show", "doctor")
def test_a_reader_who_has_read_enough_is_no_trouble(bench: Bench, verb: Verb) -> None:
    ended = bench(verb, printed_to="closed")
    said(ended)
    assert ended.err == ""


@named("check", "doctor", "serve")
def test_nobody_has_to_read(bench: Bench, verb: Verb) -> None:
    ended = bench(verb, printed_to="none", stopped_after_s=SILENT_S if verb.runs_on else None)
    said(ended)
    assert ended.code in ({0, 1, 130} if verb.runs_on else {0}), ended.err


@pytest.mark.parametrize("after_s", [0.02, 0.7])
@named("check", "serve", "restore", "body validate")
def test_ctrl_c_is_quiet(bench: Bench, verb: Verb, after_s: float) -> None:
    ended = bench(verb, stopped_after_s=after_s)
    if ended.code == -signal.SIGINT:  # it had ended already, and Python was putting things away
        assert ended.err == ""
    else:
        said(ended)


def test_the_version_is_said_and_no_home_is_made(tmp_path: Path) -> None:
    ended = Place(tmp_path / "home").loadshare("--version")
    assert (ended.code, ended.said) == (0, f"Loadshare {__version__}\n")
    assert not (tmp_path / "home").exists()


def test_ctrl_c_is_quiet_before_anything_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "loadshare.cli.main":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "loadshare.cli.main")
    monkeypatch.setattr(sys, "meta_path", [Stopped(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 130


@pytest.mark.parametrize(("said_by_them", "threads"), [(None, "1"), ("3", "3")])
def test_small_matrices_get_one_thread_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said_by_them: str | None, threads: str
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", said_by_them or "")
    if said_by_them is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setattr("loadshare.cli.main.main", lambda: None)
    start.main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads


# Real faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["", "1"])
def test_a_fault_of_ours_can_be_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    from loadshare.cli.main import main

    monkeypatch.setenv("LOADSHARE_DEBUG", asked)
    monkeypatch.setattr(sys, "argv", ["loadshare", "questions"])
    monkeypatch.setattr("loadshare.cli.questions.template", lambda *_, **__: {}["lost"])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert ended.value.code == 1
    assert "This is a fault of Loadshare, not yours: KeyError: 'lost'" in err
    assert "LOADSHARE_DEBUG=1" in err
    assert ("Traceback" in err) == bool(asked)
