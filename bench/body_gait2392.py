"""Walking with gait2392 in OpenSim and here, in one run: 92 muscles, 23 coordinates, activations compared.

    python -m bench.body_gait2392        needs requirements/peers.txt

OpenSim runs StaticOptimization (exponent 2, muscle physiology) and JointReaction. Ours gets OpenSim's own
moment arms, muscle forces and joint moments of every frame; neither has passive force, for OpenSim leaves it
out. OpenSim runs as it comes (timed) and with a tighter tolerance, which shows to whom a difference belongs.
Times are processor time of one core, in alternating rounds; ratios are medians over rounds. The model is
rebuilt from tables, the walking cycle is a smooth one of our own: the recorded walk is not ours to ship.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import daqp
import numpy as np
import opensim as osim
from numpy.typing import NDArray

from bench import _gait2392_model as gait
from loadshare.body import Body, Person, Task, sharing
from loadshare.body.engine import people_of, share_with_crowd
from loadshare.body.population import draw

FRAMES = 41
ROUNDS = 5
PEOPLE = 1000
EDGE = 4  # OpenSim differentiates splines: the first and last frames are left out of the comparison
LOOSE = (1e-4, 100)  # OpenSim's defaults: tolerance, iterations
TIGHT = (1e-8, 2000)
LOW = 0.01  # OpenSim's smallest activation
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """One frame as OpenSim sees it: moment per activation (17 x 92) and moment wanted (17)."""

    matrix: Array
    demand: Array


def times() -> Array:
    """Frame times of one cycle (s)."""
    return np.linspace(0.0, gait.CYCLE_S, FRAMES)


def model() -> osim.Model:
    """The model with the ground force."""
    out = gait.build()
    gait.push(out, times())
    return out


def write_files(folder: Path) -> None:
    """The model and the motion, for OpenSim's tools."""
    made = model()
    made.printToXML(str(folder / "gait.osim"))
    motion = gait.walking(times())
    coordinates = [made.getCoordinateSet().get(i) for i in range(made.getCoordinateSet().getSize())]
    table = osim.TimeSeriesTable()
    table.setColumnLabels([f"{c.getAbsolutePathString()}/value" for c in coordinates])
    for i, t in enumerate(times()):
        table.appendRow(float(t), osim.RowVector([float(motion[c.getName()][i]) for c in coordinates]))
    table.addTableMetaDataString("inDegrees", "no")
    osim.STOFileAdapter.write(table, str(folder / "motion.sto"))


def run_tool(folder: Path, name: str, analysis: osim.Analysis) -> float:
    """Run one analysis over the motion; processor seconds per frame."""
    tool = osim.AnalyzeTool()
    tool.setName(name)
    tool.setModelFilename(str(folder / "gait.osim"))
    tool.setInitialTime(0.0)
    tool.setFinalTime(gait.CYCLE_S)
    tool.setCoordinatesFileName(str(folder / "motion.sto"))
    tool.setLowpassCutoffFrequency(-1)
    tool.setResultsDir(str(folder))
    analysis.setStartTime(0.0)
    analysis.setEndTime(gait.CYCLE_S)
    analysis.setStepInterval(1)
    tool.getAnalysisSet().cloneAndAppend(analysis)
    tool.printToXML(str(folder / f"{name}.xml"))
    tool = osim.AnalyzeTool(str(folder / f"{name}.xml"))
    start = time.process_time()
    tool.run()
    return (time.process_time() - start) / FRAMES


def static_optimisation(folder: Path, name: str, tolerance: float, iterations: int) -> float:
    """Processor seconds per frame; writes activations and forces."""
    analysis = osim.StaticOptimization()
    analysis.setActivationExponent(2)
    analysis.setUseMusclePhysiology(True)
    analysis.setUseModelForceSet(True)
    analysis.setConvergenceCriterion(tolerance)
    analysis.setMaxIterations(iterations)
    return run_tool(folder, name, analysis)


