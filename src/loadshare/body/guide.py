"""The page `docs/guide/what-the-model-says.md`: the article's three ideas, asked of the model, with
bands."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from loadshare.body.choosing import shorter_step_cm
from loadshare.body.daily.reading import SAME_DEG, SAME_PCT, direction
from loadshare.body.engine import Answer, people_of
from loadshare.body.impact import ChangedShare, changes
from loadshare.body.loads import People
from loadshare.body.pelvis import ABDUCTORS, FURTHEST_DEG, Carried
from loadshare.body.person import Person
from loadshare.body.population import Band
from loadshare.body.report import heading, number, table_row
from loadshare.body.tasks import SPINE_TO_PELVIS, Task
from loadshare.body.validate import Comparison
from loadshare.knowledge.words import words_of

PEOPLE, SEED = 500, 1
STIFFNESS = (0.61, 1.0, 1.64)
"""Of the low back, as in a band: lowest and highest of 90 in 100 people."""
LOSSES = (0.0, 10.0, 20.0, 40.0)
BEHIND = (0.0, 5.0, 10.0, 20.0)
BEHIND_TOLD = 10.0
TURNED_IN = (0.0, 10.0, 15.0, 20.0, 30.0)
TURNED_IN_TOLD = 15.0
ABDUCTION = (1.0, 0.8, 0.6, 0.48, 0.4, 0.3, 0.2)
ABDUCTION_TOLD = 0.4
HALF = 0.48  # what a block of the nerve left (Kendall 2013, P01)
DROPPED, LEANT = 4.0, 10.0
LANDED_WEAK = (0.5, 0.3)
KNEES = (5.0, 10.0, 20.0, 30.0, 40.0)
STIFFER = 100.0  # Nm/rad at both hips: about what the law of the hip has near the end of its bend
STOOD_DROPPED = 8.0

Way = tuple[float, float]
words = words_of("body")


def _tight(loss: float) -> Person:
    return Person(hip_loss_right_deg=loss, hip_loss_left_deg=loss)


class _Asked:
    def __init__(self, comparison: Comparison) -> None:
        self.c = comparison

    def band(self, task: Task, person: Person) -> Band:
        return self.c.body.band(task=task, person=person, people=PEOPLE, seed=SEED)

    def row(self, label: str, task: Task, person: Person, keys: tuple[str, ...]) -> str:
        answer = self.c.body.solve(task=task, person=person)
        band = self.band(task, person)
        return table_row((label, *(_cell(answer, band, key) for key in keys)))


def _cell(answer: Answer, band: Band, key: str) -> str:
    value = getattr(answer, key)
    if value is None:
        return "-"
    spread = band.quantiles.get(key)
    if not spread:
        return number(value)
    return number(value) + words("guide.range", low=number(spread[0]), high=number(spread[-1]))


def guide_markdown(comparison: Comparison | None = None) -> str:
    """The whole page (about 7 s)."""
    asked = _Asked(comparison or Comparison())
    parts = (
        _limited(asked),
        _sitting(asked),
        _behind(asked),
        _turning(asked),
        _weak_extensor(asked),
        _pelvis(asked),
        _walking(asked),
        _shock(asked),
    )
    return words("guide.head") + "\n".join((*parts, words("guide.sure")))


def _part(name: str, rows: Iterable[str], found: str) -> str:
    """A heading, a table, and what it shows."""
    title, columns = words(f"guide.{name}.title"), words(f"guide.{name}.columns")
    return "\n".join((f"{title}\n", *heading(columns), *rows, f"\n{found}\n"))


def _by_loss(asked: _Asked, task: Task, keys: tuple[str, ...]) -> list[str]:
    return [
        asked.row(words("guide.lost", degrees=f"{loss:.0f}"), task, _tight(loss), keys) for loss in LOSSES
    ]


def _limited(asked: _Asked) -> str:
    keys = ("lumbar_deg", "low_back_share_pct", "low_back_passive_nm", "l5s1_compression_n")
    task = Task(name="bend", settings={"trunk_deg": 90.0})
    a, b = (asked.c.body.solve(task=task, person=_tight(loss)) for loss in (0.0, 40.0))
    change = 100 * (b.l5s1_compression_n / a.l5s1_compression_n - 1)
    shifts = [_shift(asked.c, task, factor) for factor in STIFFNESS]
    moves = b.lumbar_deg - a.lumbar_deg
    found = words(
        "guide.bend.found",
        degrees=number(moves),
        moment=number(b.low_back_passive_nm - a.low_back_passive_nm),
        muscle=f"{b.low_back_muscle_n:.0f}",
        usual=f"{a.low_back_muscle_n:.0f}",
        percent=f"{change:+.0f}",
        moves=words("guide.bend.moves-more" if moves >= SAME_DEG else "guide.bend.moves-same"),
        pressed=words(f"guide.bend.pressed-{direction(change)}"),
        low=number(min(shifts)),
        high=number(max(shifts)),
    )
    return _part("bend", _by_loss(asked, task, keys), found)


def _shift(comparison: Comparison, task: Task, stiffness: float) -> float:
    """Points by which the share of the low back rises when 40 degrees are lost, for a low back this stiff."""
    chooser = comparison.body.chooser("male")
    bends = []
    for loss in (0.0, 40.0):
        people = people_of(chooser.skeleton, _tight(loss))
        stiff = people.traits._replace(low_back_stiffness=people.traits.low_back_stiffness * stiffness)
        bends.append(float(chooser.choose(task, People(people.strength, stiff)).frame.lumbar_deg[0]))
    return 100.0 * (bends[1] - bends[0]) / task.numbers["trunk_deg"]


def _sitting(asked: _Asked) -> str:
    keys = ("lumbar_deg", "hip_right_deg", "low_back_passive_nm", "l4l5_compression_n")
    sits, bends = (
        [asked.c.body.solve(task=task, person=_tight(loss)) for loss in (0.0, 40.0)]
        for task in (Task(name="sit"), Task(name="bend", settings={"trunk_deg": 90.0}))
    )
    rounds, bending = (after.lumbar_deg - before.lumbar_deg for before, after in (sits, bends))
    found = words(
        "guide.sit.found",
        degrees=number(rounds),
        bending=number(bending),
        lost=f"{sits[1].l4l5_compression_n:.0f}",
        usual=f"{sits[0].l4l5_compression_n:.0f}",
        clear=words("guide.sit.clearest" if rounds > bending else "guide.sit.not-clearest"),
    )
    return _part("sit", _by_loss(asked, Task(name="sit"), keys), found)


def _short(loss: float, share: float = 0.5) -> Person:
    return Person(extension_loss_right_deg=loss, extension_loss_left_deg=loss, flexor_share=share)


def _behind(asked: _Asked) -> str:
    tasks = (Task(name="stand-upright"), Task(name="push-off"))
    body, rows, told = asked.c.body, [], []
    for loss in BEHIND:
        cells = [words("guide.lost", degrees=f"{loss:.0f}")]
        for task in tasks:
            answer = body.solve(task=task, person=_short(loss))
            arch = abs(next(iter(answer.chosen.values())))
            cells += [number(arch), _cell(answer, asked.band(task, _short(loss)), "l5s1_compression_n")]
            if loss in (0.0, BEHIND_TOLD):
                told.append((arch, answer.l5s1_compression_n))
        rows.append(table_row(cells))
    capsule, muscle = (
        body.solve(task=tasks[1], person=_short(BEHIND_TOLD, share)).l5s1_compression_n
        - body.solve(task=tasks[1], person=_short(0.0)).l5s1_compression_n
        for share in (0.0, 1.0)
    )
    standing, walking = told[2:]
    changes = [100.0 * (now[1] / was[1] - 1.0) for was, now in zip(told[:2], told[2:], strict=True)]
    found = words(
        "guide.behind.found",
        degrees=f"{BEHIND_TOLD:.0f}",
        standing=number(standing[0]),
        walking=number(walking[0]),
        pressed=words(f"guide.behind.pressed-{direction(min(changes))}"),
        capsule=f"{capsule:.0f}",
        muscle=f"{muscle:.0f}",
        step=f"{shorter_step_cm(body.chooser('male'), walking[0]):.0f}",
    )
    return _part("behind", rows, found)


def _turning(asked: _Asked) -> str:
    task, rows, told = Task(name="turn"), [], []
    whole = task.numbers["turn_deg"]
    for loss in TURNED_IN:
        person = Person(turn_loss_right_deg=loss, turn_loss_left_deg=loss)
        answer, band = asked.c.body.solve(task=task, person=person), asked.band(task, person)
        turns = abs(answer.lumbar_turn_deg)
        cells = [words("guide.lost", degrees=f"{loss:.0f}"), number(turns), number(100.0 * turns / whole)]
        cells += [_cell(answer, band, key) for key in ("low_back_turn_nm", "l5s1_compression_n")]
        rows.append(table_row(cells))
        if loss in (0.0, TURNED_IN_TOLD):
            told.append((turns, answer.l5s1_compression_n))
    (was, free_n), (now, lost_n) = told
    change = 100.0 * (lost_n / free_n - 1.0)
    found = words(
        "guide.turn.found",
        measured=f"{SPINE_TO_PELVIS:.2f}",
        degrees=f"{TURNED_IN_TOLD:.0f}",
        more=number(now - was),
        percent=f"{change:+.0f}",
        pressed=words(f"guide.behind.pressed-{direction(change)}"),
        effort=number(asked.c.spine_to_pelvis_by_effort(60.0)),
    )
    return _part("turn", rows, found)


def _weak_extensor(asked: _Asked) -> str:
    rows, changes, bent = [], [], []
    for task in ("sit-to-stand", "bend"):
        base = asked.c.solve(task)
        for factor in (1.0, 0.5, 0.3):
            answer = asked.c.solve(task, Person(strength={"gluteus-maximus": factor}))
            force = answer.group_force_n
            if task == "bend":
                bent.append(force)
            changes.append(100.0 * (answer.l5s1_compression_n / base.l5s1_compression_n - 1))
            newtons = (
                answer.l5s1_compression_n,
                answer.low_back_muscle_n,
                force["hamstrings-right"],
                force["gluteus-maximus-right"],
            )
            rows.append(table_row((task, f"{factor:.1f}", *(f"{n:.0f}" for n in newtons))))
    found = words(
        "guide.extensor.found",
        percent=number(max(map(abs, changes))),
        pressed=words(f"guide.extensor.pressed-{'more' if max(changes) > SAME_PCT else 'same'}"),
        glutes=f"{bent[0]['gluteus-maximus-right']:.0f}",
        fewer=f"{bent[-1]['gluteus-maximus-right']:.0f}",
        hamstrings=f"{bent[0]['hamstrings-right']:.0f}",
        more=f"{bent[-1]['hamstrings-right']:.0f}",
    )
    return _part("extensor", rows, found)


def _pelvis(asked: _Asked) -> str:
    rows = []
    for factor in (1.0, 0.7, 0.48, 0.3, 0.1):
        answer = asked.c.solve("single-leg-stance", Person(strength={"gluteals": factor}))
        is_held = asked.c.gluteals(factor).residual_nm < 1.0
        cells = (
            f"{factor:.2f}",
            words("guide.pelvis.held") if is_held else words("guide.pelvis.not-held"),
            f"{answer.chosen['lumbar-bend']:.1f}",
            number(answer.hip_force_right_bw),
            f"{answer.l5s1_compression_n:.0f}",
        )
        rows.append(table_row(cells))
    usual = asked.c.solve("single-leg-stance")
    lean = asked.c.solve("single-leg-stance", fixed=usual.chosen["lumbar-bend"] + 12.0)
    drop = asked.c.solve("single-leg-stance", drop_deg=STOOD_DROPPED)
    half = asked.c.solve("single-leg-stance", Person(strength={"gluteals": 0.48}))
    leans = abs(half.chosen["lumbar-bend"] - usual.chosen["lumbar-bend"]) >= SAME_DEG
    found = words(
        "guide.pelvis.found",
        half=words("guide.pelvis.half-lean" if leans else "guide.pelvis.half-same"),
        claim=words("guide.pelvis.from-half" if leans else "guide.pelvis.only-below"),
        percent=f"{100 * asked.c.threshold():.0f}",
        leaning=f"{lean.l5s1_compression_n:.0f}",
        drop=f"{STOOD_DROPPED:.0f}",
        dropping=f"{drop.l5s1_compression_n:.0f}",
        usual=f"{usual.l5s1_compression_n:.0f}",
    )
    return _part("pelvis", rows, found)


def _walking(asked: _Asked) -> str:
    control, told, tilts = asked.c.pelvis, dict[float, Carried](), dict[float, Way]()
    rows: list[str] = []
    others: list[float] = []
    for factor in ABDUCTION:
        person = Person(strength={f"{ABDUCTORS}-right": factor})
        way = control.by_habit(person, "right")
        assert way is not None
        spread = control.spread(person, "right", way, people=PEOPLE, seed=SEED)
        tilts[factor], other = (control.by_effort(person, side) for side in ("right", "left"))
        others += [abs(value) for value in other]
        told[factor] = way
        cells = (
            f"{factor:.2f}",
            f"{spread.can_hold_pct:.0f}",
            _pair(way.drop_deg, way.lean_deg),
            _pair(*tilts[factor]),
            _pair(*other),
            number(way.hip_bw) + _range(spread.hip_bw),
            number(way.l5s1_n) + _range(spread.l5s1_n),
            number(way.side_bend_nm),
        )
        rows.append(table_row(cells))
    usual, weak = told[1.0], told[ABDUCTION_TOLD]
    drop = control.carried(Person(), "right", DROPPED, 0.0)
    lean = control.carried(Person(), "right", 0.0, LEANT)
    is_more = direction(100.0 * (weak.l5s1_n / usual.l5s1_n - 1.0)) == "more"
    drops = any(tilt[0] > SAME_DEG for tilt in tilts.values())
    found = words(
        "guide.walking.found",
        held=f"{100.0 * control.held_from(ABDUCTORS):.0f}",
        usual=number(usual.l5s1_n),
        weak=number(weak.l5s1_n),
        told=f"{ABDUCTION_TOLD:.2f}",
        hip=number(weak.hip_bw),
        hip_usual=number(usual.hip_bw),
        pressed=words(f"guide.walking.pressed-{'more' if is_more else 'same'}"),
        drop=f"{DROPPED:.0f}",
        drop_pct=_percent(drop.l5s1_n, usual.l5s1_n),
        drop_hip_pct=_percent(drop.hip_bw, usual.hip_bw),
        lean=f"{LEANT:.0f}",
        lean_pct=_percent(lean.l5s1_n, usual.l5s1_n),
        lean_hip_pct=_percent(lean.hip_bw, usual.hip_bw),
        lean_nm=number(lean.side_bend_nm),
        usual_nm=number(usual.side_bend_nm),
        chooses=words(f"guide.walking.chooses-{'drop' if drops else 'never'}"),
        tilt=f"{max(map(abs, tilts[HALF])):.0f}",
        other=f"{max(others):.1f}",
    )
    return _part("walking", rows, found)


def _pair(drop_deg: float, lean_deg: float) -> str:
    """Both angles, with "or more" where effort went as far as was tried."""
    drop, lean = (f"{value + 0.0:.1f}" for value in (drop_deg, lean_deg))
    pair = words("guide.walking.pair", drop=drop, lean=lean)
    return words("guide.walking.further", pair=pair) if abs(drop_deg) >= FURTHEST_DEG else pair


def _range(ends: tuple[float, float]) -> str:
    low, high = map(number, ends)
    return words("guide.range", low=low, high=high)


def _percent(now: float, was: float) -> str:
    return f"{100.0 * (now / was - 1.0):+.0f}"


def _shock(asked: _Asked) -> str:
    landing = asked.c.jolts.landing
    usual = landing.parts()
    cases = (
        ("usual", usual),
        *((f"glutes-{part:.1f}", landing.parts(Person(strength={"gluteals": part}))) for part in LANDED_WEAK),
        ("bend", landing.parts(_tight(40.0))),
        ("behind", landing.parts(_short(20.0))),
        ("turn", landing.parts(Person(turn_loss_right_deg=30.0, turn_loss_left_deg=30.0))),
        (f"stiff-{STIFFER:.0f}", landing.parts(stiffer_nm_per_rad=STIFFER)),
        *((f"knee-{knee:.0f}", landing.parts(knee_deg=knee)) for knee in KNEES),
    )
    was, rows, told = landing.shares(usual), [], dict[str, tuple[ChangedShare, ChangedShare]]()
    for name, parts in cases:
        slow, fast = told[name] = changes(was, landing.shares(parts))
        blow = landing.blow(parts)
        kind, _, value = name.partition("-")
        cells = [words(f"guide.shock.{kind}", **({"value": value} if value else {}))]
        for change in (slow, fast):
            cells.append(number(change.changed[0]) + _range(change.changed[1:]))
            cells.append(_change_cell(change) if name != "usual" else "-")
        cells += [number(blow.force_n), number(blow.shank_ms2), number(blow.l5_ms2)]
        rows.append(table_row(cells))
    tight = [told[name] for name in ("bend", "behind", "turn", f"stiff-{STIFFER:.0f}")]
    weak = [told[f"glutes-{part:.1f}"] for part in LANDED_WEAK]
    later = asked.c.jolts.later
    turned = [later.parts(Person(strength={"gluteals": part})) for part in (1.0, *LANDED_WEAK)]
    first, *then = [later.shares(parts) for parts in turned]
    weak_later = [changes(first, shares) for shares in then]
    walked = landing.walked(usual)
    straight, bent = (asked.c.jolts.blow(knee) for knee in (0.0, 40.0))
    found = words(
        "guide.shock.found",
        knee=f"{landing.knee_deg:.0f}",
        slow=number(told["usual"][0].usual[0]),
        fast=number(told["usual"][1].usual[0]),
        glutes_fast=words(f"guide.shock.glutes-fast-{_verdict(weak, 1)}"),
        glutes_slow=words(
            f"guide.shock.glutes-slow-{_verdict(weak, 0)}",
            percent=_percents(weak, 0),
            later=_percents(weak_later, 0),
        ),
        hip_fast=words(f"guide.shock.hip-fast-{_verdict(tight, 1)}"),
        hip_slow=words(f"guide.shock.hip-slow-{_verdict(tight, 0)}", percent=_percents(tight, 0)),
        knee_fast=words(f"guide.shock.knee-fast-{_verdict([told[f'knee-{KNEES[-1]:.0f}']], 1)}"),
        bent_n=number(bent.force_n),
        straight_n=number(straight.force_n),
        bent_shank=number(bent.shank_ms2),
        straight_shank=number(straight.shank_ms2),
        recorded=f"{walked.shank[0]:.1f}",
        recorded_l5=f"{walked.l5[0]:.1f}",
    )
    return _part("shock", rows, found)


def _verdict(asked: Iterable[tuple[ChangedShare, ChangedShare]], band: int) -> str:
    """What several changes say together: the strongest word wins, and one that is open keeps all open."""
    said = {change[band].verdict for change in asked}
    for word in ("more", "open", "not-more"):
        if word in said:
            return word
    return "less"


def _percents(asked: Iterable[tuple[ChangedShare, ChangedShare]], band: int) -> str:
    ends = [change[band].percent[1:] for change in asked]
    return words(
        "guide.shock.percents", low=f"{min(e[0] for e in ends):+.0f}", high=f"{max(e[1] for e in ends):+.0f}"
    )


def _change_cell(change: ChangedShare) -> str:
    middle, low, high = (f"{round(value, 1) + 0.0:+.1f}" for value in change.percent)
    return middle + words("guide.range", low=low, high=high)


if __name__ == "__main__":
    sys.stdout.write(guide_markdown())
