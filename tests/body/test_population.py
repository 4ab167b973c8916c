"""Bands and studies: the same seed gives the same people, whatever the chunks or the engine."""

import json
from pathlib import Path

import numpy as np
import pytest

from loadshare.body import Body, BodyError, Person, Task, Uncertainty, passive
from loadshare.body.model import compile_skeleton
from loadshare.body.population import QUANTILES, draw
from loadshare.body.study import Study, compute_chunk, read_study, run_study

SPEC = """
name = "small"
seed = 5
people = 300
chunk = 256
[[case]]
name = "healthy"
[[case]]
name = "tight"
hip_loss_right_deg = 20
hip_loss_left_deg = 20
[[task]]
name = "sit"
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    file = tmp_path / "small.toml"
    file.write_text(SPEC)
    return read_study(file)


def test_people_do_not_depend_on_how_they_are_cut() -> None:
    skeleton, person = compile_skeleton("male"), Person()
    whole = draw(skeleton, person, first=0, count=700, seed=3)
    parts = [draw(skeleton, person, first=f, count=c, seed=3) for f, c in ((0, 100), (100, 333), (433, 267))]
    assert np.array_equal(whole.strength, np.concatenate([p.strength for p in parts]))
    for drawn, pieces in zip(whole.traits, zip(*(p.traits for p in parts), strict=True), strict=True):
        assert np.array_equal(drawn, np.concatenate(pieces))
    other = draw(skeleton, person, first=0, count=700, seed=4).traits
    assert not np.array_equal(whole.traits.mass_ratio, other.mass_ratio)


def test_a_band_surrounds_the_person_and_repeats(body: Body) -> None:
    one, two = (body.band(task=Task(name="bend"), people=300, seed=8) for _ in range(2))
    assert one == two
    answer = body.solve(task=Task(name="bend"))
    low, high = one.quantiles["l5s1_compression_n"][0], one.quantiles["l5s1_compression_n"][-1]
    assert low < answer.l5s1_compression_n < high
    assert all(list(q) == sorted(q) for q in one.quantiles.values())
    assert one.can_hold_pct > 99.0
    assert json.loads(json.dumps(one.as_dict()))["levels"] == list(QUANTILES)


def test_no_uncertainty_gives_one_answer(body: Body) -> None:
    own_nm = -passive.lumbar_moment(passive.FULL_BEND_DEG, 0)
    none = Uncertainty(
        strength_sd=0,
        slack_sd=0,
        stiffness_sd=0,
        tone_sd=0,
        mass_sd=0,
        disc_factor=(0.66, 0.66),
        low_back_nm=(own_nm, own_nm),
        ligament_press=(0.0, 0.0),
    )
    band = body.band(task=Task(name="stand"), people=50, uncertainty=none)
    value = body.solve(task=Task(name="stand")).l5s1_compression_n
    assert band.quantiles["l5s1_compression_n"] == pytest.approx([value] * 5, rel=1e-6)


def test_a_study_resumes_and_never_mixes(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run_study(study, out)
    files = sorted(out.glob("*.parquet"))
    assert len(files) == len(study.chunks()) == 4
    kept = files[0].stat().st_mtime_ns
    files[-1].unlink()
    seen: list[tuple[int, int]] = []
    again = run_study(study, out, progress=lambda done, total: seen.append((done, total)))
    assert again == first
    assert seen == [(3, 4), (4, 4)]
    assert files[0].stat().st_mtime_ns == kept
    other = Study(**{**study.__dict__, "seed": 6})
    with pytest.raises(BodyError, match="holds another study"):
        run_study(other, out)
    tight, healthy = (first["results"][f"{c}/sit"]["quantiles"] for c in ("tight", "healthy"))
    assert tight["low_back_passive_nm"][2] > healthy["low_back_passive_nm"][2]


def test_chunks_do_not_change_the_numbers(study: Study) -> None:
    from loadshare.body.study import Chunk

    whole = compute_chunk(study, Chunk("tight", "sit", 0, 512))
    part = compute_chunk(study, Chunk("tight", "sit", 256, 256))
    for name, values in part.items():
        assert np.array_equal(whole[name][256:], values), name


def test_an_address_nobody_answers_is_said(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    def nobody(*_: object, **__: object) -> None:
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", nobody)
    with pytest.raises(BodyError, match=r"no Dask scheduler answers at .tcp://127\.0\.0\.1:1"):
        run_study(study, tmp_path / "out", dask="tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people = 0\n[[case]]\nname='a'\n[[task]]\nname='sit'", "people = 0 is outside 1"),
        ("colour = 1", "unknown colour"),
        ("seed = 1", "at least one"),
        ("[[case]]\nname='a'\nshoe=3\n[[task]]\nname='sit'", "shoe"),
        ("[[case]]\nname='a'\n[[task]]\nname='fly'", "unknown task 'fly'"),
        ("people = ", "not valid TOML"),
    ],
)
def test_a_study_file_with_a_mistake_is_refused(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(BodyError, match=message):
        read_study(file)


def test_a_missing_study_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BodyError, match=r"no study file 'none.toml'"):
        read_study(tmp_path / "none.toml")


def test_the_example_study_can_be_read() -> None:
    study = read_study(Path(__file__).resolve().parents[2] / "examples" / "study.toml")
    assert study.people == 2000
    assert set(study.tasks) == {"sit", "lift-10-kg"}


def test_a_pool_of_processes_gives_the_same_numbers(study: Study, tmp_path: Path) -> None:
    assert run_study(study, tmp_path / "pool", workers=2) == run_study(study, tmp_path / "here")


GOOD = 'people = 64\n[[case]]\nname = "one"\n[[task]]\nname = "sit"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('"one"', '"../one"'), "a name of letters"),
        (GOOD.replace('name = "one"', "sex = 1"), "a name of letters"),
        (GOOD.replace('"one"', '"one"\nstrength = 3'), "Person"),
        (GOOD.replace('"one"', '"one"\nsex = ["x"]'), "sex"),
        (GOOD + '[[task]]\nname = "sit"\n', "two of [[task]]"),
        (GOOD.replace("[[case]]", "[case]"), "write each case as a table [[case]]"),
        (GOOD + "[uncertainty]\nmass_sd = 'much'\n", "mass_sd must be a number"),
        (GOOD + "[uncertainty]\ndisc_factor = 3\n", "disc_factor must be two numbers"),
        (GOOD.replace("[[case]]", "uncertainty = 3\n[[case]]"), "Uncertainty"),
        ("case = " + "[" * 5000 + "]" * 5000, "too deep"),
    ],
)
def test_a_study_that_is_none_says_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "study.toml"
    file.write_text(text)
    with pytest.raises(BodyError) as refused:
        read_study(file)
    assert said in str(refused.value)


def test_a_damaged_part_of_a_study_is_named(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_study(study, out)
    part = sorted(out.glob("*.parquet"))[0]
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(BodyError, match=f"{part.name} is damaged; delete it"):
        run_study(study, out)
    (out / "study.json").write_text("{")
    with pytest.raises(BodyError, match="holds another study"):
        run_study(study, out)
