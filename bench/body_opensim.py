"""The same leg in OpenSim and here, in one run: static optimisation per frame, activations compared.

    python -m bench.body_opensim        needs requirements/peers.txt

Both get the same anatomy tables (right leg, pelvis held), the same swinging motion and, for the comparison of
activations, OpenSim's own moment arms, forces and joint moments. OpenSim runs StaticOptimization
(exponent 2) as it comes. Walking with all of gait2392 is compared in `bench.body_gait2392`.
"""

import math
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import opensim as osim

from bench.body_opensim_arms import build
from loadshare.body import Body, Person, Task, sharing
from loadshare.body.engine import people_of

FRAMES = 41
SECONDS = 1.0
RESERVE_NM = 1.0
COORDINATES = (
    "hip_flexion",
    "hip_adduction",
    "hip_rotation",
    "knee_flexion",
    "ankle_dorsiflexion",
    "subtalar_inversion",
)
MIDDLE_DEG = (25.0, -4.0, 2.0, 35.0, 0.0, 0.0)
SWING_DEG = (25.0, 6.0, 6.0, 25.0, 12.0, 6.0)


def leg() -> osim.Model:
    """The leg with masses, calibrated muscles and reserves."""
    model, names = build()
    for body, mass in (("femur", 10.5), ("tibia", 3.2), ("talus", 0.1), ("foot", 1.0)):
        model.getBodySet().get(body).setMass(mass)
        model.getBodySet().get(body).setMassCenter(osim.Vec3(0, -0.15 if body != "foot" else 0.0, 0))
    s = Body(detail="reference").chooser("male").skeleton
    for name in names:
        muscle = osim.Millard2012EquilibriumMuscle.safeDownCast(model.getForceSet().get(name))
        i = s.muscles.index(f"{name}-r")
        muscle.setMaxIsometricForce(float(s.max_force_n[i]))
        muscle.setOptimalFiberLength(float(s.optimal_m[i]))
        muscle.setTendonSlackLength(float(s.slack_m[i]))
        muscle.setPennationAngleAtOptimalFiberLength(float(math.asin(s.sin_pennation[i])))
        muscle.set_ignore_tendon_compliance(True)
    for name in COORDINATES:
        reserve = osim.CoordinateActuator(name)
        reserve.setName(f"reserve_{name}")
        reserve.setOptimalForce(RESERVE_NM)
        reserve.setMinControl(-1e6)
        reserve.setMaxControl(1e6)
        model.addForce(reserve)
    model.finalizeConnections()
    return model


def motion(folder: Path) -> Path:
    """A smooth swing of every joint, as a storage file."""
    table = osim.TimeSeriesTable()
    table.setColumnLabels([f"/jointset/{n.split('_')[0]}/{n}/value" for n in COORDINATES])
    for i in range(FRAMES):
        t = SECONDS * i / (FRAMES - 1)
        row = [
            math.radians(m + a * math.sin(2 * math.pi * t + k))
            for k, (m, a) in enumerate(zip(MIDDLE_DEG, SWING_DEG, strict=True))
        ]
        table.appendRow(t, osim.RowVector(row))
    table.addTableMetaDataString("inDegrees", "no")
    path = folder / "motion.sto"
    osim.STOFileAdapter.write(table, str(path))
    return path


def run_opensim(folder: Path) -> float:
    """Wall time per frame (s)."""
    model = leg()
    so = osim.StaticOptimization()
    so.setStartTime(0.0)
    so.setEndTime(SECONDS)
    so.setStepInterval(1)
    so.setActivationExponent(2)
    so.setUseModelForceSet(True)
    model.printToXML(str(folder / "leg.osim"))
    tool = osim.AnalyzeTool()
    tool.setName("leg")
    tool.setModelFilename(str(folder / "leg.osim"))
    tool.setInitialTime(0.0)
    tool.setFinalTime(SECONDS)
    tool.setCoordinatesFileName(str(motion(folder)))
    tool.setLowpassCutoffFrequency(-1)
    tool.setResultsDir(str(folder))
    tool.getAnalysisSet().cloneAndAppend(so)
    tool.printToXML(str(folder / "setup.xml"))
    tool = osim.AnalyzeTool(str(folder / "setup.xml"))
    start = time.perf_counter()
    tool.run()
    return (time.perf_counter() - start) / FRAMES