def joint_reaction(folder: Path, name: str) -> float:
    """Processor seconds per frame, from the forces of an earlier run."""
    analysis = osim.JointReaction()
    analysis.setForcesFileName(str(folder / f"{name}_StaticOptimization_force.sto"))
    joints, on, frames = osim.ArrayStr(), osim.ArrayStr(), osim.ArrayStr()
    for joint in ("hip_r", "hip_l", "back"):
        joints.append(joint)
        on.append("child")
        frames.append("child")
    analysis.setJointNames(joints)
    analysis.setOnBody(on)
    analysis.setInFrame(frames)
    return run_tool(folder, f"{name}_reaction", analysis)


def extract(folder: Path) -> tuple[list[Frame], list[str], list[str]]:
    """OpenSim's own problem frame by frame, with the names of muscles and rows."""
    made = model()
    state = made.initSystem()
    inverse = osim.InverseDynamicsSolver(made)
    muscles = [made.getMuscles().get(i) for i in range(made.getMuscles().getSize())]
    coordinates = [made.getCoordinateSet().get(i) for i in range(made.getCoordinateSet().getSize())]
    held = [k for k, c in enumerate(coordinates) if not c.getName().startswith("pelvis")]
    places = osim.GCVSplineSet(5, osim.Storage(str(folder / "motion.sto")))
    table = osim.TimeSeriesTable()
    table.setColumnLabels([c.getName() for c in coordinates])
    for t in times():
        row = [places.evaluate(k, 1, float(t)) for k in range(len(coordinates))]
        table.appendRow(float(t), osim.RowVector(row))
    osim.STOFileAdapter.write(table, str(folder / "speeds.sto"))
    # as StaticOptimization does: the acceleration wanted is the slope of a spline through the speeds
    speeds = osim.GCVSplineSet(5, osim.Storage(str(folder / "speeds.sto")))
    slots = tree_order(state, coordinates)
    actuators = [made.getActuators().get(i) for i in range(made.getActuators().getSize())]
    out = []
    for t in times():
        state.setTime(float(t))
        wanted = osim.Vector(len(coordinates), 0.0)
        for k, c in enumerate(coordinates):
            c.setValue(state, places.evaluate(k, 0, float(t)), False)
            c.setSpeedValue(state, places.evaluate(k, 1, float(t)))
            wanted[slots[k]] = speeds.evaluate(k, 1, float(t))
        for actuator in actuators:
            actuator.setAppliesForce(state, False)
        moments = inverse.solve(state, wanted)
        made.realizeVelocity(state)
        matrix = np.zeros((len(held), len(muscles)))
        for j, m in enumerate(muscles):
            force = m.calcInextensibleTendonActiveFiberForce(state, 1.0)
            matrix[:, j] = [force * m.computeMomentArm(state, coordinates[k]) for k in held]
        matrix[np.abs(matrix) < 1e-9] = 0.0
        out.append(Frame(matrix, np.array([moments.get(slots[k]) for k in held])))
    return out, [m.getName() for m in muscles], [coordinates[k].getName() for k in held]


def tree_order(state: osim.State, coordinates: list[osim.Coordinate]) -> list[int]:
    """Where each coordinate sits in OpenSim's vectors of the whole tree."""
    for k, c in enumerate(coordinates):
        c.setSpeedValue(state, float(k + 1))
    inside = state.getU().to_numpy().round().astype(int).tolist()
    return [inside.index(k + 1) for k in range(len(coordinates))]


def read_columns(path: Path, names: list[str]) -> Array:
    """Columns of a result, shape (frames, names)."""
    table = osim.TimeSeriesTable(str(path))
    return np.array([table.getDependentColumn(n).to_numpy() for n in names]).T


class Ours:
    """Our solver on OpenSim's problems."""

    def __init__(self, frames: list[Frame]) -> None:
        self.frames = frames
        rows, n = frames[0].matrix.shape
        self.columns = [sharing.columns_of(f.matrix) for f in frames]
        self.ones, self.low, self.soft = np.ones(n), np.full(n, LOW), np.full(rows, gait.RESERVE_NM**2)

    def solve(self, *, warm: bool) -> Array:
        """Activations of all frames; warm starts from the frame before."""
        start, out = None, []
        for columns, frame in zip(self.columns, self.frames, strict=True):
            problem = sharing.Problem(columns, self.ones, self.low, self.ones, frame.demand, self.soft)
            solution, _ = sharing.share(problem=problem, start=start)
            start = solution.multipliers if warm else None
            out.append(solution.effort)
        return np.array(out)


