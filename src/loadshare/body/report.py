"""Reports as text: the validation page and its plot."""

from __future__ import annotations

from collections.abc import Iterable

from loadshare.body import Body, passive, recorded, validate
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.model import REFERENCE_MASS_KG
from loadshare.body.plot import Row, bars
from loadshare.body.validate import Result
from loadshare.knowledge.words import words_of

words = words_of("body")

STANDING_HIP_DEG = -5.5
"""Hip flexion of the model in standing; a test asks it."""
WANTED_PCT = 5.0
"""Of the largest moment, beside another program that works it out of the same recording."""
MISSES = ("D", "E", "I", "I18", "L07", "M", "M14", "P03", "P09", "P10", "P11", "V04", "V07")
"""Rows whose miss is understood, or a letter for all of its rows; the words say why."""


def validation_markdown(results: tuple[Result, ...]) -> str:
    """The page `docs/reference/validation.md`."""
    counted = [r for r in results if r.counts]
    hits = sum(r.is_hit for r in counted)
    pressure = validate.rank_correlation(results, validate.PRESSURES)
    emg = validate.rank_correlation(results, validate.EMG)
    out = [
        words("report.head"),
        words("report.picture") + "\n",
        words("report.hits", hits=hits, counted=len(counted), misses=len(counted) - hits) + "\n",
        words(
            "report.correlation",
            postures=len(validate.PRESSURES),
            pressure=f"{pressure:.2f}",
            measurements=len(validate.EMG),
            activity=f"{emg:.2f}",
        )
        + "\n",
        *heading(words("report.columns")),
    ]
    for r in results:
        t = r.target
        cells = (
            t.id,
            f"{t.quantity}, {t.condition}",
            f"{t.value} {t.unit}",
            number(r.computed),
            words("report.between", low=number(r.low), high=number(r.high)),
            r.verdict,
            r.how,
            t.source,
        )
        out.append(table_row(cells))
    out.append("\n" + words("report.misses") + "\n")
    out.extend(f"* **{words(f'miss.{key}.rows')}**: {_why(key, results)}" for key in MISSES)
    out.append(peers(results))
    out.append(stride(validate.stride(), recorded.agreements(Body().chooser("male"))))
    out.append("\n" + words("report.not-produced") + "\n")
    out.extend(f"* {t.id}: {t.quantity}, {t.condition} ({t.source})" for t in validate.not_modelled())
    return "\n".join(out) + "\n"


def _why(key: str, results: tuple[Result, ...]) -> str:
    """Why a row is missed, with the numbers that show it."""
    computed = {r.target.id: r.computed for r in results}
    gaps: dict[str, str] = {}
    if key == "E":
        for name, hip_deg in (("straight", 0.0), ("bent", 90.0)):
            inwards, outwards = validate.turning(hip_deg)
            gaps |= {f"{name}_in": f"{inwards:.1f}", f"{name}_out": f"{outwards:.1f}"}
    elif key == "D":
        gaps = {
            "men": f"{computed['D06']:.0f}",
            "part": f"{computed['D06'] / 3.0:.0f}",
            "woman": f"{computed['D09']:.0f}",
            "womans_part": f"{computed['D09'] / 1.83:.0f}",
        }
    elif key == "P03":
        at_knee = computed["P03"] * validate.LEG_M / validate.THIGH_M
        gaps = {"ankle": f"{computed['P03']:.0f}", "knee": f"{at_knee:.0f}"}
    elif key == "I":
        gaps = {name.lower(): f"{computed[name]:.2f}" for name in ("I09", "I11", "I13", "I21", "I22")}
    elif key == "I18":
        gaps = {"mass": f"{computed['I18']:.0f}"}
    elif key == "P10":
        gaps = {"effort": f"{computed['P10']:.0f}"}
    elif key == "P11":
        (row,) = (r for r in results if r.target.id == key)
        lever_m = (float(row.target.value) - row.computed) / GRAVITY_MS2
        gaps = {"rise": number(row.computed), "lever": f"{100.0 * lever_m:.0f}"}
    elif key == "M":
        standing = passive.hip_moment(STANDING_HIP_DEG, 0.0)
        gaps = {"tilt": f"{computed['M10']:.0f}", "upright": f"{standing:.0f}"}
    elif key == "M14":
        gaps = {"effort": f"{computed['M14']:.2f}", "free": f"{passive.HIP_TURN_FREE_DEG:.0f}"}
    elif key == "V04":
        gaps = {"deg": f"{computed['V04']:.0f}"}
    elif key == "V07":
        gaps = {"ratio": f"{computed['V07']:.1f}"}
    elif key == "L07":
        gaps = {"lumbar": f"{computed['L02']:.0f}", "hips": f"{computed['L03']:.0f}"}
    return words(f"miss.{key}.why", **gaps)