def problems(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """OpenSim's own moment arms times force per activation, and joint moments, frame by frame."""
    model = leg()
    state = model.initSystem()
    inverse = osim.InverseDynamicsSolver(model)
    muscles = [model.getMuscles().get(i) for i in range(model.getMuscles().getSize())]
    splines = osim.GCVSplineSet(5, osim.Storage(str(folder / "motion.sto")))
    # as StaticOptimization does: the acceleration wanted is the slope of a spline through the speeds
    table = osim.TimeSeriesTable()
    table.setColumnLabels(list(COORDINATES))
    for i in range(FRAMES):
        t = SECONDS * i / (FRAMES - 1)
        table.appendRow(t, osim.RowVector([splines.evaluate(k, 1, t) for k in range(len(COORDINATES))]))
    osim.STOFileAdapter.write(table, str(folder / "speeds.sto"))
    speeds = osim.GCVSplineSet(5, osim.Storage(str(folder / "speeds.sto")))
    out = []
    for i in range(FRAMES):
        t = SECONDS * i / (FRAMES - 1)
        wanted = osim.Vector(len(COORDINATES), 0.0)
        for k, name in enumerate(COORDINATES):
            c = model.getCoordinateSet().get(name)
            c.setValue(state, splines.evaluate(k, 0, t), False)
            c.setSpeedValue(state, splines.evaluate(k, 1, t))
            wanted[k] = speeds.evaluate(k, 1, t)
        for m in muscles:
            m.setActivation(state, 0.01)
        model.realizeDynamics(state)
        for m in range(model.getForceSet().getSize()):
            model.getForceSet().get(m).setAppliesForce(state, False)
        model.realizeDynamics(state)
        moments = inverse.solve(state, wanted)
        matrix = np.zeros((len(COORDINATES), len(muscles)))
        model.realizeVelocity(state)
        for j, m in enumerate(muscles):
            gain = m.calcInextensibleTendonActiveFiberForce(state, 1.0)
            for k, name in enumerate(COORDINATES):
                matrix[k, j] = gain * m.computeMomentArm(state, model.getCoordinateSet().get(name))
        order = [model.getCoordinateSet().getIndex(n) for n in COORDINATES]
        out.append((matrix, np.array([moments.get(k) for k in order])))
    return out


def read_activations(folder: Path, names: list[str]) -> np.ndarray:
    """OpenSim's activations, shape (frames, muscles)."""
    table = osim.TimeSeriesTable(str(folder / "leg_StaticOptimization_activation.sto"))
    return np.array([table.getDependentColumn(n).to_numpy() for n in names]).T


def main() -> None:
    """Print ratios, then figures."""
    osim.Logger.setLevelString("off")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slow = min(run_opensim(folder) for _ in range(2))
        given = problems(folder)
        model = leg()
        names = [model.getMuscles().get(i).getName() for i in range(model.getMuscles().getSize())]
        theirs = read_activations(folder, names)
    n, m = len(names), len(COORDINATES)
    packed = [sharing.columns_of(a) for a, _ in given]
    ones, zero, soft = np.ones(n), np.full(n, 0.01), np.full(m, RESERVE_NM**2)

    def solve(warm: bool) -> list[np.ndarray]:
        start, out = None, []
        for columns, (_, demand) in zip(packed, given, strict=True):
            problem = sharing.Problem(columns, ones, zero, ones, demand, soft)
            solution, _ = sharing.share(problem=problem, start=start)
            start = solution.multipliers if warm else None
            out.append(solution.effort)
        return out

    ours = np.array(solve(False))
    cold = _best(lambda: solve(False)) / FRAMES
    warm = _best(lambda: solve(True)) / FRAMES
    frames = slice(4, FRAMES - 4)  # OpenSim pads the ends before it differentiates
    difference = np.sqrt(np.mean((ours[frames] - theirs[frames]) ** 2))
    print(f"muscles x joints                              {n} x {m}")
    print(f"OpenSim StaticOptimization                    {1e3 * slow:9.2f} ms per frame")
    print(f"OpenSim / ours, solve, cold                   {slow / cold:9.0f} x   ({1e6 * cold:.0f} us)")
    print(f"OpenSim / ours, solve, warm                   {slow / warm:9.0f} x   ({1e6 * warm:.0f} us)")
    print(f"activations, RMS difference                   {difference:9.4f}")
    whole = end_to_end()
    print(f"whole body here, new posture to joint loads   {1e3 * whole:9.2f} ms (160 muscles)")
    print(f"OpenSim leg / whole body here                 {slow / whole:9.1f} x")


def end_to_end() -> float:
    """Kinematics, paths, solve and joint loads of the whole body, seconds per posture."""
    chooser = Body().chooser("male")
    who = people_of(chooser.skeleton, Person())
    stance = chooser.choose(Task(name="walk"), who).stance

    def work() -> None:
        chooser.sharer.solve(chooser.measurer.measure(stance), who)

    work()
    return _best(lambda: [work() for _ in range(20)]) / 20


def _best(work, repeats: int = 5) -> float:  # type: ignore[no-untyped-def]
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