class Crowd:
    """One of OpenSim's problems for people of different strength, each started from the middle one."""

    def __init__(self, frame: Frame) -> None:
        rows, n = frame.matrix.shape
        strength = np.exp(np.random.default_rng(1).normal(0.0, 0.15, (PEOPLE, n)))
        columns = sharing.columns_of(frame.matrix)
        wide = np.repeat(np.arange(n), np.diff(columns.start))
        middle = sharing.Problem(
            columns=columns,
            cost=np.ones(n),
            low=np.full(n, LOW),
            high=np.ones(n),
            demand=frame.demand,
            softness=np.full(rows, gait.RESERVE_NM**2),
        )
        self.given = [
            middle._replace(columns=columns._replace(value=columns.value * s[wide])) for s in strength
        ]
        self.middle = sharing.share(problem=middle)[0].multipliers

    def solve(self) -> None:
        """Activations of everyone."""
        for problem in self.given:
            sharing.share(problem=problem, start=self.middle)


class Daqp:
    """The same problems for DAQP, reserves as unknowns and balance as equalities."""

    def __init__(self, frames: list[Frame]) -> None:
        m, n = frames[0].matrix.shape
        hessian, zero = np.diag(np.r_[np.ones(n), np.full(m, gait.RESERVE_NM**-2)]), np.zeros(n + m)
        sense = np.r_[np.zeros(n + m), np.full(m, 5)].astype(np.int32)
        self.count, self.problems = n, []
        for f in frames:
            a = np.ascontiguousarray(np.hstack([f.matrix, np.eye(m)]))
            upper = np.r_[np.ones(n), np.full(m, 1e30), f.demand]
            lower = np.r_[np.full(n, LOW), np.full(m, -1e30), f.demand]
            self.problems.append((hessian, zero, a, upper, lower, sense))

    def solve(self) -> Array:
        """Activations of all frames."""
        return np.array([daqp.solve(*p)[0][: self.count] for p in self.problems])