def peers(results: tuple[Result, ...]) -> str:
    """Error of the hip's force beside those a published model was printed with."""
    computed = {r.target.id: r.computed for r in results}

    def off(value: float, measured: float) -> str:
        return f"{100.0 * abs(value / measured - 1.0):.0f}"

    return words(
        "report.peers",
        walk=off(computed["H01"], 238.0),
        stair=off(computed["H02"] * computed["H01"], 251.0),
        rise=off(computed["H06"], 156.0),
    )


def stride(seen: validate.Stride, beside: tuple[recorded.JointAgreement, ...]) -> str:
    """Loads over the measured stride, in words, and its moments beside OpenSim's."""
    late_pct = max((p for p in seen.hip_bw if 40 <= p < 68), key=lambda p: seen.hip_bw[p])
    return words(
        "report.stride",
        moments=str(beside[0].moments),
        seconds=f"{beside[0].seconds:.1f}",
        own=f"{max(a.own_most_pct for a in beside):.1f}",
        misses=", ".join(
            words("report.stride-miss", joint=_joint(a), most=f"{a.reference_most_pct:.0f}")
            for a in beside
            if a.reference_most_pct > WANTED_PCT
        ),
        table="\n".join(
            (
                *heading(words("report.stride-columns")),
                *(
                    table_row(
                        (
                            _joint(a),
                            f"{a.peak_nm / REFERENCE_MASS_KG:.2f}",
                            f"{a.own_rms_pct:.1f}",
                            f"{a.own_most_pct:.1f}",
                            f"{a.reference_rms_pct:.0f}",
                            f"{a.reference_most_pct:.0f}",
                        )
                    )
                    for a in beside
                ),
            )
        ),
        early=f"{max(v for p, v in seen.hip_bw.items() if p < 40):.1f}",
        late=f"{seen.hip_bw[late_pct]:.1f}",
        late_pct=str(late_pct),
        low=f"{min(seen.l5s1_n.values()):.0f}",
        high=f"{max(seen.l5s1_n.values()):.0f}",
        gmax=str(max(seen.gluteus_maximus_pct, key=lambda p: seen.gluteus_maximus_pct[p])),
        gmed=str(max(seen.gluteus_medius_pct, key=lambda p: seen.gluteus_medius_pct[p])),
    )


def _joint(agreement: recorded.JointAgreement) -> str:
    return words(f"report.stride-joint.{agreement.joint}")


def heading(columns: str) -> tuple[str, str]:
    """The two lines over a table, from its columns with strokes between them."""
    return f"| {columns} |", f"|{' --- |' * len(columns.split(' | '))}"


def table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def validation_svg(results: tuple[Result, ...]) -> str:
    """Computed values on a scale where 0 to 1 is the range of a hit, shown from 0 to 3 range widths."""
    rows = []
    for r in results:
        unit = r.high if r.high > 0 else 1.0
        label = f"{r.target.id}  {r.target.condition}"[:52]
        text = f"{number(r.computed)}  {r.verdict}"
        is_good = r.is_hit
        rows.append(Row(label, r.computed / unit, r.low / unit, 1.0, text, is_good))
    return bars(
        words("report.plot.title"),
        rows,
        scale=words("report.plot.scale"),
        limit=2.0,
    )


def group_of(result: Result) -> str:
    """What kind of measurement a row is, in words."""
    return words(f"report.group.{result.target.id[0]}")


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value == 0 or abs(value) < 0.005:
        return "0"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