def each(work: Callable[[], object], count: int, repeats: int = 20) -> float:
    """Median processor seconds of one of `count` pieces of the work."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) / count)
    return statistics.median(taken)


def whole_body() -> tuple[Callable[[], object], Callable[[], object]]:
    """One new posture of our body to its joint loads, and 1,000 people in one posture."""
    chooser = Body().chooser("male")
    who = people_of(chooser.skeleton, Person())
    chosen = chooser.choose(Task(name="walk"), who)
    crowd = draw(chooser.skeleton, Person(), first=0, count=PEOPLE, seed=1)

    def posture() -> None:
        chooser.sharer.solve(chooser.measurer.measure(chosen.stance), who)

    def people() -> None:
        share_with_crowd(chooser, chosen, Person(), crowd)

    posture()
    people()
    return posture, people


def difference(ours: Array, theirs: Array) -> str:
    """RMS and largest difference, away from the ends."""
    d = (ours - theirs)[EDGE : FRAMES - EDGE]
    return f"{np.sqrt(np.mean(d**2)):.5f}, at most {np.abs(d).max():.4f}"


def effort(frames: list[Frame], activation: Array) -> tuple[float, float]:
    """What both minimise, summed over frames, with the reserves that a set of activations leaves."""
    reserve = np.array([f.demand - f.matrix @ a for f, a in zip(frames, activation, strict=True)])
    inner = slice(EDGE, FRAMES - EDGE)
    cost = np.sum(activation[inner] ** 2) + np.sum((reserve[inner] / gait.RESERVE_NM) ** 2)
    return float(cost), float(np.abs(reserve[inner]).max())


def main() -> None:
    """Print ratios, then figures."""
    osim.Logger.setLevelString("off")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        tight = static_optimisation(folder, "tight", *TIGHT)
        frames, muscles, rows = extract(folder)
        ours, peer = Ours(frames), Daqp(frames)
        posture, people = whole_body()
        crowd = Crowd(frames[FRAMES // 6])
        answer, other = ours.solve(warm=False), peer.solve()
        ours.solve(warm=True)
        taken: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for label, seconds in (
                ("so", static_optimisation(folder, "loose", *LOOSE)),
                ("reaction", joint_reaction(folder, "loose")),
                ("cold", each(lambda: ours.solve(warm=False), FRAMES)),
                ("warm", each(lambda: ours.solve(warm=True), FRAMES)),
                ("daqp", each(peer.solve, FRAMES)),
                ("posture", each(posture, 1, 300)),
                ("crowd", each(crowd.solve, PEOPLE, 5)),
                ("people", each(people, PEOPLE, 5)),
            ):
                taken.setdefault(label, []).append(seconds)
        found = {
            n: read_columns(folder / f"{n}_StaticOptimization_activation.sto", muscles)
            for n in ("loose", "tight")
        }
        reserves = read_columns(folder / "tight_StaticOptimization_force.sto", [f"reserve_{n}" for n in rows])
    median = {k: statistics.median(v) for k, v in taken.items()}

    def ratio(over: str, *under: str) -> float:
        pairs = zip(*(taken[u] for u in under), taken[over], strict=True)
        return statistics.median(sum(p[:-1]) / p[-1] for p in pairs)

    ms, us = (lambda k: f"{1e3 * median[k]:.2f} ms"), (lambda k: f"{1e6 * median[k]:.1f} us")
    line("muscles x joint directions, frames", f"{len(muscles)} x {len(rows)}, {FRAMES}")
    line("OpenSim StaticOptimization, as it comes", f"{ms('so')} per frame")
    line(f"OpenSim StaticOptimization, tolerance {TIGHT[0]:.0e}", f"{1e3 * tight:.2f} ms per frame")
    line("OpenSim JointReaction", f"{ms('reaction')} per frame")
    line("OpenSim / ours, solve, cold", f"{ratio('cold', 'so'):.0f} x", f"goal 1000 ({us('cold')})")
    line("OpenSim / ours, solve, warm", f"{ratio('warm', 'so'):.0f} x", f"goal 5000 ({us('warm')})")
    line("DAQP / ours, solve, cold", f"{ratio('cold', 'daqp'):.1f} x", "goal 4")
    whole = f"{ratio('posture', 'so', 'reaction'):.0f} x"
    line("OpenSim with reaction / ours, new posture", whole, f"goal 200 ({ms('posture')}, our 160 muscles)")
    line("OpenSim / ours, one more person", f"{ratio('crowd', 'so'):.0f} x", f"goal 1500 ({us('crowd')})")
    whole = f"{ratio('people', 'so'):.0f} x"
    line("  in our body, to joint loads", whole, f"goal 1500 ({us('people')}, our 160 muscles)")
    line("activations: ours - OpenSim as it comes", difference(answer, found["loose"]), "goal 0.002")
    line(f"  ours - OpenSim, {TIGHT[0]:.0e}", difference(answer, found["tight"]), "goal 0.002")
    line(f"  OpenSim as it comes - {TIGHT[0]:.0e}", difference(found["loose"], found["tight"]))
    line("  ours - DAQP", difference(answer, other))
    left = np.array([f.demand - f.matrix @ a for f, a in zip(frames, found["tight"], strict=True)])
    gap = np.abs(left - reserves)[EDGE : FRAMES - EDGE].max()
    line("OpenSim's answer in the problem it gave us", f"{gap:.4f} Nm", "out of balance at most")
    for n, a in (
        ("ours", answer),
        ("OpenSim as it comes", found["loose"]),
        ("OpenSim tight", found["tight"]),
    ):
        cost, most = effort(frames, a)
        line(f"effort, {n}", f"{cost:.4f}", f"largest reserve {most:.2f} Nm")


def line(what: str, figure: str, more: str = "") -> None:
    """One row of the table."""
    print(f"{what:46s}{figure:>20s}   {more}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
